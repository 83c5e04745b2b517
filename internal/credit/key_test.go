package credit_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"preau/campaigns"
	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/credit"
	"preau/internal/db"
	"preau/internal/territory"
)

func rules(t testing.TB) *campaign.Campaign {
	t.Helper()
	folder, err := fs.Sub(campaigns.FS, "2009-2010")
	if err != nil {
		t.Fatal(err)
	}
	c, faults := campaign.Load(folder)
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	return c
}

// keyText is a key of every department, with some lines put in the place of others.
func keyText(swap map[string]string) string {
	text := "Département;Résidents étrangers;Fiabilité\n"
	for _, d := range territory.Departments() {
		line, swapped := swap[d.Code]
		if !swapped {
			line = d.Code + ";1 000;recensement\n"
		}
		text += line
	}
	return text
}

// What an office may send, and every fault by line and column.
func TestReadingAKey(t *testing.T) {
	c := rules(t)
	const titled = "Ligne 1, colonne «\u202f"
	tests := []struct {
		name, content string
		faults        []string
	}{
		{"a good one", keyText(nil), nil},
		{"the titles of the file that is downloaded", strings.ReplaceAll(keyText(nil), "Résidents étrangers", "residents_etrangers"), nil},
		{"titles that are not known", strings.ReplaceAll(keyText(nil), "Résidents étrangers", "Combien"), []string{titled + "residents_etrangers\u202f»\u202f: Cette colonne manque."}},
		{"nothing", "", []string{"Ligne 1\u202f: Le fichier est vide"}},
		{"no table", "bonjour", []string{"Cette colonne manque", "Cette colonne manque"}},
	}
	good := func(swap map[string]string) string {
		return strings.ReplaceAll(keyText(swap), "Résidents étrangers", "etrangers")
	}
	more := []struct {
		name   string
		swap   map[string]string
		faults []string
	}{
		{"a missing department", map[string]string{"93": ""}, []string{"Ce département manque\u202f: Seine-Saint-Denis (93)."}},
		{"one that is not open may be missing", map[string]string{"01": ""}, nil},
		{"one that is not open may be blank", map[string]string{"01": "01;;\n"}, nil},
		{"one that is open may not", map[string]string{"93": "93;;\n"}, []string{"colonne «\u202fetrangers\u202f»\u202f: Le nombre manque pour Seine-Saint-Denis (93)"}},
		{"a spreadsheet's number", map[string]string{"01": "1;5;\n"}, nil},
		{"a duplicate", map[string]string{"02": "93;5;\n"}, []string{"Ce département est déjà à la ligne 3\u202f: Seine-Saint-Denis (93)."}},
		{"text in a number", map[string]string{"93": "93;beaucoup;\n", "75": "75;12,5;\n"}, []string{"Écrivez ce nombre avec des chiffres", "Écrivez un nombre entier"}},
		{"below nothing", map[string]string{"93": "93;-5;\n"}, []string{"Ce nombre ne peut pas être négatif."}},
		{"an unknown department", map[string]string{"93": "96;5;\n"}, []string{"Aucun département de 2009 ne porte ce code\u202f: «\u202f96\u202f»", "Ce département manque\u202f: Seine-Saint-Denis (93)"}},
		{"a quote that never closes", map[string]string{"95": "\"95;5;\n"}, []string{"manque"}},
	}
	for _, m := range more {
		tests = append(tests, struct {
			name, content string
			faults        []string
		}{m.name, good(m.swap), m.faults})
	}
	tests = append(tests, struct {
		name, content string
		faults        []string
	}{"commas, in Windows-1252", strings.ReplaceAll(strings.ReplaceAll(good(nil), ";", ","), "é", "\xe9"), nil})
	for _, test := range tests {
		rows, err := credit.ReadKey(strings.NewReader(test.content), c)
		var bad *credit.BadKey
		if len(test.faults) == 0 {
			if err != nil || len(rows) < 90 {
				t.Errorf("%s: got %d rows, %v", test.name, len(rows), err)
			}
			continue
		}
		if !errors.As(err, &bad) {
			t.Errorf("%s: got %v, want faults", test.name, err)
			continue
		}
		all := ""
		for _, f := range bad.Faults {
			all += f.Error() + "\n"
		}
		for _, want := range test.faults {
			if !strings.Contains(all, want) {
				t.Errorf("%s: got %q, want %q", test.name, all, want)
			}
		}
	}
}

// The reference file of the territory is itself a key.
func TestTheReferenceIsAKey(t *testing.T) {
	file, err := os.Open("../territory/reference/departments.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := credit.ReadKey(file, rules(t))
	if err != nil {
		t.Fatal(err)
	}
	shipped := credit.Shipped()
	if got := (credit.Key{Rows: rows}); *got.Row("93").Residents != *shipped.Row("93").Residents || got.Row("93").Confidence != "indicatif" || got.Row("01").Residents != nil {
		t.Errorf("93 and 01: got %+v and %+v", got.Row("93"), got.Row("01"))
	}
	if lacks := shipped.Lacks(rules(t)); len(lacks) > 0 {
		t.Errorf("the key that ships says nothing of %v", lacks)
	}
}

// A key serves once it is confirmed, by who sent it; simulations keep theirs.
func TestAKeyWaitsForItsSender(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		before := w.simulate(credit.Simulating{Name: "Avant", Total: total})
		call := w.as(access.NationalPilot)
		send := func() db.ID {
			id, err := w.credits.SendKey(t.Context(), call, credit.Sending{Source: "Insee", Year: 2007, File: strings.NewReader(keyText(nil))})
			w.must(err)
			return id
		}
		first, second := send(), send()
		current := func() (k credit.Key) {
			w.read(func(tx *db.Tx) (err error) {
				k, err = credit.CurrentKey(tx)
				return err
			})
			return k
		}
		if current().ID != 0 {
			t.Error("a key that waits is in use")
		}
		if got := w.reasons(w.credits.ConfirmKey(t.Context(), call, first)); !strings.Contains(got, "abandonnée") {
			t.Errorf("the first of two that were sent: got %q, want it given up", got)
		}
		for role, id := range map[access.Role]db.ID{access.RegionalPilot: second, access.Administrator: second} {
			if err := w.credits.ConfirmKey(t.Context(), w.as(role), id); !errors.Is(err, credit.ErrNotFound) {
				t.Errorf("ConfirmKey by %s: got %v, want ErrNotFound", role, err)
			}
		}
		w.must(w.credits.ConfirmKey(t.Context(), call, second))
		w.must(w.credits.ConfirmKey(t.Context(), call, second))
		if k := current(); k.ID != second || k.Source != "Insee" || *k.Row("93").Residents != 1000 {
			t.Errorf("the key in use: got %+v", k)
		}
		if got := w.reasons(w.credits.DropKey(t.Context(), call, second)); !strings.Contains(got, "déjà en service") {
			t.Errorf("DropKey of the one in use: got %q", got)
		}
		after := w.simulate(credit.Simulating{Name: "Après", Total: total})
		if a, _ := after.Portion("93"); a.Residents != 1000 || after.KeyYear != 2007 || w.simulation(before.Number).KeyYear != 2006 {
			t.Errorf("after the key: got %+v, year %d; before: %d", a, after.KeyYear, before.KeyYear)
		}
		_, err := w.credits.SendKey(t.Context(), call, credit.Sending{Year: 12, File: strings.NewReader(keyText(nil))})
		if got := w.reasons(err); !strings.Contains(got, "Dites d’où viennent ces chiffres.") || !strings.Contains(got, "Écrivez l’année") {
			t.Errorf("without its source: got %q", got)
		}
	})
}

// Any file at all is read or refused, and never stops the program.
func FuzzReadKey(f *testing.F) {
	f.Add([]byte(keyText(nil)))
	f.Add([]byte(keyText(map[string]string{"93": "93;-1;\n", "01": "1;99999999999999999999;\"\n"})))
	f.Add([]byte("dep\tnombre\n\xff\x00\"93\t1\r\r\n"))
	c := rules(f)
	f.Fuzz(func(t *testing.T, content []byte) {
		rows, err := credit.ReadKey(bytes.NewReader(content), c)
		var bad *credit.BadKey
		if err != nil && (!errors.As(err, &bad) || len(bad.Faults) == 0 || rows != nil) {
			t.Fatalf("ReadKey(%q) = %d rows, %v", content, len(rows), err)
		}
		for _, row := range rows {
			if _, known := territory.FindDepartment(row.Department); !known || row.Residents != nil && *row.Residents < 0 {
				t.Errorf("ReadKey(%q) keeps %+v", content, row)
			}
		}
	})
}
