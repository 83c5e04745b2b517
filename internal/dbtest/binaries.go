package dbtest

import (
	"errors"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
)

// debianFolders is where Debian puts the servers, out of the PATH.
const debianFolders = "/usr/lib/postgresql/*/bin"

// findBinaries returns the folder of initdb and postgres: that of the PATH, or
// the newest one that Debian installed.
func findBinaries() (string, error) {
	if initdb, err := exec.LookPath("initdb"); err == nil {
		initdb, err = filepath.EvalSymlinks(initdb)
		return filepath.Dir(initdb), err
	}
	return newest(debianFolders)
}

// newest returns the folder with the highest version among those of pattern.
func newest(pattern string) (string, error) {
	found, err := filepath.Glob(filepath.Join(pattern, "initdb"))
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		return "", errors.New("PostgreSQL est introuvable\u202f: installez le paquet postgresql (apt-get install postgresql)")
	}
	bin := filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) }))
	return bin, nil
}

// version is the 15 of /usr/lib/postgresql/15/bin/initdb, and 0 where it is no number.
func version(initdb string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
	return n
}
