package browsertest

import (
	_ "embed"
	"fmt"
	"html"
	"image/png"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

//go:embed testdata/form.html
var form string

// pageScript says that it runs, and changes the page a while after a click.
const pageScript = `addEventListener("DOMContentLoaded", () => {
	document.getElementById("state").textContent = "Le script tourne.";
	document.getElementById("later").onclick = () =>
		setTimeout(() => document.getElementById("state").textContent = "Enregistré\u202f!", 300);
});`

// site is a small site under the strict policy that Préau has. Its pages with
// faults bear the name of their fault.
func site(t *testing.T) string {
	t.Helper()
	pages := map[string]string{
		"/exception":    document(`<script src="/throws.js"></script>`),
		"/console":      document(`<script src="/complains.js"></script>`),
		"/ailleurs":     document(`<img alt="" src="http://localhost:1/pixel.png">`),
		"/en-ligne":     document(`<p onclick="alert(1)">Un</p><script>alert(2)</script>`),
		"/sans-image":   document(`<img alt="" src="/absent.png">`),
		"/refus":        document(`<script src="/asks.js"></script>`),
		"/sans-nom":     document(`<button></button>`),
		"/couvert":      document(`<button>Dessous</button><div style="position:fixed;inset:0;background:#fff">Dessus</div>`),
		"/throws.js":    `throw new Error("boum")`,
		"/complains.js": `console.error("rien ne va", 3)`,
		"/asks.js":      `fetch("/refuse", {method: "POST"})`,
		"/page.js":      pageScript,
	}
	mux := http.NewServeMux()
	for path, body := range pages {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) { answer(w, path, body) })
	}
	mux.HandleFunc("GET /fiche", func(w http.ResponseWriter, r *http.Request) { answer(w, r.URL.Path, form) })
	mux.HandleFunc("POST /fiche", func(w http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		http.Redirect(w, r, "/recu?"+r.PostForm.Encode(), http.StatusSeeOther)
	})
	mux.HandleFunc("GET /recu", func(w http.ResponseWriter, r *http.Request) { answer(w, r.URL.Path, received(r.URL.Query())) })
	mux.HandleFunc("/refuse", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusUnprocessableEntity)
		answer(w, r.URL.Path, document("Refusé"))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func answer(w http.ResponseWriter, path, body string) {
	if strings.HasSuffix(path, ".js") {
		w.Header().Set("Content-Type", "text/javascript")
	}
	w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src * data:; style-src 'unsafe-inline'")
	fmt.Fprint(w, body)
}

func document(body string) string {
	return `<!doctype html><html lang="fr"><meta charset="utf-8"><title>Page</title>` +
		`<link rel="icon" href="data:,"><main><h1>Page</h1>` + body + `</main></html>`
}

func received(values url.Values) string {
	var list strings.Builder
	for _, name := range []string{"nom", "groupes", "debut", "heure", "profil", "observations", "jour", "quand", "acte"} {
		fmt.Fprintf(&list, "<p>%s=%s</p>", name, html.EscapeString(values.Get(name)))
	}
	return document(list.String())
}

func TestAPersonFillsAFormAndSendsIt(t *testing.T) {
	home := site(t)
	for name, options := range map[string][]Option{"with script": nil, "without": {NoScript}} {
		t.Run(name, func(t *testing.T) {
			b := New(t, options...)
			b.Open(home+"/fiche", 1280)
			b.Fill("Nom de l’école", "Collège d’Épinay")
			b.Fill("Groupes prévus :", "2")
			b.Fill("Commence le", "2009-11-09")
			b.Fill("À", "16:30")
			b.Fill("Profil", "Alphabétisation")
			b.Fill("Observations", "Deux\nlignes")
			b.Click("Lundi")
			b.Click("Le soir")
			b.Click("Transmettre")
			if got, want := strings.Split(b.Path(), "?")[0], "/recu"; got != want {
				t.Fatalf("Path() after Click(Transmettre) = %q, want %q", got, want)
			}
			for _, want := range []string{"nom=Collège d’Épinay", "groupes=2", "debut=2009-11-09", "heure=16:30",
				"profil=A", "observations=Deux lignes", "jour=lundi", "quand=soir", "acte=transmettre"} {
				if got := plain(b.Text()); !strings.Contains(got, want) {
					t.Errorf("Text() = %q, want it to contain %q", got, want)
				}
			}
		})
	}
}

func TestFillReplacesWhatTheFieldHeld(t *testing.T) {
	b := New(t)
	b.Open(site(t)+"/fiche", 1280)
	for _, want := range []string{"Nouveau nom", ""} {
		b.Fill("Nom de l’école", want)
		if got := b.Value("Nom de l’école"); got != want {
			t.Errorf("Value after Fill(%q) = %q", want, got)
		}
	}
	b.Fill("Nom de l’école", "Un nom bien plus long que le champ")
	if got, want := b.Value("Nom de l’école"), "Un nom bien plus lon"; got != want {
		t.Errorf("Value of a field of 20 letters = %q, want %q", got, want)
	}
}

func TestRefusalsSayWhatThereIs(t *testing.T) {
	b := New(t)
	b.Open(site(t)+"/fiche", 1280)
	for _, test := range []struct {
		call string
		got  error
		want string
	}{
		{"click(Envoyer)", b.click("Envoyer"), `button "Transmettre"`},
		{"click(Supprimer), hidden", b.click("Supprimer"), "nothing is called so"},
		{"fill(Prénom)", b.fill("Prénom", "Ana"), `textbox "Nom de l’école"`},
		{"fill(Profil, Débutant)", b.fill("Profil", "Débutant"), "the list offers Choisir, Alphabétisation"},
		{"fill(Commence le, demain)", b.fill("Commence le", "demain"), "the field refuses the value"},
		{"fill(Numéro), read only", b.fill("Numéro", "43"), "cannot be changed"},
	} {
		if test.got == nil || !strings.Contains(test.got.Error(), test.want) {
			t.Errorf("%s: got %v, want an error with %q", test.call, test.got, test.want)
		}
	}
}

func TestClickRefusesWhatIsCovered(t *testing.T) {
	b := New(t)
	b.Open(site(t)+"/couvert", 1280)
	if err := b.click("Dessous"); err == nil || !strings.Contains(err.Error(), "it is under <div") {
		t.Errorf("click(Dessous): got %v, want « it is under <div… »", err)
	}
}

func TestSeeWaitsForTheChange(t *testing.T) {
	b := New(t)
	b.Open(site(t)+"/fiche", 1280)
	b.Click("Plus tard")
	b.See("Enregistré !")
}

// A form is sent a moment after the click, a link is followed at once: many
// times over, neither may be missed.
func TestClickNeverMissesAPageToCome(t *testing.T) {
	address := site(t) + "/fiche"
	b := New(t)
	for range 10 {
		for name, want := range map[string]string{"Page suivante": "/fiche?page=2", "Transmettre": "/recu?acte=transmettre"} {
			b.Open(address, 1280)
			b.Click(name)
			if got := b.Path(); !strings.HasPrefix(got, want) {
				t.Fatalf("Path() after Click(%q) = %q, want %q", name, got, want)
			}
		}
	}
}

func TestNoScriptRunsNone(t *testing.T) {
	address := site(t) + "/fiche"
	with, without := New(t), New(t, NoScript)
	with.Open(address, 1280)
	without.Open(address, 1280)
	with.See("Le script tourne.")
	without.See("Sans script.")
	if got, unwanted := without.Text(), "Le script tourne."; strings.Contains(got, unwanted) {
		t.Errorf("Text() without script = %q, want no %q", got, unwanted)
	}
}

func TestEachBrowserHasCookiesOfItsOwn(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
		fmt.Fprint(w, document(fmt.Sprintf("%d biscuit", len(r.Cookies()))))
	}))
	defer server.Close()
	for range 2 {
		b := New(t)
		b.Open(server.URL, 1280)
		b.See("0 biscuit")
		b.Open(server.URL, 1280)
		b.See("1 biscuit")
	}
}

func TestFaultsOfThePageAreFound(t *testing.T) {
	home := site(t)
	for _, test := range []struct {
		path string
		want string // « » for none
	}{
		{"/fiche", ""},
		{"/refuse", ""}, // a refusal 4xx is a page, and an answer to a script
		{"/refus", ""},
		{"/exception", "exception in the page: Error: boum"},
		{"/console", `console.error: "rien ne va" 3`},
		{"/ailleurs", "request to another host: http://localhost:1/pixel.png"},
		{"/en-ligne", "Content Security Policy"},
		{"/sans-image", "404"},
	} {
		t.Run(strings.Trim(test.path, "/"), func(t *testing.T) {
			b := New(t)
			b.Open(home+test.path, 1280)
			got := faults(b, test.want)
			if test.want == "" && got != "" || !strings.Contains(got, test.want) {
				t.Errorf("faults of %s = %q, want %q", test.path, got, test.want)
			}
		})
	}
}

// faults takes the faults found so far, once the one it waits for is among them.
func faults(b *Browser, want string) string {
	var found []string
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		found = append(found, b.events.faults()...)
		if strings.Contains(strings.Join(found, "\n"), want) {
			break
		}
	}
	return strings.Join(found, "\n")
}

// The other host is this machine by its other name, so that a request that goes
// out arrives, and is counted.
func TestAnotherHostIsNotReached(t *testing.T) {
	var reached atomic.Int32
	var elsewhere string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.Host, "localhost"):
			reached.Add(1)
		case r.URL.Path == "/loin":
			http.Redirect(w, r, elsewhere, http.StatusFound)
		default:
			fmt.Fprint(w, document(`<img alt="" src="`+elsewhere+`"><img alt="" src="/loin"><a href="/loin">Partir</a>`))
		}
	}))
	defer server.Close()
	elsewhere = strings.Replace(server.URL, "127.0.0.1", "localhost", 1) + "/ailleurs"

	b := New(t)
	b.Open(server.URL, 1280)
	b.Click("Partir")
	if got, want := faults(b, "another host"), "request to another host: "+elsewhere; !strings.Contains(got, want) {
		t.Errorf("faults = %q, want %q", got, want)
	}
	if got := reached.Load(); got != 0 {
		t.Errorf("%d requests reached the other host, want none", got)
	}
}

func TestAxeFindsViolationsOnlyWhereTheyAre(t *testing.T) {
	home := site(t)
	for name, options := range map[string][]Option{"with script": nil, "without": {NoScript}} {
		t.Run(name, func(t *testing.T) {
			b := New(t, options...)
			b.Open(home+"/fiche", 360)
			b.Axe()
			b.Open(home+"/sans-nom", 1280)
			violations, err := b.axe()
			if err != nil {
				t.Fatal(err)
			}
			found := slices.ContainsFunc(violations, func(v violation) bool {
				return v.ID == "button-name" && strings.Contains(v.String(), "<button></button>")
			})
			if !found {
				t.Errorf("axe() of a button without a name = %v, want button-name", violations)
			}
		})
	}
}

func TestShotIsThePageWhole(t *testing.T) {
	b := New(t)
	folder := t.TempDir()
	for _, width := range []int{360, 1280} {
		b.Open(site(t)+"/fiche", width)
		if err := b.shot(folder, "page"); err != nil {
			t.Fatal(err)
		}
		file, err := os.Open(filepath.Join(folder, fmt.Sprintf("page-%d.png", width)))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		picture, err := png.DecodeConfig(file)
		if err != nil {
			t.Fatal(err)
		}
		if picture.Width != width || picture.Height < 2000 {
			t.Errorf("Shot at %d pixels is %d × %d, want %d × more than 2000", width, picture.Width, picture.Height, width)
		}
	}
}
