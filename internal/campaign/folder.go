package campaign

import (
	"archive/zip"
	"io"
	"path"
	"strings"

	"preau/internal/rulefile"
)

// What a folder that is sent may hold: files of text that people wrote.
const (
	MaxFolder = 4 << 20 // bytes of what is sent
	maxFile   = 1 << 20 // bytes of one file, once unpacked
	maxFiles  = 40
)

// A Sent is one file of a folder, as it was sent.
type Sent struct {
	Name    string
	Content io.Reader
}

// ReadFolder reads the campaign of a folder that was sent, file by file (ReadZip:
// as a .zip). What is no file of a campaign is refused by name, like what is wrong
// in one; nothing is unpacked to the disk, and sizes and numbers are bounded.
func ReadFolder(sent []Sent) (*Campaign, rulefile.Faults) {
	f := sentFolder{files: map[string][]byte{}}
	for _, file := range sent {
		f.add(file.Name, file.Content)
	}
	return f.load()
}

// ReadZip is ReadFolder for a .zip: its files, or one folder that holds them.
func ReadZip(content io.ReaderAt, size int64) (*Campaign, rulefile.Faults) {
	archive, err := zip.NewReader(content, size)
	f := sentFolder{files: map[string][]byte{}}
	switch {
	case err != nil:
		f.fault("", "ce n’est pas une archive .zip, ou elle est abîmée.")
		return nil, f.faults
	case len(archive.File) > maxFiles:
		f.fault("", "cette archive a plus de quarante fichiers.")
		return nil, f.faults
	}
	root := rootOf(archive.File)
	for _, file := range archive.File {
		if file.Name == root {
			continue
		}
		f.unzip(strings.TrimPrefix(file.Name, root), file)
	}
	return f.load()
}

// rootOf is the one folder in which an archive holds all its files, with its
// slash; blank when there is none.
func rootOf(files []*zip.File) string {
	root := ""
	for i, file := range files {
		first, _, below := strings.Cut(file.Name, "/")
		if !below || first == "" || first == "." || first == ".." || i > 0 && root != first+"/" {
			return ""
		}
		root = first + "/"
	}
	return root
}

type sentFolder struct {
	files  map[string][]byte
	faults rulefile.Faults
}

func (f *sentFolder) fault(name, message string) {
	if name == "" {
		name = "archive"
	}
	f.faults.Add(shortName(name), 0, "", "%s", message)
}

func (f *sentFolder) unzip(name string, file *zip.File) {
	content, err := file.Open()
	if err != nil {
		f.fault(name, "ce fichier ne peut pas être lu.")
		return
	}
	defer content.Close()
	f.add(name, content)
}

// add takes a file in. Its name is kept, never followed: no file is written.
func (f *sentFolder) add(name string, content io.Reader) {
	switch {
	case strings.ContainsAny(name, "/\\:\x00") || name != path.Base(name) || name == ".." || name == "." || len(name) > 100:
		f.fault(name, "un nom de fichier ne contient pas de chemin. Mettez tous les fichiers au même endroit.")
		return
	case path.Ext(name) != ".toml":
		f.fault(name, "ce n’est pas un fichier de campagne (.toml).")
		return
	case f.files[name] != nil:
		f.fault(name, "ce fichier est donné deux fois.")
		return
	}
	read, err := io.ReadAll(io.LimitReader(content, maxFile+1))
	switch {
	case err != nil:
		f.fault(name, "ce fichier ne peut pas être lu.")
	case len(read) > maxFile:
		f.fault(name, "ce fichier dépasse 1 Mo.")
	default:
		f.files[name] = read
	}
}

// shortName is a name that may be shown.
func shortName(name string) string {
	runes := []rune(strings.ToValidUTF8(name, "?"))
	if len(runes) > 100 {
		return string(runes[:100]) + "…"
	}
	return string(runes)
}

func (f *sentFolder) load() (*Campaign, rulefile.Faults) {
	if len(f.faults) > 0 {
		return nil, f.faults
	}
	campaign, faults := Load(folderOf(f.files))
	if len(faults) > 0 {
		return nil, faults
	}
	for name := range f.files {
		if _, read := campaign.Files[name]; !read {
			f.fault(name, "campaign.toml ne cite pas cette fiche (sheets).")
		}
	}
	if len(f.faults) > 0 {
		f.faults.Sort()
		return nil, f.faults
	}
	return campaign, nil
}
