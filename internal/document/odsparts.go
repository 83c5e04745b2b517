package document

// The parts of an OpenDocument spreadsheet that are the same for every table
// (OASIS ODF 1.3, parts 2 and 3).

const odsMimetype = "application/vnd.oasis.opendocument.spreadsheet"

// odsStyles is the paper: A4 landscape, as many pages down as needed and one
// across, numbered.
const odsStyles = xmlHead + `<office:document-styles` + odfNamespaces + `>
<office:styles>
<style:default-style style:family="table-cell"><style:text-properties style:font-name="Liberation Sans" fo:font-size="10pt" fo:language="fr" fo:country="FR"/></style:default-style>
<style:style style:name="Default" style:family="table-cell"/>
</office:styles>
<office:automatic-styles>
<style:page-layout style:name="paper"><style:page-layout-properties fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape" fo:margin="1.5cm" style:scale-to-X="1" style:scale-to-Y="0"/><style:footer-style><style:header-footer-properties fo:min-height="0.6cm" fo:margin-top="0.2cm"/></style:footer-style></style:page-layout>
</office:automatic-styles>
<office:master-styles>
<style:master-page style:name="Default" style:page-layout-name="paper"><style:footer><text:p>Page <text:page-number>1</text:page-number>/<text:page-count>1</text:page-count></text:p></style:footer></style:master-page>
</office:master-styles>
</office:document-styles>
`

// odsCellStyles: the display formats « # ##0 », « # ##0,00 € », « jj/mm/aaaa »
// are French whatever the language of the machine that opens the file.
const odsCellStyles = `<number:number-style style:name="format-count" number:language="fr" number:country="FR"><number:number number:decimal-places="0" number:min-decimal-places="0" number:min-integer-digits="1" number:grouping="true"/></number:number-style>
<number:currency-style style:name="format-amount" number:language="fr" number:country="FR"><number:number number:decimal-places="2" number:min-decimal-places="2" number:min-integer-digits="1" number:grouping="true"/><number:text> </number:text><number:currency-symbol number:language="fr" number:country="FR">€</number:currency-symbol></number:currency-style>
<number:date-style style:name="format-date" number:language="fr" number:country="FR"><number:day number:style="long"/><number:text>/</number:text><number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/></number:date-style>
<number:time-style style:name="format-duration" number:truncate-on-overflow="false"><number:hours/><number:text>:</number:text><number:minutes number:style="long"/></number:time-style>
<style:style style:name="sheet" style:family="table" style:master-page-name="Default"><style:table-properties table:display="true"/></style:style>
<style:style style:name="title" style:family="table-cell" style:parent-style-name="Default"><style:text-properties fo:font-size="14pt" fo:font-weight="bold"/></style:style>
<style:style style:name="note" style:family="table-cell" style:parent-style-name="Default"><style:text-properties fo:color="#3a3a3a"/></style:style>
<style:style style:name="header" style:family="table-cell" style:parent-style-name="Default"><style:table-cell-properties fo:padding="0.08cm" fo:wrap-option="wrap" style:vertical-align="bottom" fo:background-color="#e8e8ee" fo:border-bottom="0.75pt solid #161616"/><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="header-right" style:family="table-cell" style:parent-style-name="Default"><style:table-cell-properties fo:padding="0.08cm" fo:wrap-option="wrap" style:vertical-align="bottom" fo:background-color="#e8e8ee" fo:border-bottom="0.75pt solid #161616" style:text-align-source="fix"/><style:paragraph-properties fo:text-align="end"/><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="text" style:family="table-cell" style:parent-style-name="Default"><style:table-cell-properties fo:padding="0.08cm" fo:wrap-option="wrap" style:vertical-align="top"/></style:style>
<style:style style:name="count" style:family="table-cell" style:parent-style-name="Default" style:data-style-name="format-count"><style:table-cell-properties fo:padding="0.08cm" style:vertical-align="top"/></style:style>
<style:style style:name="amount" style:family="table-cell" style:parent-style-name="Default" style:data-style-name="format-amount"><style:table-cell-properties fo:padding="0.08cm" style:vertical-align="top"/></style:style>
<style:style style:name="date" style:family="table-cell" style:parent-style-name="Default" style:data-style-name="format-date"><style:table-cell-properties fo:padding="0.08cm" style:vertical-align="top" style:text-align-source="fix"/><style:paragraph-properties fo:text-align="start"/></style:style>
<style:style style:name="duration" style:family="table-cell" style:parent-style-name="Default" style:data-style-name="format-duration"><style:table-cell-properties fo:padding="0.08cm" style:vertical-align="top"/></style:style>
`

// odsStyleNames are the cell styles above, by Kind.
var odsStyleNames = [...]string{Text: "text", Count: "count", Amount: "amount", Date: "date", Duration: "duration"}

const odsSettingsHead = xmlHead + `<office:document-settings` + odfNamespaces + `><office:settings>` +
	`<config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>` +
	`<config:config-item config:name="ViewId" config:type="string">view1</config:config-item><config:config-item-map-named config:name="Tables">` + "\n"

// odsFrozen holds a tab's name and the number of rows that stay in sight.
const odsFrozen = `<config:config-item-map-entry config:name="%s"><config:config-item config:name="VerticalSplitMode" config:type="short">2</config:config-item>` +
	`<config:config-item config:name="VerticalSplitPosition" config:type="int">%[2]d</config:config-item><config:config-item config:name="PositionBottom" config:type="int">%[2]d</config:config-item>` +
	`<config:config-item config:name="ActiveSplitRange" config:type="short">2</config:config-item></config:config-item-map-entry>` + "\n"

const odsSettingsTail = `</config:config-item-map-named></config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set></office:settings></office:document-settings>`
