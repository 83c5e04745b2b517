package backup

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"

	"preau/internal/db"
)

// An Archive is a backup whose every byte was checked.
type Archive struct {
	Manifest
	file *os.File
	zip  *zip.Reader
}

// Open opens a backup and reads it whole once. It refuses a file that is not a
// backup, one that was cut or altered, and one of a program that is more recent.
func Open(ctx context.Context, path string) (*Archive, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, &Refusal{"La sauvegarde ne peut pas être lue.", err}
	}
	a := &Archive{file: file}
	if err := a.check(ctx, path); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return a, nil
}

// Close closes the file.
func (a *Archive) Close() error { return a.file.Close() }

// zipHeader is what comes before the name of the first entry.
const zipHeader = 30

func (a *Archive) check(ctx context.Context, path string) error {
	info, err := a.file.Stat()
	if err != nil {
		return &Refusal{"La sauvegarde ne peut pas être lue.", err}
	}
	start := make([]byte, zipHeader+len(readmeName))
	if _, err := a.file.ReadAt(start, 0); err != nil || string(start[zipHeader:]) != readmeName {
		return refuse("%s n’est pas une sauvegarde de Préau.", path)
	}
	altered := refuse("%s est incomplète ou a été modifiée : elle n’est pas restaurée.", path)
	if a.zip, err = zip.NewReader(a.file, info.Size()); err != nil || !strings.HasPrefix(a.zip.Comment, comment) {
		return altered
	}
	switch whole, err := a.whole(ctx, info.Size()); {
	case err != nil:
		return &Refusal{"La sauvegarde ne peut pas être lue.", err}
	case !whole:
		return altered
	}
	text, err := a.zip.Open(manifestName)
	if err != nil {
		return altered
	}
	defer text.Close()
	if err := json.NewDecoder(text).Decode(&a.Manifest); err != nil {
		return altered
	}
	if newest := db.Newest(); a.Format > format || a.Schema > newest {
		return refuse("Cette sauvegarde vient d’une version plus récente de Préau (schéma %d, ce programme connaît le schéma %d). Installez la version récente : rien n’a été modifié.",
			a.Schema, newest)
	}
	return nil
}

// whole tells whether the file is, to the byte, what was written.
func (a *Archive) whole(ctx context.Context, size int64) (bool, error) {
	end := size - int64(len(noDigest))
	told := make([]byte, len(noDigest))
	if _, err := a.file.ReadAt(told, end); err != nil {
		return false, err
	}
	sum, part := sha256.New(), make([]byte, 256<<10)
	for all := io.NewSectionReader(a.file, 0, end); ; {
		n, err := all.Read(part)
		sum.Write(part[:n])
		if err == io.EOF {
			break
		}
		if err := errors.Join(err, ctx.Err()); err != nil {
			return false, err
		}
	}
	io.WriteString(sum, noDigest)
	return bytes.Equal(told, []byte(hex.EncodeToString(sum.Sum(nil)))), nil
}
