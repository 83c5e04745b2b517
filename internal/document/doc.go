// Package document turns what Préau knows into files people keep: pages of
// tables as ODS, XLSX or CSV, a document (receipt, minutes, a sheet filled in or
// to fill in) as PDF to print or as ODT to go on with. It knows nothing of the
// programme: whoever calls it chooses titles and columns.
//
// A table's cells are typed, so that a spreadsheet gets real numbers, real
// euros and real dates, and so that a text starting with an equals sign stays
// a text. Blank stays blank: never 0, never « Non ». Lists are streamed: rows
// come from an iterator and none is kept.
//
// ReadODS reads back what a French office sends. It trusts nothing: size,
// cells, repeats and depth are bounded.
//
// Every file is a function of its arguments: the same call gives the same
// bytes, and the date of a document is an argument.
//
// PDF are tagged: what a screen reader is told is a tree of headings,
// paragraphs, lists and tables, drawn with the ink (tag.go) and written after
// fpdf's file, which has none (structure.go). Rules, footers and a header drawn
// again are not told. PDF/UA is not claimed. The font covers Latin, Greek and
// Cyrillic; any other letter shows as □, is read aloud as it was written, and a
// note below the title says so.
//
// ODT has the same blocks as named styles: headings, tables with their header on
// every page, labels beside their values. It holds every letter.
//
// Start with Page, WriteODS, Doc and WritePDF.
package document
