// Package campaigns holds the campaigns that ship with the program: a folder
// of readable files each.
package campaigns

import "embed"

//go:embed 2009-2010
var FS embed.FS
