package main

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"preau/internal/access"
)

// The key is made once, readable by Préau alone, and the same for all that
// start together.
func TestTheKeyIsMadeOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "preau.key")
	keys, errs := make([]access.Key, 8), make([]error, 8)
	var all sync.WaitGroup
	for i := range keys {
		all.Go(func() { keys[i], errs[i] = keyIn(path) })
	}
	all.Wait()
	for i, key := range keys {
		if errs[i] != nil || key != keys[0] || key == (access.Key{}) {
			t.Errorf("keyIn() of node %d: got %x, %v, want %x", i, key, errs[i], keys[0])
		}
	}
	file, err := os.Stat(path)
	if err != nil || file.Mode().Perm() != 0o600 {
		t.Errorf("the key's file: got %v, %v, want 0600", file.Mode(), err)
	}
	if rest, err := os.ReadDir(filepath.Dir(path)); err != nil || len(rest) != 1 {
		t.Errorf("files beside the key: got %v, %v, want none", rest, err)
	}
}

func TestWhereTheKeyIs(t *testing.T) {
	for _, test := range []struct{ set, database, want string }{
		{"", "data/preau.db", "data/preau.key"},
		{"", "/srv/preau/base.db", "/srv/preau/preau.key"},
		{"", "postgres://127.0.0.1/preau", "data/preau.key"},
		{"/etc/preau.key", "data/preau.db", "/etc/preau.key"},
	} {
		if got := (&serve{KeyFile: test.set}).keyFile(test.database); got != test.want {
			t.Errorf("keyFile(%s) with %q = %s, want %s", test.database, test.set, got, test.want)
		}
	}
}

func TestAFileThatIsNoKeyIsRefused(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{"empty": "", "short": "YWJj\n", "text": "une clé"} {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		refuses(t, refused, []string{"ne contient pas une clé de Préau"},
			"serve", "--example", "--addr", "127.0.0.1:0", "--db", filepath.Join(folder, "exemple.db"), "--key-file", path)
		if kept, err := os.ReadFile(path); err != nil || string(kept) != text {
			t.Errorf("the file after: got %q, %v, want %q as before", kept, err, text)
		}
	}
}
