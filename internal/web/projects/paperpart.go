package projects

import (
	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/document"
	"preau/internal/project"
	"preau/internal/territory"
)

// Part is a file as a part of a longer document, for readers of a level: who asks,
// and its sheets as they are printed alone.
func Part(f project.Filled, school territory.School, level access.Level, at civil.Instant) []document.Block {
	p := paper{File: f, School: school, Level: level, At: at}
	return append([]document.Block{document.Heading("L’école et le projet"), p.identity()}, p.sheets()...)
}

// Checks are what does not hold in the sheets of a file, each with its paragraph (R6).
func Checks(f project.Filled) document.List { return paper{File: f}.findings() }
