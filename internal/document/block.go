package document

// A Block is one part of a document, from top to bottom: Heading, Paragraph,
// List or Grid.
type Block interface {
	// check refuses what cannot be drawn, before anything is.
	check() error
	// lead is the height of the part that must not be cut from its beginning.
	lead(p *paper) float64
	draw(p *paper)
}

// Millimetres between and beside the blocks.
const (
	headingGap   = 4.0
	headingAfter = 1.5
	blockAfter   = 3.0

	labelWidth = 58.0
	valueLeft  = marginSide + labelWidth + 4
	valueWidth = textWidth - labelWidth - 4
	pairAfter  = 0.8
)

// A Heading is an « intertitre »; it stays with what follows it.
type Heading string

func (h Heading) check() error { return nil }

func (h Heading) lines(p *paper) []string {
	return p.wrap(headingFace, drawable(string(h)), textWidth)
}

func (h Heading) lead(p *paper) float64 {
	return headingGap + float64(len(h.lines(p)))*headingFace.line + headingAfter
}

func (h Heading) draw(p *paper) {
	p.gap(headingGap)
	p.lines(headingFace, marginSide, h.lines(p))
	p.y += headingAfter
}

// A Paragraph is a « paragraphe »; its lines stay lines.
type Paragraph string

func (t Paragraph) check() error { return nil }

func (t Paragraph) lines(p *paper) []string {
	return p.wrap(bodyFace, drawable(string(t)), textWidth)
}

func (t Paragraph) lead(p *paper) float64 {
	n := len(t.lines(p))
	if n > 3 {
		n = 2
	}
	return float64(n) * bodyFace.line
}

func (t Paragraph) draw(p *paper) {
	p.lines(bodyFace, marginSide, t.lines(p))
	p.y += blockAfter
}

// A List is a « liste » of labels with their values, in two columns.
type List []Pair

// A Pair is a line of a List. A blank value is drawn blank.
type Pair struct{ Label, Value string }

func (l List) check() error { return nil }

func (pair Pair) lines(p *paper) (label, value []string) {
	return p.wrap(labelFace, drawable(pair.Label), labelWidth), p.wrap(bodyFace, drawable(pair.Value), valueWidth)
}

func (pair Pair) height(p *paper) float64 {
	label, value := pair.lines(p)
	return float64(max(len(label), len(value)))*bodyFace.line + pairAfter
}

func (l List) lead(p *paper) float64 {
	if len(l) == 0 {
		return 0
	}
	return l[0].height(p)
}

func (l List) draw(p *paper) {
	for _, pair := range l {
		p.keep(pair.height(p))
		label, value := pair.lines(p)
		for i := range max(len(label), len(value)) {
			p.keep(bodyFace.line)
			p.writeAt(labelFace, marginSide, label, i)
			p.writeAt(bodyFace, valueLeft, value, i)
			p.y += bodyFace.line
		}
		p.y += pairAfter
	}
	p.y += blockAfter
}

// writeAt writes the line of that index, if there is one.
func (p *paper) writeAt(f face, x float64, lines []string, i int) {
	if i < len(lines) {
		p.write(f, x, p.y, lines[i], false)
	}
}
