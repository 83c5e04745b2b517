// Package form reads questionnaires from files, and knows for each question all
// its representations: the control of a page, what may be typed, what is kept,
// what is read on the screen and on paper, the cell of a spreadsheet, the value
// of an API, and how the answers of many files add up.
//
// What is kept is canonical, one text per field: an integer for a count, cents
// for an amount, minutes for hours, 2009-11-09 for a date, « oui » or « non », the
// key of an option, « 2 14:00-16:00 » for a time slot, or the text itself. "" is
// blank: never 0, never « Non », never a fault. What was typed and cannot be
// read is kept too, marked (see [Unread]): a draft loses nothing, and only
// submission asks for the rest.
//
// A question is a field, or several: a breakdown has one per part, a table one
// per cell, its rows keyed by an id, never by an index. [Values] holds them all,
// flat: "size", "renewal.new", "groups.0k3f.size".
//
// The package refuses to know what the questions are about: bounds, lists,
// figures and checks are named in the file and given by the caller (see
// [Known]).
//
// Start with [Load], then [Sheet.Read] and [Sheet.Findings].
package form
