// Package static serves the style sheets, fonts, icons and the script embedded in the binary.
//
// It holds two kinds of files: ours (preau.css, sheet.js, favicon.svg), committed here, and those of the npm packages, which
// `make assets` puts in dist and which are never committed. Addresses carry a digest of everything, so that a browser
// keeps a file for a year and yet sees a new version at once; inside style sheets, addresses are relative.
//
// It refuses to know pages. Start at URL and Handler.
package static

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed preau.css sheet.js favicon.svg all:dist
var embedded embed.FS

// Prefix is where Handler is to be mounted.
const Prefix = "/static/"

// types are the kinds of files served, by extension. The machine's own table (/etc/mime.types) is not asked: it differs
// from one machine to the next, and lacks woff2 on some. A file of another kind is not served.
var types = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
	".txt":   "text/plain; charset=utf-8",
	".md":    "text/plain; charset=utf-8",
}

var digest = digestOf(embedded)

// URL returns the address of a file, given its path in this package: "preau.css", "dist/dsfr.css".
func URL(name string) string { return Prefix + digest + "/" + name }

// Handler serves the files below Prefix, for a year. Under the digest of another version, which happens when two nodes
// are not updated at the same moment, it serves this version's file and asks the browser not to keep it. A file it does
// not have is a 404; a method other than GET and HEAD, a 405.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "Méthode refusée", http.StatusMethodNotAllowed)
			return
		}
		version, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, Prefix), "/")
		contentType, content, err := open(name)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", keepFor(version))
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
	})
}

func keepFor(version string) string {
	if version == digest {
		return "public, max-age=31536000, immutable"
	}
	return "no-cache"
}

func open(name string) (contentType string, content []byte, err error) {
	contentType, ok := types[path.Ext(name)]
	if !ok {
		return "", nil, fs.ErrNotExist
	}
	content, err = embedded.ReadFile(name)
	return contentType, content, err
}

// digestOf sums up the names and the contents of all files: 16 hexadecimal digits, the same on every node that runs
// the same binary.
func digestOf(files fs.FS) string {
	sum := sha256.New()
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, name)
		fmt.Fprintf(sum, "%s %d\n", name, len(content))
		sum.Write(content)
		return err
	})
	if err != nil {
		panic("static: the embedded files cannot be read: " + err.Error())
	}
	return hex.EncodeToString(sum.Sum(nil))[:16]
}
