package document

// The parts of an OpenDocument text that are the same for every document.

const odtMimetype = "application/vnd.oasis.opendocument.text"

// odtStyles is up to the text at the foot of each page. Styles that every word
// processor knows keep their English names, which it shows in its own language;
// ours are in French. Colours and sizes are those of the PDF. The paper is A4
// upright.
const odtStyles = xmlHead + `<office:document-styles` + odfNamespaces + `>
<office:styles>
<style:default-style style:family="paragraph"><style:paragraph-properties fo:orphans="2" fo:widows="2" style:tab-stop-distance="1.25cm"/><style:text-properties fo:font-family="Liberation Sans" style:font-family-generic="swiss" fo:font-size="10.5pt" fo:color="#161616" fo:language="fr" fo:country="FR" fo:hyphenate="false"/></style:default-style>
<style:default-style style:family="table"><style:table-properties table:border-model="collapsing"/></style:default-style>
<style:style style:name="Standard" style:family="paragraph" style:class="text"/>
<style:style style:name="Text_20_body" style:display-name="Text body" style:family="paragraph" style:parent-style-name="Standard" style:class="text"><style:paragraph-properties fo:margin-bottom="0.3cm"/></style:style>
<style:style style:name="Note" style:family="paragraph" style:parent-style-name="Standard" style:class="text"><style:paragraph-properties fo:margin-bottom="0.2cm"/><style:text-properties fo:font-size="9pt" fo:color="#4a4a4a"/></style:style>
<style:style style:name="Surtitre" style:family="paragraph" style:parent-style-name="Note" style:next-style-name="Title" style:class="chapter"/>
<style:style style:name="Title" style:family="paragraph" style:parent-style-name="Standard" style:next-style-name="Text_20_body" style:class="chapter"><style:paragraph-properties fo:margin-bottom="0.5cm" fo:padding-bottom="0.2cm" fo:border-bottom="1.5pt solid #000091" fo:keep-with-next="always"/><style:text-properties fo:font-size="19pt" fo:font-weight="bold" fo:color="#000091"/></style:style>
<style:style style:name="Heading" style:family="paragraph" style:parent-style-name="Standard" style:next-style-name="Text_20_body" style:class="text"><style:paragraph-properties fo:margin-top="0.5cm" fo:margin-bottom="0.2cm" fo:keep-with-next="always"/><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph" style:parent-style-name="Heading" style:next-style-name="Text_20_body" style:default-outline-level="1" style:class="text"><style:text-properties fo:font-size="13pt" fo:color="#000091"/></style:style>
<style:style style:name="Heading_20_2" style:display-name="Heading 2" style:family="paragraph" style:parent-style-name="Heading" style:next-style-name="Text_20_body" style:default-outline-level="2" style:class="text"><style:text-properties fo:font-size="11pt"/></style:style>
<style:style style:name="Caption" style:family="paragraph" style:parent-style-name="Standard" style:class="extra"><style:paragraph-properties fo:margin-bottom="0.1cm" fo:keep-with-next="always"/><style:text-properties fo:font-size="10pt" fo:font-weight="bold"/></style:style>
<style:style style:name="Table_20_Contents" style:display-name="Table Contents" style:family="paragraph" style:parent-style-name="Standard" style:class="extra"><style:text-properties fo:font-size="9pt"/></style:style>
<style:style style:name="Chiffres" style:family="paragraph" style:parent-style-name="Table_20_Contents" style:class="extra"><style:paragraph-properties fo:text-align="end"/></style:style>
<style:style style:name="Attente" style:family="paragraph" style:parent-style-name="Table_20_Contents" style:class="extra"><style:text-properties fo:color="#4a4a4a"/></style:style>
<style:style style:name="Libellé" style:family="paragraph" style:parent-style-name="Table_20_Contents" style:class="extra"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Table_20_Heading" style:display-name="Table Heading" style:family="paragraph" style:parent-style-name="Table_20_Contents" style:class="extra"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Titre_20_de_20_chiffres" style:display-name="Titre de chiffres" style:family="paragraph" style:parent-style-name="Table_20_Heading" style:class="extra"><style:paragraph-properties fo:text-align="end"/></style:style>
<style:style style:name="Footer" style:family="paragraph" style:parent-style-name="Standard" style:class="extra"><style:paragraph-properties fo:padding-top="0.2cm" fo:border-top="0.5pt solid #bbbbbb"><style:tab-stops><style:tab-stop style:position="17cm" style:type="right"/></style:tab-stops></style:paragraph-properties><style:text-properties fo:font-size="8pt" fo:color="#4a4a4a"/></style:style>
</office:styles>
<office:automatic-styles>
<style:page-layout style:name="paper"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" style:print-orientation="portrait" fo:margin="2cm"/><style:footer-style><style:header-footer-properties fo:min-height="0.8cm" fo:margin-top="0.5cm"/></style:footer-style></style:page-layout>
</office:automatic-styles>
<office:master-styles>
<style:master-page style:name="Standard" style:page-layout-name="paper"><style:footer><text:p text:style-name="Footer">`

const odtStylesTail = `<text:tab/>Page <text:page-number text:select-page="current">1</text:page-number>/<text:page-count>1</text:page-count></text:p></style:footer></style:master-page>
</office:master-styles>
</office:document-styles>
`

// odtTableStyles: word processors take the styles of tables, unlike those of
// paragraphs, from here.
const odtTableStyles = `
<style:style style:name="table" style:family="table"><style:table-properties style:width="17cm" table:align="left" fo:margin-bottom="0.3cm" table:border-model="collapsing"/></style:style>
<style:style style:name="row" style:family="table-row"/>
<style:style style:name="room" style:family="table-row"><style:table-row-properties style:min-row-height="1cm"/></style:style>
<style:style style:name="cell" style:family="table-cell"><style:table-cell-properties fo:padding-top="0.1cm" fo:padding-bottom="0.1cm" fo:padding-left="0.15cm" fo:padding-right="0.15cm" fo:border="none" fo:border-bottom="0.5pt solid #bbbbbb"/></style:style>
<style:style style:name="boxed" style:family="table-cell"><style:table-cell-properties fo:padding-top="0.1cm" fo:padding-bottom="0.1cm" fo:padding-left="0.15cm" fo:padding-right="0.15cm" fo:border="0.5pt solid #4a4a4a"/></style:style>
<style:style style:name="header" style:family="table-cell"><style:table-cell-properties fo:padding-top="0.1cm" fo:padding-bottom="0.1cm" fo:padding-left="0.15cm" fo:padding-right="0.15cm" fo:border="none" fo:background-color="#e8e8ee" fo:border-bottom="0.75pt solid #161616" style:vertical-align="bottom"/></style:style>
`
