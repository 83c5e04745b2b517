package campaign

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// zipped is a file of an archive that a test makes.
type zipped struct {
	name    string
	content []byte
}

func archive(t *testing.T, files ...zipped) *bytes.Reader {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		into, err := w.Create(f.name)
		if err == nil {
			_, err = into.Write(f.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(b.Bytes())
}

// folder is the shipped folder, below a prefix, changed by edit.
func folder(t *testing.T, prefix string, edit func(name string, content []byte) []byte) []zipped {
	t.Helper()
	var all []zipped
	for name, content := range campaign2009(t).Files {
		if edit != nil {
			content = edit(name, content)
		}
		if content != nil {
			all = append(all, zipped{prefix + name, content})
		}
	}
	return all
}

func TestFoldersThatHold(t *testing.T) {
	want := campaign2009(t).Digest
	var sent []Sent
	for _, f := range folder(t, "", nil) {
		sent = append(sent, Sent{f.name, bytes.NewReader(f.content)})
	}
	if c, faults := ReadFolder(sent); len(faults) > 0 || c.Digest != want {
		t.Errorf("ReadFolder: %v", faults)
	}
	for _, prefix := range []string{"", "2009-2010/"} {
		files := folder(t, prefix, nil)
		if prefix != "" {
			files = append([]zipped{{prefix, nil}}, files...)
		}
		content := archive(t, files...)
		if c, faults := ReadZip(content, content.Size()); len(faults) > 0 || c.Digest != want {
			t.Errorf("ReadZip below %q: %v", prefix, faults)
		}
	}
}

func TestFoldersAreRefused(t *testing.T) {
	replace := func(file, old, new string) []zipped {
		return folder(t, "", func(name string, content []byte) []byte {
			if name == file {
				return []byte(strings.Replace(string(content), old, new, 1))
			}
			return content
		})
	}
	without := func(file string) []zipped {
		return folder(t, "", func(name string, content []byte) []byte {
			if name == file {
				return nil
			}
			return content
		})
	}
	var many []zipped
	for i := range maxFiles + 1 {
		many = append(many, zipped{fmt.Sprintf("f%d.toml", i), nil})
	}
	bomb := zipped{"annexe-9.toml", bytes.Repeat([]byte("#"), 50<<20)} // 50 kB once packed
	tests := []struct {
		name  string
		files []zipped
		want  string
	}{
		{"unknown figure", replace("annexe-2.toml", `figure = "`, `figure = "nulle_part_`), "annexe-2.toml, ligne"},
		{"unknown rule", replace("annexe-2.toml", `least = "`, `least = "nulle_part_`), "règle inconnue « nulle_part_"},
		{"no campaign.toml", without("campaign.toml"), "campaign.toml : ce fichier manque, ou ne peut pas être lu."},
		{"a sheet is missing", without("annexe-3.toml"), "annexe-3.toml : ce fichier manque, ou ne peut pas être lu."},
		{"not UTF-8", replace("annexe-3.toml", "é", "\xe9"), "ce fichier n’est pas enregistré en UTF-8."},
		{"a NUL", replace("annexe-3.toml", "title", "\x00"), "annexe-3.toml"},
		{"not TOML", replace("campaign.toml", "hours = {", "hours = {{"), "cette ligne ne se lit pas"},
		{"no such day", replace("campaign.toml", "date = 2009-09-30", "date = 2009-09-31"), "champ « milestone[3].date » : date qui n’existe pas"},
		{"ends before it starts", replace("campaign.toml", "to = 2010-07-02", "to = 2009-07-02"), "l’année scolaire finit avant de commencer."},
		{"another code", replace("campaign.toml", `code = "2009-2010"`, `code = "2009-2011"`), "champ « code » : un code est fait des deux années de l’année scolaire, comme « 2009-2010 » ; trouvé : « 2009-2011 »."},
		{"a code that is no two years", replace("campaign.toml", `code = "2009-2010"`, `code = "09"`), "trouvé : « 09 »."},
		{"a sheet too many", append(folder(t, "", nil), zipped{"annexe-9.toml", []byte("key = 1")}), "annexe-9.toml : campaign.toml ne cite pas cette fiche (sheets)."},
		{"a path up", append(folder(t, "", nil), zipped{"../annexe-9.toml", nil}), "../annexe-9.toml : un nom de fichier ne contient pas de chemin."},
		{"a path down", append(folder(t, "", nil), zipped{"a/b.toml", nil}), "a/b.toml : un nom de fichier ne contient pas de chemin."},
		{"an absolute path", append(folder(t, "", nil), zipped{"/etc/annexe.toml", nil}), "/etc/annexe.toml : un nom de fichier ne contient pas de chemin."},
		{"a path of Windows", append(folder(t, "", nil), zipped{`C:\annexe.toml`, nil}), `C:\annexe.toml : un nom de fichier ne contient pas de chemin.`},
		{"only a path up", []zipped{{"../campaign.toml", nil}}, "../campaign.toml : un nom de fichier ne contient pas de chemin."},
		{"another kind", append(folder(t, "", nil), zipped{"lisez-moi.exe", nil}), "lisez-moi.exe : ce n’est pas un fichier de campagne (.toml)."},
		{"twice", append(folder(t, "", nil), folder(t, "", nil)...), "campaign.toml : ce fichier est donné deux fois."},
		{"too many", many, "archive : cette archive a plus de quarante fichiers."},
		{"a bomb", append(folder(t, "", nil), bomb), "annexe-9.toml : ce fichier dépasse 1 Mo."},
		{"nothing", nil, "campaign.toml : ce fichier manque, ou ne peut pas être lu."},
	}
	plain := strings.NewReplacer("\u202f", " ", "\u00a0", " ")
	for _, test := range tests {
		content := archive(t, test.files...)
		c, faults := ReadZip(content, content.Size())
		if got := plain.Replace(faults.Error()); c != nil || !strings.Contains(got, test.want) {
			t.Errorf("%s: %s\nwant %s", test.name, got, test.want)
		}
	}
	cut := archive(t, folder(t, "", nil)...)
	for _, size := range []int64{0, 10, cut.Size() / 2} {
		if c, faults := ReadZip(cut, size); c != nil || len(faults) != 1 {
			t.Errorf("an archive cut at %d: %v", size, faults)
		}
	}
	if c, faults := ReadFolder([]Sent{{"campaign.toml", &endless{}}}); c != nil || !strings.Contains(faults.Error(), "dépasse 1 Mo") {
		t.Errorf("an endless file: %v", faults)
	}
}

// endless is a file without an end.
type endless struct{}

func (endless) Read(into []byte) (int, error) {
	return copy(into, bytes.Repeat([]byte("#"), len(into))), nil
}

// Whatever is sent, a folder is read or refused.
func FuzzReadZip(f *testing.F) {
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Add([]byte("hello"))
	f.Fuzz(func(t *testing.T, content []byte) {
		c, faults := ReadZip(bytes.NewReader(content), int64(len(content)))
		if (c == nil) != (len(faults) > 0) {
			t.Errorf("ReadZip: %v, %v", c, faults)
		}
	})
}
