package document

import "math"

// A List is a « liste » of labels with their values: side by side, or one below
// the other where the value is long.
type List []Pair

// A Pair is a line of a List: a question with its answer. A blank value is drawn
// blank.
type Pair struct {
	Label   string
	Hint    string // in small letters, before the value
	Value   string
	Pending bool     // Value only says that there is none, « Non renseigné »
	Options []Option // a box before each, instead of Value
	Room    Room     // where to write, instead of Value
}

// An Option is one answer of a choice, with its box, ticked or not.
type Option struct {
	Text   string
	Chosen bool
}

// A Room is the place where a blank sheet is written on by hand.
type Room struct {
	Lines int    // 0: no room
	Short bool   // for a figure or a date, not a text
	Unit  string // said after it
}

// Millimetres.
const (
	labelWidth = 64.0
	valueLeft  = marginSide + labelWidth + 6
	valueWidth = paperWidth - marginSide - valueLeft
	pairPad    = 1.4
	afterLabel = 0.8 // when the value is below
	afterHint  = 0.6
	boxSide    = 3.4
	boxWidth   = boxSide + 2 // with what parts it from its text
	optionGap  = 8.0
	writeLine  = 8.0 // high enough for a hand
	shortRoom  = 38.0
)

// Beyond these a value goes below its label, on the whole width.
const (
	besideLabel = 12
	besideValue = 5
)

func (l List) check() error { return nil }

func (l List) lead(p *paper) float64 {
	if len(l) == 0 {
		return 0
	}
	return l[0].lead(p)
}

func (l List) draw(p *paper) {
	p.within("L", func() {
		for i, pair := range l {
			p.keep(pair.lead(p))
			if i > 0 && p.y > marginTop {
				p.rule(p.y, faint, 0.1)
			}
			p.y += pairPad
			p.within("LI", func() { pair.draw(p) })
			p.y += pairPad
		}
	})
	p.y += blockAfter
}

func (pair Pair) label(p *paper, width float64) []string {
	return p.wrap(labelFace, drawable(pair.Label), width)
}

// beside tells whether label and value stand side by side.
func (pair Pair) beside(p *paper) bool {
	return pair.Room.Lines <= 1 && len(pair.label(p, labelWidth)) <= besideLabel &&
		pair.valueHeight(p, valueWidth) <= besideValue*bodyFace.line+rounding
}

func (pair Pair) lead(p *paper) float64 {
	if pair.beside(p) {
		label := float64(len(pair.label(p, labelWidth))) * labelFace.line
		return max(label, pair.valueHeight(p, valueWidth)) + 2*pairPad
	}
	label := float64(len(pair.label(p, textWidth))) * labelFace.line
	value := pair.hintHeight(p, textWidth) + 2*bodyFace.line
	if pair.Room.Lines > 0 {
		value = pair.valueHeight(p, textWidth)
	}
	return label + afterLabel + value + 2*pairPad
}

func (pair Pair) hintHeight(p *paper, width float64) float64 {
	if pair.Hint == "" {
		return 0
	}
	return float64(len(p.wrap(noteFace, drawable(pair.Hint), width)))*noteFace.line + afterHint
}

func (pair Pair) valueHeight(p *paper, width float64) float64 {
	height := pair.hintHeight(p, width)
	switch {
	case pair.Room.Lines > 0:
		return height + pair.Room.height()
	case len(pair.Options) > 0:
		return height + float64(pair.optionLines(p, width))*bodyFace.line
	}
	return height + float64(len(p.wrap(bodyFace, drawable(pair.Value), width)))*bodyFace.line
}

func (pair Pair) draw(p *paper) {
	if !pair.beside(p) {
		p.within("Lbl", func() {
			p.spell(pair.Label)
			p.lines(labelFace, marginSide, pair.label(p, textWidth))
		})
		p.y += afterLabel
		p.within("LBody", func() { pair.drawValue(p, marginSide, textWidth) })
		return
	}
	top := p.y
	p.within("Lbl", func() {
		p.spell(pair.Label)
		p.lines(labelFace, marginSide, pair.label(p, labelWidth))
	})
	bottom := p.y
	p.y = top
	p.within("LBody", func() { pair.drawValue(p, valueLeft, valueWidth) })
	p.y = max(p.y, bottom)
}

func (pair Pair) drawValue(p *paper, x, width float64) {
	if pair.Hint != "" {
		p.prose(noteFace, x, width, pair.Hint)
		p.y += afterHint
	}
	switch {
	case pair.Room.Lines > 0:
		pair.Room.draw(p, x, width)
	case len(pair.Options) > 0:
		pair.drawOptions(p, x, width)
	case pair.Pending:
		p.prose(faintFace, x, width, pair.Value)
	case pair.Value != "":
		p.prose(bodyFace, x, width, pair.Value)
	}
}

// inline tells whether the options stand on one line, « ☐ Oui ☐ Non ».
func (pair Pair) inline(p *paper, width float64) bool {
	used := 0.0
	for _, o := range pair.Options {
		used += boxWidth + p.width(bodyFace, drawable(o.Text)) + optionGap
	}
	return used-optionGap <= width
}

func (pair Pair) optionLines(p *paper, width float64) int {
	if pair.inline(p, width) {
		return 1
	}
	n := 0
	for _, o := range pair.Options {
		n += len(p.wrap(bodyFace, drawable(o.Text), width-boxWidth))
	}
	return n
}

func (pair Pair) drawOptions(p *paper, x, width float64) {
	p.within("L", func() {
		inline := pair.inline(p, width)
		for _, o := range pair.Options {
			top := p.y
			p.within("LI", func() { o.draw(p, x, width) })
			if inline {
				p.y = top
				x += boxWidth + p.width(bodyFace, drawable(o.Text)) + optionGap
			}
		}
		if inline {
			p.y += bodyFace.line
		}
	})
}

func (o Option) draw(p *paper, x, width float64) {
	lines := p.wrap(bodyFace, drawable(o.Text), width-boxWidth)
	p.keep(float64(len(lines)) * bodyFace.line)
	p.within("Lbl", func() { p.tick(x, p.y+(bodyFace.line-boxSide)/2, o.Chosen) })
	p.within("LBody", func() {
		p.spell(o.Text)
		p.lines(bodyFace, x+boxWidth, lines)
	})
}

// tick draws a box; a screen reader says whether it is ticked.
func (p *paper) tick(x, y float64, ticked bool) {
	spoken := "non choisi"
	if ticked {
		spoken = "choisi"
	}
	p.figure(spoken, func() {
		p.pdf.SetDrawColor(black.rgb())
		p.pdf.SetLineWidth(0.25)
		p.pdf.Rect(x, y, boxSide, boxSide, "D")
		if ticked {
			const cross = "×"
			p.write(tickFace, x+(boxSide-p.width(tickFace, cross))/2, y, cross, false)
		}
	})
}

// figure draws, in the current element, what is not letters, and what a screen
// reader says of it.
func (p *paper) figure(spoken string, draw func()) {
	if p.at != artifact {
		p.at.spoken, p.at.sign = spoken, true
	}
	p.mark()
	draw()
}

func (r Room) height() float64 { return float64(r.Lines)*writeLine + 1 }

// draw draws a box to write in, with as many lines.
func (r Room) draw(p *paper, x, width float64) {
	height := math.Min(r.height(), textBottom-marginTop) - 1
	if r.Short {
		width = shortRoom
	}
	p.within("P", func() {
		p.figure("à remplir", func() {
			p.pdf.SetDrawColor(grey.rgb())
			p.pdf.SetLineWidth(0.25)
			p.pdf.Rect(x, p.y, width, height, "D")
			p.pdf.SetDrawColor(faint.rgb())
			p.pdf.SetLineWidth(0.1)
			for y := p.y + writeLine; y < p.y+height-rounding; y += writeLine {
				p.pdf.Line(x+cellPad, y, x+width-cellPad, y)
			}
		})
	})
	if unit := drawable(r.Unit); unit != "" && r.Short {
		p.within("P", func() { p.write(bodyFace, x+width+2, p.y+(writeLine-bodyFace.line)/2, unit, false) })
	}
	p.y += height + 1
}
