package main

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"preau/internal/access"
	"preau/internal/db"
)

// keyFile is where the key is: beside the database's file, in data when that is
// a server.
func (s *serve) keyFile(database string) string {
	switch {
	case s.KeyFile != "":
		return s.KeyFile
	case db.IsPostgres(database):
		return filepath.Join("data", "preau.key")
	}
	return filepath.Join(filepath.Dir(database), "preau.key")
}

// keyIn reads the key of the installation, and makes one the first time. A file
// that holds something else is refused: another key would leave what was sealed
// with the former one closed for ever.
func keyIn(path string) (key access.Key, err error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeKey(path); err != nil {
			return key, fmt.Errorf("la clé %s ne peut pas être écrite : %w", path, err)
		}
		text, err = os.ReadFile(path)
	}
	if err != nil {
		return key, fmt.Errorf("la clé %s ne peut pas être lue : %w", path, err)
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(raw) != len(key) {
		return key, fmt.Errorf("le fichier %s ne contient pas une clé de Préau. Rendez-lui son contenu, ou indiquez un autre fichier par PREAU_KEY_FILE", path)
	}
	return access.Key(raw), nil
}

// makeKey writes a new key, whole or not at all. Of nodes that start together
// on one folder, the first one's stays.
func makeKey(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	var key access.Key
	_, _ = rand.Read(key[:])                                       // never fails: see crypto/rand
	draft, err := os.CreateTemp(filepath.Dir(path), ".preau-key-") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name())
	_, err = fmt.Fprintln(draft, base64.StdEncoding.EncodeToString(key[:]))
	if err := errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	if err := os.Link(draft.Name(), path); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
