package civil

import (
	"encoding"
	"errors"
	"fmt"
)

// scanText reads a column of text into dst, NULL as "no value". An empty text in
// the database is a fault: only NULL means that there is nothing.
func scanText(dst encoding.TextUnmarshaler, src any) error {
	switch src := src.(type) {
	case nil:
		return dst.UnmarshalText(nil)
	case string:
		return scanBytes(dst, []byte(src))
	case []byte:
		return scanBytes(dst, src)
	default:
		return fmt.Errorf("civil: cannot read a %T as %T: the column must be text", src, dst)
	}
}

func scanBytes(dst encoding.TextUnmarshaler, text []byte) error {
	if len(text) == 0 {
		return errors.New("civil: empty text in the database where NULL was expected")
	}
	return dst.UnmarshalText(text)
}
