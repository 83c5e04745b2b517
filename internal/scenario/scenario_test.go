package scenario

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"preau/internal/db"
	"preau/internal/dbtest"
)

// TestYear plays every file of testdata/scenario on both engines.
func TestYear(t *testing.T) {
	files, err := filepath.Glob("../../testdata/scenario/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenario in testdata/scenario (%v)", err)
	}
	dbtest.Engines(t, func(t *testing.T, url string) {
		d, err := db.Open(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(load(t.Context(), d), d.Close()); err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) { playFile(t, url, file) })
		}
	})
}

// playFile plays on a copy of the example that is at an address.
func playFile(t *testing.T, example, file string) {
	t.Parallel()
	scenario, err := ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(t.Context(), dbtest.CopyOf(t, example))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	failures, err := playOn(t.Context(), d, scenario)
	if err != nil {
		t.Fatalf("playing %s: %v", file, err)
	}
	for _, failure := range failures {
		t.Error(failure)
	}
}

// Each of these is wrong, and the runner must say where and what it got: a
// runner that lets everything pass would prove nothing.
const wrong = `
# Every expectation of this text fails.
code == 200
as principal-courbet
GET /projets/2009-93-0042
code == 404
redirect == /ailleurs
body !contains Brouillon
body contains Validé
body count 7 Brouillon
header X-Frame-Options contains SAMEORIGIN
mail to lecteur-94 contains Projet
mail to personne contains Projet
download /projets.ods is PDF
fill /projets/2009-93-0042/verifier couleur=bleu
follow
as personne
as nobody
again
`

func TestFailuresAreTold(t *testing.T) {
	scenario, err := Read("wrong.txt", strings.NewReader(wrong))
	if err != nil {
		t.Fatal(err)
	}
	failures, err := Play(t.Context(), dbtest.SQLite(t), scenario)
	if err != nil {
		t.Fatalf("Play: %v", err)
	}
	want := []string{
		"wrong.txt:3: code == 200\n\tcode: got 0, want 200",
		"wrong.txt:6: code == 404\n\tcode: got 200, want 404; the page /projets/2009-93-0042 (200) reads: ",
		`wrong.txt:7: redirect == /ailleurs` + "\n\t" + `redirect: got "", want "/ailleurs"`,
		"wrong.txt:8: body !contains Brouillon\n\tit is there",
		"wrong.txt:9: body contains Validé\n\tit is not there",
		"wrong.txt:10: body count 7 Brouillon\n\tit is there ",
		"wrong.txt:11: header X-Frame-Options contains SAMEORIGIN\n\theader X-Frame-Options: it is not there in \"DENY\"",
		"wrong.txt:12: mail to lecteur-94 contains Projet\n\tletters to lecteur-94: it is not there in \"\"",
		"wrong.txt:13: mail to personne contains Projet\n\tnobody of the cast is called \"personne\"",
		"wrong.txt:14: download /projets.ods is PDF\n\ta file of type \"application/vnd.oasis",
		"wrong.txt:15: fill /projets/2009-93-0042/verifier couleur=bleu\n\ta form without couleur",
		"wrong.txt:16: follow\n\tno redirection",
		"wrong.txt:17: as personne\n\tnobody entered",
		"wrong.txt:19: again\n\tnothing has been sent yet",
	}
	if len(failures) != len(want) {
		t.Fatalf("Play(wrong.txt): got %d failures, want %d: %v", len(failures), len(want), failures)
	}
	for i, failure := range failures {
		if got := failure.String(); !strings.HasPrefix(got, want[i]) {
			t.Errorf("Play(wrong.txt), failure %d: got %q, want one that begins with %q", i, got, want[i])
		}
	}
}
