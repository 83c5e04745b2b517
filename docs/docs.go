// Package docs is the documentation that the program shows at /aide: the guides, one
// per role, and their pictures. The same files are read on the forge.
package docs

import "embed"

//go:embed guide/*.md images/guide-*.png
var FS embed.FS
