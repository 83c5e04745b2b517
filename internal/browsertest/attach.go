package browsertest

import (
	"os"
	"path/filepath"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/chromedp"
)

// Attach chooses a file of a name, with a content, in the field of a label, as
// the browser's own window would.
func (b *Browser) Attach(label, name, content string) {
	b.t.Helper()
	path := filepath.Join(b.t.TempDir(), name)
	err := os.WriteFile(path, []byte(content), 0o600)
	if err == nil {
		err = b.attach(label, path)
	}
	if err != nil {
		b.t.Fatalf("Attach(%q, %q): %v", label, name, err)
	}
}

func (b *Browser) attach(label, path string) error {
	ctx, cancel := b.step()
	defer cancel()
	node, err := find(ctx, label, clickable, b.groups)
	if err != nil {
		return err
	}
	_, err = chromedp.Call(ctx, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: []string{path}, BackendNodeID: node})
	return err // of another kind of field, it is no file input element
}
