package civil

import (
	"encoding/hex"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// A collator keeps what it is working on: one per goroutine at a time.
var collators = sync.Pool{New: func() any { return collate.New(language.French) }}

// SortKey is a text whose ordinary order is the French alphabetical order of
// what it is made from: Éluard comes between Elsa and Emma, œuf between odeur
// and oie. It is hexadecimal, in lower case, so that SQLite and PostgreSQL sort
// it alike whatever their collation. It is about ten times as long as the text,
// and PostgreSQL indexes no more than 2700 bytes: it is for names and titles.
// Texts the alphabet does not tell apart have the same key: sort by the id next.
func SortKey(text string) string {
	collator := collators.Get().(*collate.Collator)
	defer collators.Put(collator)
	var buf collate.Buffer
	return hex.EncodeToString(collator.KeyFromString(&buf, CleanLine(text)))
}
