package document

// The parts of an Office Open XML spreadsheet that are the same for every
// workbook, or nearly (ECMA 376, parts 1 and 2).

const (
	nsSpreadsheet   = `http://schemas.openxmlformats.org/spreadsheetml/2006/main`
	nsRelation      = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	nsPackageLinks  = `http://schemas.openxmlformats.org/package/2006/relationships`
	xlsxContentType = `application/vnd.openxmlformats-officedocument.spreadsheetml.`
)

const xlsxTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
	`<Override PartName="/xl/workbook.xml" ContentType="` + xlsxContentType + `sheet.main+xml"/>` +
	`<Override PartName="/xl/styles.xml" ContentType="` + xlsxContentType + `styles+xml"/>%s</Types>`

const xlsxSheetType = `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="` + xlsxContentType + `worksheet+xml"/>`

const xlsxRoot = xmlHead + `<Relationships xmlns="` + nsPackageLinks + `">` +
	`<Relationship Id="rId1" Type="` + nsRelation + `/officeDocument" Target="xl/workbook.xml"/>` +
	`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`

const xlsxCore = xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">` +
	`<dc:title>%s</dc:title><dc:creator>Préau</dc:creator><dc:language>fr-FR</dc:language></cp:coreProperties>`

const xlsxWorkbook = xmlHead + `<workbook xmlns="` + nsSpreadsheet + `" xmlns:r="` + nsRelation + `"><sheets>%s</sheets><definedNames>%s</definedNames></workbook>`

const xlsxSheetLink = `<Relationship Id="rId%d" Type="` + nsRelation + `/worksheet" Target="worksheets/sheet%[1]d.xml"/>`

const xlsxLinks = xmlHead + `<Relationships xmlns="` + nsPackageLinks + `">%s<Relationship Id="rId%d" Type="` + nsRelation + `/styles" Target="styles.xml"/></Relationships>`

// xlsxSheetHead holds the number of rows that stay in sight, and the first row
// that moves. The paper is A4 landscape, one page across.
const xlsxSheetHead = xmlHead + `<worksheet xmlns="` + nsSpreadsheet + `"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>` +
	`<sheetViews><sheetView workbookViewId="0"><pane ySplit="%d" topLeftCell="A%d" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
	`<sheetFormatPr defaultRowHeight="13.5"/><cols>`

const xlsxSheetTail = `</sheetData><pageMargins left="0.6" right="0.6" top="0.6" bottom="0.7" header="0.3" footer="0.3"/>` +
	`<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/><headerFooter><oddFooter>Page &amp;P/&amp;N</oddFooter></headerFooter></worksheet>`

// The styles of cells, in the order of cellXfs below; from xlsxFirstKind on, by
// Kind.
const (
	xlsxTitle = 1 + iota
	xlsxNote
	xlsxHeader
	xlsxHeaderRight
	xlsxFirstKind
)

// xlsxStyles: format 49 is « texte », so that what starts with an equals sign
// stays a text when it is edited.
const xlsxStyles = xmlHead + `<styleSheet xmlns="` + nsSpreadsheet + `">
<numFmts count="3"><numFmt numFmtId="164" formatCode="#,##0.00\ &quot;€&quot;"/><numFmt numFmtId="165" formatCode="dd/mm/yyyy"/><numFmt numFmtId="166" formatCode="[h]:mm"/></numFmts>
<fonts count="4"><font><sz val="10"/><name val="Arial"/></font><font><b/><sz val="14"/><name val="Arial"/></font><font><sz val="10"/><color rgb="FF3A3A3A"/><name val="Arial"/></font><font><b/><sz val="10"/><name val="Arial"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE8E8EE"/></patternFill></fill></fills>
<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left/><right/><top/><bottom style="thin"><color rgb="FF161616"/></bottom><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="11"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>
<xf numFmtId="49" fontId="2" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>
<xf numFmtId="49" fontId="3" fillId="2" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment horizontal="left" indent="1" wrapText="1" vertical="bottom"/></xf>
<xf numFmtId="49" fontId="3" fillId="2" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment horizontal="right" indent="1" wrapText="1" vertical="bottom"/></xf>
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment horizontal="left" indent="1" wrapText="1" vertical="top"/></xf>
<xf numFmtId="3" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment horizontal="right" indent="1" vertical="top"/></xf>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment horizontal="right" indent="1" vertical="top"/></xf>
<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment horizontal="left" indent="1" vertical="top"/></xf>
<xf numFmtId="166" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment horizontal="right" indent="1" vertical="top"/></xf>
<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment horizontal="right" indent="1" vertical="top"/></xf></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
