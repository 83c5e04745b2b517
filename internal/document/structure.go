package document

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// fpdf writes no structure. It comes after the finished file, as an update that
// PDF allows for (PDF 1.7, 7.5.6): the elements, and the catalog and pages anew
// with what points to them.

// An update adds objects to a PDF.
type update struct {
	base                      []byte
	size, catalog, info, xref int          // of base: its objects, two of them, where its table is
	out                       bytes.Buffer // what goes after base
	next                      int          // the number of the next new object
	offsets                   map[int]int  // of the objects in out
	numbers                   map[*element]int
}

// tagged is the PDF of the paper with its structure.
func (p *paper) tagged() ([]byte, error) {
	p.closeMark()
	var file bytes.Buffer
	if err := p.pdf.Output(&file); err != nil {
		return nil, err
	}
	u := &update{base: file.Bytes(), offsets: map[int]int{}, numbers: map[*element]int{}}
	if err := u.trailer(); err != nil {
		return nil, err
	}
	tree := u.number()
	u.name(p.root)
	u.put(tree, fmt.Sprintf("<</Type /StructTreeRoot /K %d 0 R /ParentTree <</Nums [%s]>> /ParentTreeNextKey %d>>",
		u.numbers[p.root], u.parents(p.marked), p.pdf.PageCount()))
	u.elements(p.root, tree)
	for page := 1; page <= p.pdf.PageCount(); page++ {
		u.extend(pageNumber(page), fmt.Sprintf("/StructParents %d /Tabs /S", page-1))
	}
	u.extend(u.catalog, fmt.Sprintf("/Version /1.7 /MarkInfo <</Marked true>> /StructTreeRoot %d 0 R"+
		" /ViewerPreferences <</DisplayDocTitle true>>", tree))
	u.finish()
	return append(u.base, u.out.Bytes()...), nil
}

// pageNumber is the object of a page: fpdf puts each before its content, from
// the third object on.
func pageNumber(page int) int { return 1 + 2*page }

// trailer reads the end of what fpdf wrote.
func (u *update) trailer() error {
	end := u.base[max(0, bytes.LastIndex(u.base, []byte("trailer\n"))):]
	_, err := fmt.Sscanf(string(end), "trailer\n<<\n/Size %d\n/Root %d 0 R\n/Info %d 0 R\n>>\nstartxref\n%d\n",
		&u.size, &u.catalog, &u.info, &u.xref)
	if err != nil {
		return fmt.Errorf("trailer: %w", err)
	}
	u.next = u.size
	return nil
}

func (u *update) number() int {
	u.next++
	return u.next - 1
}

// name numbers an element and its parts, in reading order.
func (u *update) name(e *element) {
	u.numbers[e] = u.number()
	for _, k := range e.kids {
		if k.child != nil {
			u.name(k.child)
		}
	}
}

func (u *update) put(number int, object string) {
	u.offsets[number] = len(u.base) + u.out.Len()
	fmt.Fprintf(&u.out, "%d 0 obj\n%s\nendobj\n", number, object)
}

// extend writes a dictionary of base anew, with more in it.
func (u *update) extend(number int, entries string) {
	from := u.offset(number) + len(fmt.Sprintf("%d 0 obj\n", number))
	length := bytes.Index(u.base[from:], []byte(">>\nendobj"))
	u.put(number, string(u.base[from:from+length])+"\n"+entries+">>")
}

// offset is where an object of base begins: fpdf gives 20 bytes to each in its
// table.
func (u *update) offset(number int) int {
	entry := u.xref + len(fmt.Sprintf("xref\n0 %d\n", u.size)) + 20*number
	offset, _ := strconv.Atoi(string(u.base[entry : entry+10]))
	return offset
}

// parents leads from each mark of each page to its element.
func (u *update) parents(marked [][]*element) string {
	var b strings.Builder
	for page := 1; page < len(marked); page++ {
		fmt.Fprintf(&b, "%d [", page-1)
		for _, e := range marked[page] {
			fmt.Fprintf(&b, "%d 0 R ", u.numbers[e])
		}
		b.WriteString("] ")
	}
	return b.String()
}

func (u *update) elements(e *element, parent int) {
	first := 0
	var kids strings.Builder
	for _, k := range e.kids {
		switch {
		case k.child != nil:
			fmt.Fprintf(&kids, "%d 0 R ", u.numbers[k.child])
		case first == 0 || k.page == first:
			first = k.page
			fmt.Fprintf(&kids, "%d ", k.mark)
		default:
			fmt.Fprintf(&kids, "<</Type /MCR /Pg %d 0 R /MCID %d>> ", pageNumber(k.page), k.mark)
		}
	}
	var page string
	if first > 0 {
		page = fmt.Sprintf(" /Pg %d 0 R", pageNumber(first))
	}
	u.put(u.numbers[e], fmt.Sprintf("<</Type /StructElem /S /%s /P %d 0 R%s%s /K [%s]>>", e.kind, parent, page, e.attributes(), kids.String()))
	for _, k := range e.kids {
		if k.child != nil {
			u.elements(k.child, u.numbers[e])
		}
	}
}

func (e *element) attributes() string {
	var text string
	if e.spoken != "" {
		text = " /ActualText <" + utf16Hex(e.spoken) + ">"
	}
	switch {
	case e.scope != "":
		text += " /A <</O /Table /Scope /" + e.scope + ">>"
	case e.kind == "L":
		text += " /A <</O /List /ListNumbering /None>>"
	}
	return text
}

// utf16Hex is a text as PDF holds it (PDF 1.7, 7.9.2.2).
func utf16Hex(text string) string {
	var b strings.Builder
	b.WriteString("FEFF")
	for _, unit := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&b, "%04X", unit)
	}
	return b.String()
}

// finish writes where the objects are, and how to find the older ones.
func (u *update) finish() {
	at := len(u.base) + u.out.Len()
	u.out.WriteString("xref\n")
	for _, number := range slices.Sorted(maps.Keys(u.offsets)) {
		fmt.Fprintf(&u.out, "%d 1\n%010d 00000 n \n", number, u.offsets[number])
	}
	fmt.Fprintf(&u.out, "trailer\n<<\n/Size %d\n/Root %d 0 R\n/Info %d 0 R\n/Prev %d\n>>\nstartxref\n%d\n%%%%EOF\n",
		u.next, u.catalog, u.info, u.xref, at)
}
