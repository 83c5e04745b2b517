package browsertest

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"

	"github.com/chromedp/chromedp"
)

// shots is where the pictures go; a picture that nobody looks at is not taken.
var shots = flag.String("shots", "", "the folder where the pictures of the pages are written; nowhere when blank")

// Shot writes a picture of the whole page, also of what is below the window, in
// the folder that -shots names: accueil-1280.png for Shot("accueil") at that width.
func (b *Browser) Shot(name string) {
	b.t.Helper()
	if *shots == "" {
		return
	}
	if err := b.shot(*shots, name); err != nil {
		b.t.Fatalf("Shot(%q): %v", name, err)
	}
}

func (b *Browser) shot(folder, name string) error {
	ctx, cancel := b.step()
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, fmt.Sprintf("%s-%d.png", name, b.width)), picture, 0o644)
}

// Picture writes in a file the part of the page that is between two heights, in CSS
// pixels from its top; of a page that ends before, what there is.
func (b *Browser) Picture(file string, top, bottom int) {
	b.t.Helper()
	if err := b.picture(file, top, bottom); err != nil {
		b.t.Fatalf("Picture(%q): %v", file, err)
	}
}

func (b *Browser) picture(file string, top, bottom int) error {
	ctx, cancel := b.step()
	defer cancel()
	whole, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		return err
	}
	page, err := png.Decode(bytes.NewReader(whole))
	if err != nil {
		return err
	}
	cut := image.Rect(0, top, page.Bounds().Dx(), bottom).Intersect(page.Bounds())
	part := image.NewRGBA(image.Rect(0, 0, cut.Dx(), cut.Dy()))
	draw.Draw(part, part.Bounds(), page, cut.Min, draw.Src)
	var out bytes.Buffer
	if err := png.Encode(&out, part); err != nil {
		return err
	}
	return os.WriteFile(file, out.Bytes(), 0o644)
}

// repository is the folder with go.mod, at or above the working folder, which
// for a test is that of its package.
func repository() (string, error) {
	start, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for folder := start; ; folder = filepath.Dir(folder) {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder, nil
		}
		if folder == filepath.Dir(folder) {
			return "", fmt.Errorf("no go.mod at or above %s", start)
		}
	}
}
