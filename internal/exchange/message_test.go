package exchange_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/exchange"
	"preau/internal/file"
	"preau/internal/rights"
	"preau/internal/workflow"
)

// topic is a file of the collège Courbet.
var topic = exchange.Topic{Subject: "project:2009-93-0042", Campaign: "2009-2010", Place: courbet}

// A cast is who writes in the tests: by login, the role and where it is granted.
var cast = map[string]struct {
	role access.Role
	at   access.Place
}{
	"lead": {access.SchoolLead, courbet}, "contributor": {access.SchoolContributor, courbet},
	"prefet": {access.RegionalPilot, idf}, "recteur": {access.RegionalPilot, idf},
	"dgesco": {access.NationalPilot, access.France}, "acse": {access.NationalPayer, access.France},
	"reader": {access.DepartmentReader, access.Place{Department: "93", Academie: "24", Region: "11"}},
	"casnav": {access.AcademieCoordinator, access.Place{Academie: "24", Region: "11"}}, "paca": {access.RegionalPilot, access.Place{Region: "93"}},
	"admin": {access.Administrator, access.France},
}

func eachCast(t *testing.T, do func(w *world)) {
	eachWorld(t, func(w *world) {
		for _, login := range []string{"lead", "contributor", "prefet", "recteur", "dgesco", "acse", "reader", "casnav", "paca", "admin"} {
			w.person(login, cast[login].role, cast[login].at)
		}
		do(w)
	})
}

func (w *world) as(login string) access.Call {
	return access.Call{By: rights.Table().In(w.people[login], cast[login].role, cast[login].at), At: w.at()}
}

func (w *world) trySend(login string, in exchange.Sending) (id db.ID, err error) {
	err = w.db.Write(context.Background(), func(tx *db.Tx) (err error) {
		id, err = exchange.SendTx(tx, w.as(login), topic, in)
		return err
	})
	return id, err
}

func (w *world) send(login string, in exchange.Sending) db.ID {
	w.Helper()
	id, err := w.trySend(login, in)
	if err != nil {
		w.Fatalf("SendTx by %s: %v", login, err)
	}
	return id
}

func (w *world) thread(login string, c exchange.Conversation) (thread exchange.Thread) {
	w.Helper()
	w.reading(func(tx *db.Tx) (err error) {
		thread, err = exchange.ReadThread(tx, w.as(login).By, topic.Subject, c, 1)
		return err
	})
	return thread
}

func (w *world) open(login string, c exchange.Conversation) {
	w.Helper()
	if err := exchange.New(w.db).Open(context.Background(), w.as(login), w.thread(login, c)); err != nil {
		w.Fatalf("Open by %s: %v", login, err)
	}
}

func (w *world) reading(do func(tx *db.Tx) error) {
	w.Helper()
	if err := w.db.Read(w.Context(), do); err != nil {
		w.Fatal(err)
	}
}

// unread is how many messages a person has not read, in all.
func (w *world) unread(login string) int64 {
	w.Helper()
	var found exchange.Unread
	w.reading(func(tx *db.Tx) (err error) {
		found, err = exchange.UnreadOf(tx, w.as(login).By)
		return err
	})
	return found.Messages
}

// pending is what is expected of a person, in words.
func (w *world) pending(login string) string {
	w.Helper()
	var all []campaign.Pending
	w.reading(func(tx *db.Tx) (err error) {
		all, err = campaign.PendingFor(tx, w.as(login).By)
		return err
	})
	var words []string
	for _, p := range all {
		words = append(words, fmt.Sprintf("%s %s", p.Task, p.DueOn))
	}
	return strings.Join(words, "; ")
}

// refused is the sentences of a refusal.
func refused(err error) string {
	var refusal *workflow.Refusal
	if !errors.As(err, &refusal) {
		return fmt.Sprint(err)
	}
	var all []string
	for _, m := range refusal.Reasons {
		all = append(all, m.Field+": "+plain(m.Sentence))
	}
	return strings.Join(all, " | ")
}

// verified fails the test unless what is due follows from what was written.
func (w *world) verified() {
	w.Helper()
	w.reading(func(tx *db.Tx) error {
		faults, err := exchange.Verify(tx)
		for _, fault := range faults {
			w.Error(fault)
		}
		return err
	})
}

// Verify finds each way in which what is due does not follow from what was written.
func TestVerifyFindsWhatDoesNotFollow(t *testing.T) {
	for name, wrong := range map[string]string{
		"nothing is due":      "DELETE FROM due",
		"due twice":           "INSERT INTO due (id, campaign, milestone, task, role, school, department, academie, region, subject, due_on, opened_at) SELECT 1, campaign, milestone, task, role, school, department, academie, region, subject, due_on, opened_at FROM due",
		"done, not answered":  "UPDATE due SET outcome = 'done', settled_at = '2009-09-21T08:00:00Z'",
		"dropped, once again": "UPDATE due SET outcome = ''",
	} {
		eachCast(t, func(w *world) {
			w.on("2009-09-21")
			asked := w.send("prefet", regional("Où ?", "2009-09-25"))
			if name == "dropped, once again" {
				w.write(func(tx *db.Tx) error { return exchange.WithdrawTx(tx, w.as("prefet"), topic, exchange.Regional, asked) })
			}
			w.verified()
			w.write(func(tx *db.Tx) error {
				for _, statement := range []string{"DELETE FROM reminder", wrong} {
					if _, err := tx.Exec(statement); err != nil {
						return err
					}
				}
				return nil
			})
			w.reading(func(tx *db.Tx) error {
				if faults, err := exchange.Verify(tx); len(faults) != 1 || err != nil {
					t.Errorf("%s: %q, %v, want one fault", name, faults, err)
				}
				return nil
			})
		})
	}
}

func regional(text, until string) exchange.Sending {
	in := exchange.Sending{Conversation: exchange.Regional, Text: text}
	if until != "" {
		in.Until = civil.MustDate(until)
	}
	return in
}

func TestARequestIsAnsweredOnce(t *testing.T) {
	eachCast(t, func(w *world) {
		w.on("2009-09-21")
		w.send("prefet", regional("Où est la salle de Mme Untel ?", "2009-09-25"))
		const waited = "Répondre au comité de pilotage régional 2009-09-25"
		for login, want := range map[string]string{"lead": waited, "contributor": waited, "prefet": "", "dgesco": "", "paca": ""} {
			if got := w.pending(login); got != want {
				t.Errorf("expected of %s: %q, want %q", login, got, want)
			}
		}
		for login, want := range map[string]int{"lead": 1, "contributor": 0, "prefet": 0, "recteur": 0, "dgesco": 0} {
			if got := len(w.letters(login)); got != want {
				t.Errorf("letters to %s: %d, want %d", login, got, want)
			}
		}
		letter := w.letters("lead")[0]
		if got := plain(letter.Title + letter.Body); strings.Contains(got, "Untel") || strings.Contains(got, "salle") || !strings.Contains(got, "au plus tard le vendredi 25 septembre 2009") {
			t.Errorf("letter: %s", got)
		}
		if !strings.HasPrefix(letter.About, topic.Subject+"#message:regional:") {
			t.Errorf("the letter is about %q", letter.About)
		}
		if _, err := w.trySend("recteur", regional("Et le mardi ?", "2009-09-28")); !strings.Contains(refused(err), "reponse: Vous attendez déjà une réponse pour le 25 septembre 2009.") {
			t.Errorf("a second request of the same side: %v", refused(err))
		}
		w.send("recteur", regional("Et le mardi ?", "")) // asking nothing, it goes
		answer := regional("Au premier étage.", "2009-09-24")
		answer.Answers = true
		w.send("lead", answer) // and asks in turn
		if got := w.pending("lead"); got != "" {
			t.Errorf("expected of who has answered: %q", got)
		}
		if got := w.pending("recteur"); got != "Répondre à l’école ou à l’établissement 2009-09-24" {
			t.Errorf("expected of who was asked in turn: %q", got)
		}
		if _, err := w.trySend("lead", answer); !strings.Contains(refused(err), "Aucune réponse n’est attendue de vous") {
			t.Errorf("a second answer: %v", refused(err))
		}
		thread := w.thread("prefet", exchange.Regional)
		if thread.Ours != nil || thread.Theirs == nil || len(thread.Messages) != 3 || thread.Messages[0].Outcome != campaign.Done || thread.Messages[2].Answers != thread.Messages[0].ID {
			t.Errorf("the thread after the answer: %+v", thread)
		}
		w.verified()
		w.journalSilent("Untel", "premier étage", "mardi")
	})
}

// journalSilent fails when the journal holds a word of the messages.
func (w *world) journalSilent(words ...string) {
	w.Helper()
	var details []string
	w.reading(func(tx *db.Tx) error {
		return tx.Select(&details, "SELECT detail FROM journal WHERE act LIKE 'exchange.write%'")
	})
	if len(details) == 0 {
		w.Error("the journal says nothing of the messages")
	}
	for _, word := range words {
		if strings.Contains(strings.Join(details, "\n"), word) {
			w.Errorf("the journal says %q", word)
		}
	}
}

func TestMessagesThatAreRefused(t *testing.T) {
	eachCast(t, func(w *world) {
		w.on("2009-09-21")
		spooled := func(content string) file.Received {
			sent, err := file.Spool(strings.NewReader(content), "avis.pdf", file.MaxDocument)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { sent.Close() })
			return file.Received{File: sent}
		}
		for _, test := range []struct {
			name string
			in   exchange.Sending
			want string
		}{
			{"nothing", regional("", ""), "texte: Écrivez votre message."},
			{"spaces and what is not seen", regional(" \u200b\n\t ", ""), "texte: Écrivez votre message."},
			{"long", regional(strings.Repeat("é", 5001), ""), "texte: Ce message est trop long : 5 001 caractères, pour 5 000 au plus. Joignez un document, ou envoyez plusieurs messages."},
			{"yesterday", regional("Quand ?", "2009-09-20"), "reponse: Ce jour est déjà passé. Donnez aujourd’hui ou un jour à venir."},
			{"in a year and a day", regional("Quand ?", "2010-09-22"), "reponse: Ce jour est trop loin : donnez un jour dans l’année qui vient."},
			{"all at once", exchange.Sending{Conversation: exchange.Regional, Until: civil.MustDate("2009-09-20"), Document: spooled("MZ"), Answers: true},
				"texte: Écrivez votre message. | reponse: Ce jour est déjà passé. Donnez aujourd’hui ou un jour à venir. | " +
					": Aucune réponse n’est attendue de vous : la demande est retirée, ou une réponse est déjà donnée. Relisez les messages, puis envoyez le vôtre. | " +
					"fichier: Ce fichier n’est pas d’un type accepté. Envoyez un fichier PDF, ODT, ODS, ODP, DOCX, JPEG ou PNG."},
			{"an empty file", exchange.Sending{Conversation: exchange.Regional, Text: "Voici.", Document: file.Received{Refusal: file.ErrEmpty}}, "fichier: Ce fichier est vide."},
		} {
			if _, err := w.trySend("prefet", test.in); refused(err) != test.want {
				t.Errorf("%s: got %q, want %q", test.name, refused(err), test.want)
			}
		}
		for _, good := range []exchange.Sending{regional(strings.Repeat("é", 5000), "2009-09-21"), {Conversation: exchange.Regional, Text: "Voici.", Document: spooled("%PDF-1.4 %%EOF")},
			{Conversation: exchange.Regional, Text: "Rien de joint.", Document: file.Received{Refusal: file.ErrNone}}} {
			if _, err := w.trySend("prefet", good); err != nil {
				t.Errorf("%.20s: %v", good.Text, err)
			}
		}
	})
}

// Who may write, read, and who finds nothing.
func TestWhoHasAConversation(t *testing.T) {
	eachCast(t, func(w *world) {
		w.on("2009-09-21")
		sides := map[exchange.Conversation]struct{ write, read []string }{
			exchange.Regional: {[]string{"lead", "prefet", "recteur"}, []string{"lead", "contributor", "prefet", "recteur"}},
			exchange.National: {[]string{"prefet", "recteur", "dgesco"}, []string{"prefet", "recteur", "dgesco", "acse"}},
		}
		for _, c := range exchange.Conversations() {
			for login := range cast {
				_, err := w.trySend(login, exchange.Sending{Conversation: c, Text: "Bonjour."})
				if may := slices.Contains(sides[c].write, login); may != (err == nil) || !may && !errors.Is(err, exchange.ErrNotFound) {
					t.Errorf("%s writes in %s: %v, want allowed %t", login, c, err, may)
				}
			}
		}
		for login := range cast {
			want := int64(0)
			got := w.unread(login)
			var about []exchange.Message
			w.reading(func(tx *db.Tx) (err error) {
				about, err = exchange.About(tx, w.as(login).By, topic.Subject)
				return err
			})
			all := 0
			for _, side := range sides {
				if slices.Contains(side.read, login) {
					want += 3
					all += 3
				}
				if slices.Contains(side.write, login) {
					want-- // one's own
				}
			}
			if got != want || len(about) != all {
				t.Errorf("%s has not read %d of %d, want %d of %d", login, got, len(about), want, all)
			}
		}
		for _, grant := range exchange.Grants { // the morning's letter counts on it
			for role, reach := range grant.Roles {
				if grant.Act != exchange.ActLetters && reach != access.Own {
					t.Errorf("%s of %s reaches %s, want their own place", grant.Act, role, reach)
				}
			}
		}
	})
}

// Opening is reading; it may be done twice, and by two nodes at once. Each side
// knows its own readers by name, the others by their role, once.
func TestWhoHasRead(t *testing.T) {
	eachCast(t, func(w *world) {
		w.on("2009-09-21")
		w.send("prefet", regional("Bonjour.", ""))
		w.on("2009-09-22")
		thread := w.thread("lead", exchange.Regional)
		var wait sync.WaitGroup
		for range 3 {
			wait.Go(func() {
				if err := exchange.New(w.db).Open(context.Background(), w.as("lead"), thread); err != nil {
					t.Errorf("Open, among three at once: %v", err)
				}
			})
		}
		wait.Wait()
		w.on("2009-09-23")
		w.open("lead", exchange.Regional)
		w.open("contributor", exchange.Regional)
		w.open("recteur", exchange.Regional)
		w.open("prefet", exchange.Regional) // who wrote it
		seen := func(login string) string {
			m := w.thread(login, exchange.Regional).Messages[0]
			var all []string
			for _, r := range m.Seen(cast[login].role.Level()) {
				all = append(all, fmt.Sprintf("%s %s %s", r.PersonName, r.Role, r.HappenedAt.Date()))
			}
			return strings.Join(all, "; ")
		}
		const fromAbove = " school_lead 2009-09-22;  school_contributor 2009-09-23; recteur regional_pilot 2009-09-23"
		for login, want := range map[string]string{"prefet": fromAbove, "recteur": fromAbove,
			"lead": "lead school_lead 2009-09-22; contributor school_contributor 2009-09-23"} {
			if got := seen(login); got != want {
				t.Errorf("who has read, for %s: %q, want %q", login, got, want)
			}
		}
		for login := range cast {
			if n := w.unread(login); n != 0 {
				t.Errorf("%s has not read %d, want 0", login, n)
			}
		}
		w.send("lead", regional("Merci.", ""))
		for login, want := range map[string]int64{"lead": 0, "contributor": 1, "prefet": 1, "dgesco": 0, "reader": 0, "casnav": 0, "paca": 0, "admin": 0} {
			if n := w.unread(login); n != want {
				t.Errorf("%s has not read %d, want %d", login, n, want)
			}
		}
	})
}

func TestARequestIsWithdrawn(t *testing.T) {
	eachCast(t, func(w *world) {
		w.on("2009-09-21")
		asked := w.send("prefet", regional("Où ?", "2009-09-25"))
		withdraw := func(login string, c exchange.Conversation, id db.ID) error {
			return w.db.Write(context.Background(), func(tx *db.Tx) error { return exchange.WithdrawTx(tx, w.as(login), topic, c, id) })
		}
		if err := withdraw("lead", exchange.Regional, asked); !strings.Contains(refused(err), "Seul le côté qui a demandé") {
			t.Errorf("withdrawn by the other side: %v", err)
		}
		for _, err := range []error{withdraw("dgesco", exchange.Regional, asked), withdraw("contributor", exchange.Regional, asked),
			withdraw("prefet", exchange.National, asked), withdraw("prefet", exchange.Regional, 1)} {
			if !errors.Is(err, exchange.ErrNotFound) {
				t.Errorf("withdrawn out of reach: %v, want ErrNotFound", err)
			}
		}
		if err := withdraw("recteur", exchange.Regional, asked); err != nil { // a colleague
			t.Fatalf("WithdrawTx: %v", err)
		}
		if err := withdraw("prefet", exchange.Regional, asked); !strings.Contains(refused(err), "Aucune réponse n’est plus attendue") {
			t.Errorf("withdrawn twice: %v", err)
		}
		if got := w.pending("lead"); got != "" {
			t.Errorf("expected of the school: %q, want nothing", got)
		}
		thread := w.thread("lead", exchange.Regional)
		if n := len(thread.Messages); n != 2 || !thread.Messages[0].Withdrawn || thread.Messages[1].Withdraws != asked || thread.Messages[1].AskedUntil != civil.MustDate("2009-09-25") {
			t.Errorf("the thread: %+v", thread.Messages)
		}
		w.send("prefet", regional("Quand ?", "2009-09-28")) // another may be made
		var sentences []string
		w.reading(func(tx *db.Tx) error {
			all, err := exchange.About(tx, w.as("lead").By, topic.Subject)
			for _, m := range all {
				sentences = append(sentences, m.Sentence())
			}
			return err
		})
		want := []string{"Le comité de pilotage régional a écrit à l’école ou à l’établissement et demandé une réponse pour le 25 septembre 2009",
			"Le comité de pilotage régional a retiré sa demande de réponse",
			"Le comité de pilotage régional a écrit à l’école ou à l’établissement et demandé une réponse pour le 28 septembre 2009"}
		if !slices.Equal(sentences, want) {
			t.Errorf("told in the history: %q, want %q", sentences, want)
		}
	})
}

// The day's one letter tells once of each message that is not read.
func TestMessagesInTheMorningsLetter(t *testing.T) {
	eachCast(t, func(w *world) {
		w.on("2009-09-21")
		w.send("prefet", regional("Un.", "2009-09-25"))
		w.send("prefet", regional("Deux.", ""))
		w.send("dgesco", exchange.Sending{Conversation: exchange.National, Text: "Trois."})
		w.on("2009-09-22")
		w.open("recteur", exchange.National)
		w.digests()
		w.digests()
		bodies := func(login string) (all []string) {
			for _, l := range w.letters(login) {
				if body := plain(l.Body); strings.Contains(body, "une fois par jour") {
					all = append(all, strings.Split(body, "\n\n")[1]+" — "+l.About)
				}
			}
			return all
		}
		const about = " — project:2009-93-0042#message:"
		for login, want := range map[string]string{
			// The lead had a letter for the request: neither it nor its message is new.
			"lead":        "[Vous avez 1 message non lu sur 1 projet (projet n° 2009-93-0042)." + about + "regional]",
			"contributor": "[Vous avez 2 messages non lus sur 1 projet (projet n° 2009-93-0042)." + about + "regional]",
			"prefet":      "[Vous avez 1 message non lu sur 1 projet (projet n° 2009-93-0042)." + about + "national]",
			"recteur":     "[Vous avez 2 messages non lus sur 1 projet (projet n° 2009-93-0042)." + about + "regional]", // of a colleague
			"acse":        "[Vous avez 1 message non lu sur 1 projet (projet n° 2009-93-0042)." + about + "national]",
			"dgesco":      "[]", "reader": "[]", "casnav": "[]", "paca": "[]", "admin": "[]",
		} {
			if got := fmt.Sprint(bodies(login)); got != want {
				t.Errorf("the morning's letter to %s: %s, want %s", login, got, want)
			}
		}
		w.on("2009-09-23")
		if n := w.digests(); n != 0 {
			t.Errorf("the day after: %d letters, want none", n)
		}
		w.on("2009-09-24")
		w.send("prefet", regional("Quatre.", ""))
		w.digests()
		last := plain(w.letters("lead")[0].Body)
		if !strings.Contains(last, "Répondre au comité de pilotage régional (projet n° 2009-93-0042) : c’est pour demain") || !strings.Contains(last, "Vous avez 1 message non lu") {
			t.Errorf("what is expected and what is not read, in one letter: %s", last)
		}
		w.on("2009-11-20")
		w.person("newcomer", access.RegionalPilot, idf)
		w.digests()
		if got := bodies("newcomer"); len(got) != 0 {
			t.Errorf("to who has just come, of what is old: %q", got)
		}
	})
}

// Two nodes write the same morning: each message is told once.
func TestTwoNodesTellOfAMessageOnce(t *testing.T) {
	eachCast(t, func(w *world) {
		w.on("2009-09-21")
		w.send("prefet", regional("Bonjour.", ""))
		w.on("2009-09-22")
		var wait sync.WaitGroup
		for range 3 {
			wait.Go(func() {
				if _, err := exchange.New(w.db).Digests(context.Background(), w.at(), nil); err != nil {
					t.Errorf("Digests, among three at once: %v", err)
				}
			})
		}
		wait.Wait()
		for login, want := range map[string]int{"lead": 1, "contributor": 1, "recteur": 1, "prefet": 0} {
			if got := len(w.letters(login)); got != want {
				t.Errorf("letters to %s: %d, want %d", login, got, want)
			}
		}
	})
}

// A request is neither a milestone nor shown by its id to those who do not read it.
func TestARequestIsNoMilestone(t *testing.T) {
	eachCast(t, func(w *world) {
		w.on("2009-09-21")
		w.send("prefet", regional("Où ?", "2009-09-25"))
		w.on("2009-10-02")
		var id db.ID
		w.reading(func(tx *db.Tx) error { return tx.Get(&id, "SELECT id FROM due") })
		for login := range cast {
			w.reading(func(tx *db.Tx) error {
				progress, err := campaign.ProgressOf(tx, w.as(login).By, "2009-2010", w.at().Today())
				if err != nil || len(progress) != 0 {
					t.Errorf("progress for %s: %v, %v, want none", login, progress, err)
				}
				if due, err := campaign.New(w.db).Due(tx, w.as(login).By, id); !errors.Is(err, campaign.ErrNotFound) {
					t.Errorf("the request by its id, for %s: %+v, %v, want ErrNotFound", login, due, err)
				}
				return nil
			})
		}
	})
}
