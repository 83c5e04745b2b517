package walk

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"preau/internal/access"
	"preau/internal/browsertest"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/rights"
)

// What is typed in the sheet of the school of Fresnes, in one long answer, by
// its head and by its secretary.
const (
	linksNumber = "2009-94-0029"
	linksPage   = "/projets/" + linksNumber + "/fiche/annexe-3/reseau"
	links       = "Quels liens avec les autres dispositifs pour les familles étrangères ou immigrées, hors de l’école ?"
	linksKey    = "other_schemes"
	morel       = "Claire Morel"
	petit       = "Jeanne Petit"
	cutSentence = "Pas encore enregistré : le réseau ne répond pas. Gardez cette page ouverte."
)

// scripted enters as a person of the school of Fresnes, in a browser that runs
// scripts, and opens the page of the answer.
func (s *site) scripted(name string) *person {
	s.t.Helper()
	p := &person{browsertest.New(s.t), s}
	p.enters(name)
	p.goTo(linksPage)
	return p
}

func (p *person) enters(name string) {
	p.site.t.Helper()
	p.goTo("/connexion")
	p.Click("Entrer comme " + name + " " + fresnes)
	p.See("Ce qui est attendu de vous")
}

// answer is what the database holds of a field of annexe 3.
func (s *site) answer(number, key string) (value string) {
	s.t.Helper()
	chapter, everywhere := project.New(s.db, campaign.New(s.db)), rights.Table().In(access.Person{}, access.SchoolLead, access.France)
	err := s.db.Read(s.t.Context(), func(tx *db.Tx) error {
		file, err := chapter.Read(tx, everywhere, number)
		if err != nil {
			return err
		}
		fields, err := chapter.Fields(tx, file.Project, "annexe-3")
		value = fields[key].Value
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return value
}

// keeps waits until the database holds an answer. Its patience is far above what a
// loaded machine needs.
func (s *site) keeps(want string) {
	s.t.Helper()
	got := ""
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if got = s.answer(linksNumber, linksKey); got == want {
			return
		}
	}
	s.t.Fatalf("the answer kept: got %q, want %q", got, want)
}

// holds checks what stands in the field on the screen.
func (p *person) holds(want string) {
	p.site.t.Helper()
	if got := p.Value(links); got != want {
		p.site.t.Errorf("the field on the screen: got %q, want %q", got, want)
	}
}

// ends ends every sign-in, as the passing of twelve hours does.
func (s *site) endsSignIns() {
	s.t.Helper()
	if err := s.db.Write(s.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE sign_in SET expires_at = $1", civil.At(time.Now().Add(-time.Minute)))
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
}

func TestTypingIsSavedWithoutAClick(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.scripted(morel)
	p.Type(links, "Le centre social")
	s.keeps("Le centre social")
	p.See("Enregistré")
	p.Type(links, " oriente des parents.")
	s.keeps("Le centre social oriente des parents.")
	p.holds("Le centre social oriente des parents.")
	p.look("ecole-section-enregistree-seule")
}

// A network that is cut takes nothing away: the text stays, also when the
// form's button is pressed, and goes when the network is back.
func TestANetworkThatIsCut(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.scripted(morel)
	p.Type(links, "Avant")
	s.keeps("Avant")
	p.Offline()
	p.Type(links, ", pendant")
	p.See(cutSentence)
	p.look("ecole-section-sans-reseau")
	p.Click("Enregistrer et continuer")
	if got := p.Path(); got != linksPage {
		t.Fatalf("Path() after the button without a network: got %s, want %s: the text would be lost", got, linksPage)
	}
	p.Type(links, " et après.")
	p.holds("Avant, pendant et après.")
	if got := s.answer(linksNumber, linksKey); got != "Avant" {
		t.Errorf("kept without a network: got %q, want %q", got, "Avant")
	}
	p.Online()
	s.keeps("Avant, pendant et après.")
	p.MayLeave()
	p.Click("Enregistrer et continuer")
	p.See("La fiche n’est pas encore transmise")
}

// What was saved is there when the tab is killed; closing it sends the rest.
func TestATabThatEnds(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.scripted(morel)
	p.Type(links, "Un.")
	s.keeps("Un.")
	p.Type(links, " Deux.") // no time to rest
	p.Kill()
	again := &person{p.Tab(), s}
	again.goTo(linksPage)
	if got := again.Value(links); got != "Un." && got != "Un. Deux." {
		t.Errorf("the field after the tab was killed: got %q, want at least %q", got, "Un.")
	}
	again.Fill(links, "Trois.")
	s.keeps("Trois.")
	again.Type(links, " Quatre.")
	again.Close()
	s.keeps("Trois. Quatre.")
}

// A sign-in that expires while one types: the text stays on the page, and is
// saved once one has signed in, in another tab.
func TestASignInThatExpiresWhileTyping(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.scripted(morel)
	s.endsSignIns()
	p.Type(links, "Sans connexion.")
	p.See("Votre connexion a expiré : votre texte reste ici.")
	p.look("ecole-section-connexion-expiree")
	p.Click("Enregistrer et continuer")
	p.holds("Sans connexion.")
	if got := s.answer(linksNumber, linksKey); got != "" {
		t.Errorf("kept under an expired sign-in: got %q, want nothing", got)
	}
	other := &person{p.Tab(), s}
	other.enters(morel)
	other.Close()
	s.keeps("Sans connexion.")
	p.See("non transmis")
}

// Without a script, what is sent under an expired sign-in is found again by the
// same person, and by nobody else on that browser.
func TestAnExpiredSignInWithoutAScript(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := &person{newWindow(t), s}
	p.enters(morel)
	p.goTo(linksPage)
	p.Fill(links, "Le centre social.")
	s.endsSignIns()
	p.Click("Enregistrer et continuer")
	p.See("Ce que vous avez écrit est gardé une heure")
	p.look("connexion-expiree")
	p.Click("Entrer comme " + petit + " " + fresnes)
	if strings.Contains(p.Text(), "retrouvé") || p.Value(links) != "" {
		t.Errorf("the page shown to somebody else on this browser tells what was typed: %q", p.Value(links))
	}
	p.goTo("/connexion?retour=" + linksPage)
	p.Click("Entrer comme " + morel + " " + fresnes)
	p.See("Nous avons retrouvé ce que vous aviez écrit ; vérifiez, puis enregistrez.")
	p.holds("Le centre social.")
	p.look("ecole-section-retrouvee")
	if got := s.answer(linksNumber, linksKey); got != "" {
		t.Errorf("kept before it was sent again: got %q, want nothing", got)
	}
	p.Click("Enregistrer et continuer")
	s.keeps("Le centre social.")
	p.goTo(linksPage)
	if strings.Contains(p.Text(), "retrouvé") {
		t.Error("the page still says that something was found, once it is saved")
	}
}

// Two persons on one field: the second sees both texts and a choice, without
// loading the page again.
func TestTwoPersonsOnOneField(t *testing.T) {
	t.Parallel()
	for choice, want := range map[string]string{"Garder mon texte": "Texte de la direction", "Reprendre celui de Jeanne Petit": "Texte du secrétariat"} {
		t.Run(choice, func(t *testing.T) {
			s := newSite(t)
			head, secretary := s.scripted(morel), s.scripted(petit)
			secretary.Type(links, "Texte du secrétariat")
			s.keeps("Texte du secrétariat")
			head.Type(links, "Texte de la direction")
			head.See("Jeanne Petit a écrit entre-temps « Texte du secrétariat »")
			head.See("choisissez le texte à garder")
			head.holds("Texte de la direction")
			s.keeps("Texte du secrétariat")
			head.look("ecole-section-deux-textes")
			head.Click(choice)
			head.Gone("entre-temps")
			s.keeps(want)
			head.goTo(linksPage)
			head.holds(want)
		})
	}
}

// The file is transmitted while somebody types: they are told, and the text
// stays on the screen.
func TestAFileThatIsTransmittedWhileTyping(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const place, page = "Collège Gustave-Courbet, Saint-Denis", "/projets/2009-93-0042/fiche/annexe-3/reseau"
	writes, transmits := &person{browsertest.New(t), s}, &person{newWindow(t), s}
	for _, p := range []*person{writes, transmits} {
		p.goTo("/connexion")
		p.Click("Entrer comme Marc Lenoir " + place)
	}
	writes.goTo(page)
	before := writes.Value(links)
	transmits.goTo("/projets/2009-93-0042/verifier")
	transmits.Click("Transmettre au comité régional")
	transmits.See("Accusé de réception")
	writes.Type(links, " Une phrase de plus.")
	writes.See("le dossier a changé d’état entre-temps. Votre texte n’est pas enregistré. Il reste affiché ici")
	writes.look("ecole-section-transmise-entre-temps")
	writes.Click("Enregistrer et continuer")
	writes.holds(before + " Une phrase de plus.")
	if got := s.answer("2009-93-0042", linksKey); got != before {
		t.Errorf("the answer of a file that is transmitted: got %q, want %q", got, before)
	}
}

// wrap serves the site again, behind something that may stand in its way.
func (s *site) wrap(around func(w http.ResponseWriter, r *http.Request, next http.Handler)) {
	listening := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { around(w, r, s.handler) }))
	s.t.Cleanup(listening.Close)
	s.url = listening.URL
}

// Without its script the page is saved by its buttons.
func TestAScriptThatDoesNotLoad(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.wrap(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if strings.HasSuffix(r.URL.Path, ".js") {
			http.NotFound(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
	p := &person{browsertest.New(t), s}
	p.Expect("sheet.js")
	p.enters(morel)
	p.goTo(linksPage)
	p.Fill(links, "Le centre social.")
	p.Click("Enregistrer et continuer")
	p.See("La fiche n’est pas encore transmise")
	s.keeps("Le centre social.")
}

// An answer that is lost on its way does not put a person in conflict with
// themselves.
func TestAnAnswerThatIsLost(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var lost atomic.Bool
	s.wrap(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Header.Get("Preau-Partial") != "" && lost.CompareAndSwap(false, true) {
			next.ServeHTTP(httptest.NewRecorder(), r)
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		next.ServeHTTP(w, r)
	})
	p := s.scripted(morel)
	p.Expect("502")
	p.Type(links, "Un.")
	s.keeps("Un.")
	p.Type(links, " Deux.")
	s.keeps("Un. Deux.")
	p.See("non transmis")
	if text := p.Text(); strings.Contains(text, "entre-temps") {
		t.Errorf("the page tells of a conflict with oneself:\n%s", text)
	}
}

// The page answers while one fills it: figures, faults and checks change, and a
// question shows when the answer that calls for it is given.
func TestTheSheetAnswersWhileOneFillsIt(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.scripted(morel)
	p.goTo("/projets/" + linksNumber + "/fiche/annexe-2/groupes")
	p.See("Rien à signaler")
	p.In("Groupe 1", "Deuxième cours de la semaine (facultatif)").Fill("À", "14 h 30")
	p.See("vacances retirées : 84 h 30")
	p.See("ces cours donnent 84 h 30 d’ici au 2 juillet 2010")
	p.In("Groupe 1").Fill("Combien de parents dans ce groupe ?", "7")
	p.See("Un groupe compte de 8 à 15 parents")
	p.look("ecole-groupes-enregistres-seuls")
	p.In("Groupe 1").Fill("Combien de parents dans ce groupe ?", "8")
	p.Gone("Un groupe compte de 8 à 15 parents : ajoutez")
	p.MayLeave()

	p.goTo("/projets/" + linksNumber + "/fiche/annexe-2/intervenants")
	const which = "Quelle association ou quel organisme ?"
	p.Gone(which)
	p.Choose("Qui est cette personne ?", association)
	p.See(which)
	p.Fill(which, "Femmes relais")
	p.MayLeave()
	p.goTo("/projets/" + linksNumber + "/fiche/annexe-2/intervenants")
	if got := p.Value(which); got != "Femmes relais" {
		t.Errorf("%s: got %q after the page was loaded again, want what was typed", which, got)
	}
	p.Choose("Qui est cette personne ?", teacher)
	p.Gone(which)
}
