package access_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/dbtest/migrated"
	"preau/internal/journal"
	"preau/internal/mail"
)

const (
	good   = "girafe velours tambour"
	second = "moulin parapluie cerise"
)

// A porch is the door of a database with one person, and a clock that the test sets.
type porch struct {
	*access.Door
	t      *testing.T
	db     *db.DB
	links  *access.Links
	person access.Person
	now    civil.Instant
}

func onPorch(t *testing.T, test func(*testing.T, *porch)) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d, rights := migrated.Open(t, url), table(t)
		c := access.New(d, rights)
		key := access.Key{1}
		p := &porch{Door: access.NewDoor(c, key, access.Cost{Memory: 8, Passes: 1, Threads: 1}), t: t, db: d, links: access.NewLinks(key), now: moment("2009-09-21").Recorded}
		p.person = added(t, d, c, lenoir, grant(access.SchoolLead, courbet, "2009-09-01", ""))
		test(t, p)
	})
}

func (p *porch) at() civil.Moment { return civil.Moment{Happened: p.now, Recorded: p.now} }

func (p *porch) visitor() access.Call {
	return access.Call{By: p.Rights().Visitor(), At: p.at()}
}

// own is a call by the person, with the key of a form.
func (p *porch) own(key string) access.Call {
	return access.Call{By: p.Rights().In(p.person, access.SchoolLead, courbet), At: p.at(), Key: key}
}

func (p *porch) write(do func(*db.Tx) error) {
	p.t.Helper()
	if err := p.db.Write(p.t.Context(), do); err != nil {
		p.t.Fatal(err)
	}
}

// invited is the last part of the address of a new invitation.
func (p *porch) invited() (token string) {
	p.t.Helper()
	p.write(func(tx *db.Tx) (err error) {
		if err := access.InviteTx(tx, p.visitor(), p.person); err != nil {
			return err
		}
		token, err = access.InvitationToken(tx, p.links, p.person.ID, p.now)
		return err
	})
	return token
}

func (p *porch) chosen(password string) {
	p.t.Helper()
	if _, err := p.Choose(p.t.Context(), p.visitor(), access.ForInvitation, p.invited(), password); err != nil {
		p.t.Fatal(err)
	}
}

func (p *porch) try(name, password, address string) (access.Passed, error) {
	return p.Password(p.t.Context(), p.visitor(), access.Typed{Name: name, Password: password}, access.From{Browser: "Firefox", Address: address})
}

// in signs in with the good password.
func (p *porch) in() access.Passed {
	p.t.Helper()
	passed, err := p.try(lenoir.Login, good, "192.0.2.1")
	if err != nil {
		p.t.Fatalf("signing in: %v", err)
	}
	return passed
}

// acts counts the lines of the journal that tell of an act: each password that was
// compared and was wrong has one.
func (p *porch) acts(act access.Act) (n int) {
	p.t.Helper()
	if err := p.db.Read(p.t.Context(), func(tx *db.Tx) error {
		for skip := int64(0); ; skip += 500 {
			page, err := journal.Page(tx, skip, 500)
			for _, e := range page {
				if e.Act == string(act) {
					n++
				}
			}
			if err != nil || len(page) == 0 {
				return err
			}
		}
	}); err != nil {
		p.t.Fatal(err)
	}
	return n
}

func (p *porch) titles() (titles []string) {
	p.t.Helper()
	if err := p.db.Read(p.t.Context(), func(tx *db.Tx) error {
		all, _, err := mail.To(tx, p.person.ID, 0, 100)
		for _, l := range all {
			titles = append(titles, l.Title)
		}
		return err
	}); err != nil {
		p.t.Fatal(err)
	}
	return titles
}

func slowed(err error) time.Duration {
	var slow *access.Slowed
	if errors.As(err, &slow) {
		return slow.Wait
	}
	return 0
}

// Ten thousand wrong passwords, one a second: few are compared, whoever they are
// for, and the right one opens as soon as the wait is over.
func TestTenThousandWrongPasswords(t *testing.T) {
	onPorch(t, func(t *testing.T, p *porch) {
		p.chosen(good)
		names := []string{lenoir.Login, strings.ToUpper(lenoir.Login), lenoir.Email, " " + lenoir.Email}
		var last error
		for i := range 10_000 {
			p.now = p.now.Add(time.Second)
			// Another address each time: the account is what is slowed.
			_, last = p.try(names[i%len(names)], "mauvais mot de passe", fmt.Sprintf("10.%d.%d.%d", i/65536, i/256%256, i%256))
			if last == nil || !errors.Is(last, access.ErrWrong) && slowed(last) == 0 {
				t.Fatalf("attempt %d: got %v, want it refused", i, last)
			}
		}
		// 5 at once, then after 30 s, 1, 2, 4 and 8 minutes, then one each quarter of an hour.
		if got := p.acts(access.ActRefused); got < 15 || got > 21 {
			t.Errorf("passwords compared: got %d, want about 20", got)
		}
		if _, err := p.try(lenoir.Login, good, "192.0.2.1"); slowed(err) == 0 || slowed(err) > 15*time.Minute {
			t.Errorf("the right one meanwhile: got %v, want to wait a quarter of an hour at most", err)
		}
		p.now = p.now.Add(15 * time.Minute)
		p.in()
		if _, err := p.try(lenoir.Login, "mauvais mot de passe", "192.0.2.1"); !errors.Is(err, access.ErrWrong) {
			t.Errorf("a wrong one after a success: got %v, want ErrWrong: the count began anew", err)
		}
	})
}

// Names that are nobody's are slowed in the same way; so is an address that tries many.
func TestNobodyIsSlowedAsSomebodyIs(t *testing.T) {
	onPorch(t, func(t *testing.T, p *porch) {
		for i := range 12 {
			_, known := p.try(lenoir.Login, "x", "2001:db8::1")
			_, unknown := p.try("Personne", "x", "198.51.100.2")
			if slowed(known) != slowed(unknown) || errors.Is(known, access.ErrWrong) != errors.Is(unknown, access.ErrWrong) {
				t.Errorf("attempt %d: got %v and %v, want the same", i, known, unknown)
			}
		}
		compared := p.acts(access.ActRefused)
		for i := range 300 {
			// One household: its prefix counts.
			if _, err := p.try(fmt.Sprint("inconnu-", i), "x", fmt.Sprintf("2001:db8:0:1::%x", i+1)); err == nil {
				t.Fatal("somebody came in")
			}
		}
		if got := p.acts(access.ActRefused) - compared; got != 50 {
			t.Errorf("passwords compared for one address: got %d, want 50", got)
		}
		if _, err := p.try("inconnu-301", "x", "2001:db8:0:2::1"); !errors.Is(err, access.ErrWrong) {
			t.Errorf("from the next household: got %v, want ErrWrong", err)
		}
	})
}

// A hundred at once are counted as a hundred one after another.
func TestWrongPasswordsAtOnce(t *testing.T) {
	onPorch(t, func(t *testing.T, p *porch) {
		p.chosen(good)
		var wait sync.WaitGroup
		for i := range 100 {
			wait.Go(func() {
				if _, err := p.try(lenoir.Login, "mauvais mot de passe", fmt.Sprintf("10.0.0.%d", i)); err == nil {
					t.Error("somebody came in")
				}
			})
		}
		wait.Wait()
		if got := p.acts(access.ActRefused); got != 5 {
			t.Errorf("passwords compared: got %d, want 5", got)
		}
	})
}

// Two nodes whose clocks differ do not slow each other's persons; a clock that was
// set back holds nobody for what it was ahead.
func TestClocksThatDiffer(t *testing.T) {
	onPorch(t, func(t *testing.T, p *porch) {
		p.chosen(good)
		p.in()
		p.try("inconnu", "x", "192.0.2.1")
		p.now = p.now.Add(-2 * time.Second)
		p.in()
		for range 30 {
			p.now = p.now.Add(15 * time.Minute)
			p.try(lenoir.Login, "mauvais mot de passe", "192.0.2.1")
		}
		p.now = p.now.Add(-10 * 24 * time.Hour)
		p.in()
	})
}

// What people type is compared as it reads, and nothing of any length is.
func TestPasswordsAsTheyAreTyped(t *testing.T) {
	onPorch(t, func(t *testing.T, p *porch) {
		p.chosen("éléphant ﬁer à Ångström") // composed, with a ligature
		for typed, want := range map[string]error{
			"e\u0301le\u0301phant fier a\u0300 A\u030angstro\u0308m": nil,
			"elephant fier a Angstrom":                               access.ErrWrong,
			"":                                                       access.ErrWrong,
			strings.Repeat("a", 1<<20):                               access.ErrWrong,
			"éléphant ﬁer à Ångström\x00":                            access.ErrWrong,
		} {
			if _, err := p.try(lenoir.Login, typed, "192.0.2.1"); !errors.Is(err, want) {
				t.Errorf("Password(%.30q): got %v, want %v", typed, err, want)
			}
		}
		for name, want := range map[string]error{"": access.ErrWrong, strings.Repeat("é", 1<<20): access.ErrWrong, "principal\u200b-Courbet\u00a0": access.ErrWrong} {
			if name != "" && !strings.HasPrefix(name, "é") {
				want = nil // what cannot be seen is not read
			}
			if _, err := p.try(name, "éléphant ﬁer à Ångström", "192.0.2.1"); !errors.Is(err, want) {
				t.Errorf("Password of %.30q: got %v, want %v", name, err, want)
			}
		}
	})
}

// The same cost for all: a password kept at another is hashed again at sign-in.
func TestAPasswordFollowsTheCost(t *testing.T) {
	onPorch(t, func(t *testing.T, p *porch) {
		p.chosen(good)
		hash := func() (hash string) {
			p.write(func(tx *db.Tx) error { return tx.Get(&hash, "SELECT hash FROM password") })
			return hash
		}
		before := hash()
		p.in()
		if hash() != before {
			t.Error("the hash changed at the same cost")
		}
		p.Door = access.NewDoor(p.Chapter, access.Key{1}, access.Cost{Memory: 16, Passes: 2, Threads: 1})
		p.in()
		if after := hash(); !strings.HasPrefix(after, "$argon2id$v=19$m=16,t=2,p=1$") {
			t.Errorf("the hash after a sign-in at another cost: got %q", after)
		}
		p.in()
	})
}

// A new password ends what the former one had opened, and its person is told.
func TestANewPasswordEndsTheOthers(t *testing.T) {
	onPorch(t, func(t *testing.T, p *porch) {
		p.chosen(good)
		mine, other := p.in().Device, p.in().Device
		call := p.own("one form")
		for _, c := range []struct {
			present, next string
			want          string
		}{{"mauvais mot de passe", second, access.ErrWrong.Error()}, {good, "court", "Choisissez un mot de passe d’au moins 12 caractères."},
			{good, lenoir.Login + "2009", "se devine trop facilement"}} {
			if err := p.Change(t.Context(), call, mine, c.present, c.next, access.From{}); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Change(%q, %q): got %v, want %s", c.present, c.next, err, c.want)
			}
		}
		if err := p.Change(t.Context(), call, mine, good, second, access.From{}); err != nil {
			t.Fatal(err)
		}
		if err := p.Change(t.Context(), call, mine, good, second, access.From{}); err != nil {
			t.Errorf("the second of two clicks: got %v, want nil", err)
		}
		if !p.opens(mine) || p.opens(other) {
			t.Errorf("after the change: this sign-in opens %v, the other %v, want true, false", p.opens(mine), p.opens(other))
		}
		if got := p.titles(); got[0] != "Votre mot de passe a été changé" {
			t.Errorf("letters: got %q, want one that tells", got)
		}
		if _, err := p.try(lenoir.Login, good, "192.0.2.1"); !errors.Is(err, access.ErrWrong) {
			t.Errorf("the former password: got %v, want ErrWrong", err)
		}
	})
}

func (p *porch) opens(device db.ID) bool {
	p.t.Helper()
	err := p.db.Read(p.t.Context(), func(tx *db.Tx) error {
		_, _, _, err := p.SignedIn(tx, device, "", p.at().Today(), p.now)
		return err
	})
	if err != nil && !errors.Is(err, access.ErrNotFound) {
		p.t.Fatal(err)
	}
	return err == nil
}

// Asking for a new password writes to who exists, a few times; the link ends all
// that was open.
func TestForgottenPassword(t *testing.T) {
	onPorch(t, func(t *testing.T, p *porch) {
		p.chosen(good)
		device := p.in().Device
		before := len(p.titles())
		for range 10 {
			for _, name := range []string{lenoir.Email, lenoir.Login, "inconnu"} {
				if err := p.Forgotten(t.Context(), p.at(), name, access.From{Address: "192.0.2.1"}); err != nil {
					t.Fatalf("Forgotten(%s): %v, want nil whoever it is", name, err)
				}
			}
			if err := p.WriteForgotten(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if got := len(p.titles()) - before; got != 3 {
			t.Errorf("letters of twenty requests: got %d, want 3", got)
		}
		var about string
		p.write(func(tx *db.Tx) error {
			return tx.Get(&about, "SELECT about FROM letter WHERE about LIKE 'link:password:%' ORDER BY id DESC LIMIT 1")
		})
		token := access.LeavingToken(p.links, about)
		p.now = p.now.Add(59 * time.Minute)
		if _, err := p.Choose(t.Context(), p.visitor(), access.ForPassword, token, second); err != nil {
			t.Fatalf("the last link after 59 minutes: %v", err)
		}
		if p.opens(device) {
			t.Error("a sign-in of before still opens")
		}
		if got := p.titles(); got[0] != "Votre mot de passe a été changé" {
			t.Errorf("letters: got %q, want one that tells", got)
		}
		if err := p.Forgotten(t.Context(), p.at(), lenoir.Login, access.From{Address: "192.0.2.9"}); err != nil {
			t.Fatal(err)
		}
	})
}

// Where no letter leaves, whoever runs the machine hands over a link: the first one
// invites, the next one changes, and the one before opens nothing any more. While the
// account is suspended none is made, and those made before choose no password.
func TestALinkHandedOver(t *testing.T) {
	onPorch(t, func(t *testing.T, p *porch) {
		program := access.Call{By: p.Rights().In(access.Person{}, access.Program), At: p.at()}
		handed := func(want access.Purpose) (token string) {
			t.Helper()
			p.write(func(tx *db.Tx) error {
				purpose, made, err := access.HandOverTx(tx, p.links, program, lenoir.Login)
				if err == nil && purpose != want {
					t.Errorf("HandOverTx: got a link for %s, want %s", purpose, want)
				}
				token = made
				return err
			})
			return token
		}
		before, after := handed(access.ForInvitation), handed(access.ForInvitation)
		if _, err := p.Choose(t.Context(), p.visitor(), access.ForInvitation, before, good); !errors.Is(err, access.ErrNotFound) {
			t.Errorf("the link before: got %v, want not found", err)
		}
		if _, err := p.Choose(t.Context(), p.visitor(), access.ForInvitation, after, good); err != nil {
			t.Fatal(err)
		}
		token := handed(access.ForPassword)
		if err := p.Suspend(t.Context(), program, access.Suspending{Login: lenoir.Login, Reason: "Adresse perdue."}); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Choose(t.Context(), p.visitor(), access.ForPassword, token, second); !errors.Is(err, access.ErrNotFound) {
			t.Errorf("a link of before the suspension: got %v, want not found", err)
		}
		for login, want := range map[string]string{lenoir.Login: "Ce compte est suspendu", "inconnu": access.ErrNotFound.Error()} {
			err := p.db.Write(t.Context(), func(tx *db.Tx) error { _, _, err := access.HandOverTx(tx, p.links, program, login); return err })
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("HandOverTx(%s): got %v, want %s", login, err, want)
			}
		}
	})
}

// Two nodes that write the letters write each once.
func TestForgottenIsWrittenOnce(t *testing.T) {
	onPorch(t, func(t *testing.T, p *porch) {
		if err := p.Forgotten(t.Context(), p.at(), lenoir.Login, access.From{}); err != nil {
			t.Fatal(err)
		}
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				if err := p.WriteForgotten(context.WithoutCancel(t.Context())); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if got := p.titles(); len(got) != 1 {
			t.Errorf("letters: got %q, want one", got)
		}
	})
}

// code is what the person's application shows.
func (p *porch) code(key string, after time.Duration) string {
	p.t.Helper()
	code, err := totp.GenerateCode(strings.ReplaceAll(key, " ", ""), p.now.Add(after).Time())
	if err != nil {
		p.t.Fatal(err)
	}
	return code
}

func (p *porch) factor(device db.ID) (f access.Factor) {
	p.t.Helper()
	p.write(func(tx *db.Tx) (err error) {
		f, err = p.FactorOf(tx, p.own(""), device)
		return err
	})
	return f
}

// turnOn sets up a second factor, and returns its key and the recovery codes.
func (p *porch) turnOn() (key string, device db.ID, codes []string) {
	p.t.Helper()
	device = p.in().Device
	key = p.factor(device).Proposal.Key
	if err := p.TurnOn(p.t.Context(), p.own(""), device, p.code(key, 0)); err != nil {
		p.t.Fatal(err)
	}
	return key, device, p.factor(device).Codes
}

func (p *porch) giveCode(typed string) error {
	p.t.Helper()
	passed := p.in()
	if passed.Pending.Person == 0 {
		p.t.Fatal("no code is asked for")
	}
	_, err := p.Code(p.t.Context(), p.visitor(), passed.Pending, typed, access.From{Address: "192.0.2.1"})
	return err
}

// A code serves once, on a clock that is half a minute off at most.
func TestACodeServesOnce(t *testing.T) {
	onPorch(t, func(t *testing.T, p *porch) {
		p.chosen(good)
		key, _, _ := p.turnOn()
		for _, c := range []struct {
			after time.Duration // the time before the attempt
			drift time.Duration // of the telephone
			want  error
		}{
			{0, 0, access.ErrWrong}, // that of the setting up
			{30 * time.Second, 0, nil},
			{0, 0, access.ErrWrong},
			{0, 30 * time.Second, nil},                             // of the next period, and so:
			{30 * time.Second, 0, access.ErrWrong},                 // it has served
			{30 * time.Second, -30 * time.Second, access.ErrWrong}, // and those before it are over
			{0, 0, nil},
			{2 * time.Minute, time.Minute, access.ErrWrong},
			{0, -time.Minute, access.ErrWrong},
			{0, -30 * time.Second, nil},
		} {
			p.now = p.now.Add(c.after)
			if err := p.giveCode(p.code(key, c.drift)); !errors.Is(err, c.want) {
				t.Errorf("after %s, by a clock %s off: got %v, want %v", c.after, c.drift, err, c.want)
			}
		}
	})
}

// However it is typed; and not by trying them all.
func TestCodesAsTheyAreTyped(t *testing.T) {
	onPorch(t, func(t *testing.T, p *porch) {
		p.chosen(good)
		key, _, codes := p.turnOn()
		p.now = p.now.Add(time.Minute)
		code := p.code(key, 0)
		if err := p.giveCode(" " + code[:3] + "\u00a0" + code[3:] + " "); err != nil {
			t.Errorf("with spaces: got %v, want nil", err)
		}
		if err := p.giveCode(strings.ToUpper(strings.Replace(codes[0], "-", " ", 1))); err != nil {
			t.Errorf("a recovery code in capitals: got %v, want nil", err)
		}
		for _, typed := range []string{"", "12345", strings.Repeat("1", 1<<20), codes[0], "aaaaa-aaaaa", "-----"} {
			if err := p.giveCode(typed); !errors.Is(err, access.ErrWrong) && slowed(err) == 0 {
				t.Errorf("%.20q: got %v, want it refused", typed, err)
			}
		}
		if err := p.giveCode(codes[1]); slowed(err) != 30*time.Second {
			t.Errorf("after six wrong ones: got %v, want to wait 30 seconds", err)
		}
		p.now = p.now.Add(30 * time.Second)
		if err := p.giveCode(codes[1]); err != nil {
			t.Errorf("after the wait: got %v, want nil", err)
		}
	})
}

// Each recovery code opens once; new ones end the former; they are read by the
// sign-in that made them alone, for a while.
func TestRecoveryCodes(t *testing.T) {
	onPorch(t, func(t *testing.T, p *porch) {
		p.chosen(good)
		key, device, codes := p.turnOn()
		if len(codes) != 10 || codes[0] == codes[1] {
			t.Fatalf("codes: got %q, want ten", codes)
		}
		if got := p.factor(device + 1).Codes; got != nil {
			t.Errorf("codes as another sign-in reads them: got %q, want none", got)
		}
		for _, code := range codes[:3] {
			if err := p.giveCode(code); err != nil {
				t.Errorf("code %s: got %v, want nil", code, err)
			}
			if err := p.giveCode(code); !errors.Is(err, access.ErrWrong) {
				t.Errorf("code %s again: got %v, want ErrWrong", code, err)
			}
		}
		if got := p.factor(device); got.Left != 7 || len(got.Codes) != 7 {
			t.Errorf("after three: got %d left, %d shown, want 7", got.Left, len(got.Codes))
		}
		if got := p.titles()[0]; got != "Un code de secours a servi" {
			t.Errorf("last letter: got %q, want one that tells", got)
		}
		p.now = p.now.Add(time.Minute)
		if err := p.MakeCodes(t.Context(), p.own(""), device, "000000", access.From{}); !errors.Is(err, access.ErrWrong) {
			t.Errorf("new ones with a wrong code: got %v, want ErrWrong", err)
		}
		call := p.own("deux-clics")
		for range 2 {
			if err := p.MakeCodes(t.Context(), call, device, p.code(key, 0), access.From{}); err != nil {
				t.Errorf("new ones, two clicks: got %v, want nil", err)
			}
		}
		fresh := p.factor(device)
		if len(fresh.Codes) != 10 || fresh.Codes[5] == codes[5] {
			t.Errorf("new ones: got %q", fresh.Codes)
		}
		if err := p.giveCode(codes[5]); !errors.Is(err, access.ErrWrong) {
			t.Errorf("a former one: got %v, want ErrWrong", err)
		}
		p.now = p.now.Add(10 * time.Minute)
		if got := p.factor(device).Codes; got != nil {
			t.Errorf("ten minutes later: got %q, want none shown", got)
		}
	})
}

// Two clicks on « Activer » set up one factor, and its codes are still to be read.
func TestTurningOnTwice(t *testing.T) {
	onPorch(t, func(t *testing.T, p *porch) {
		p.chosen(good)
		device := p.in().Device
		key := p.factor(device).Proposal.Key
		if other := p.factor(device + 1).Proposal.Key; other == key {
			t.Error("another sign-in is proposed the same key")
		}
		wrong := p.own("faux")
		for range 2 {
			if err := p.TurnOn(t.Context(), wrong, device, "000000"); !errors.Is(err, access.ErrWrong) {
				t.Errorf("a wrong code, two clicks: got %v, want ErrWrong", err)
			}
		}
		code := p.code(key, 0)
		call := p.own("deux-clics")
		for range 2 {
			if err := p.TurnOn(t.Context(), call, device, code); err != nil {
				t.Errorf("two clicks: got %v, want nil", err)
			}
		}
		if err := p.TurnOn(t.Context(), p.own("une autre cle"), device, code); err != nil {
			t.Errorf("the same from a page of before: got %v, want nil", err)
		}
		if got := p.factor(device); !got.On || len(got.Codes) != 10 {
			t.Errorf("afterwards: got %+v, want it on, with ten codes", got)
		}
		if got := p.acts(access.ActFactor); got != 1 {
			t.Errorf("lines of the journal: got %d, want 1", got)
		}
	})
}

// It is taken off with a code only, and never for a role that asks for it.
func TestTurningOff(t *testing.T) {
	onPorch(t, func(t *testing.T, p *porch) {
		p.chosen(good)
		key, device, codes := p.turnOn()
		roles := []access.Role{access.SchoolLead}
		if err := p.TurnOff(t.Context(), p.own(""), roles, "000000", access.From{}); !errors.Is(err, access.ErrWrong) {
			t.Errorf("with a wrong code: got %v, want ErrWrong", err)
		}
		if err := p.TurnOff(t.Context(), p.own(""), append(roles, access.NationalPayer), codes[0], access.From{}); err == nil || errors.Is(err, access.ErrWrong) {
			t.Errorf("with a role that asks for it: got %v, want a refusal", err)
		}
		if err := p.TurnOff(t.Context(), p.own(""), roles, codes[0], access.From{}); err != nil {
			t.Errorf("with a recovery code: got %v, want nil", err)
		}
		if passed := p.in(); passed.Pending.Person != 0 {
			t.Error("a code is still asked for")
		}
		if again := p.factor(device).Proposal.Key; again == key {
			t.Error("the next one has the same key")
		}
	})
}

// Who has lost everything is let in by the password alone, once they were told so.
func TestALostFactor(t *testing.T) {
	onPorch(t, func(t *testing.T, p *porch) {
		p.chosen(good)
		lose := func() error {
			return p.db.Write(t.Context(), func(tx *db.Tx) error { return access.LoseFactorTx(tx, p.visitor(), p.person) })
		}
		if err := lose(); !errors.Is(err, access.ErrNotFound) {
			t.Errorf("with none: got %v, want ErrNotFound", err)
		}
		p.turnOn()
		if err := lose(); err != nil {
			t.Fatal(err)
		}
		if passed := p.in(); passed.Pending.Person != 0 || p.titles()[0] != "Double authentification désactivée" {
			t.Errorf("a code is asked for: %v; last letter: %q, want none, and one that tells", passed.Pending, p.titles()[0])
		}
	})
}

// Another password ends a wait for a code.
func TestAWaitEndsWithThePassword(t *testing.T) {
	onPorch(t, func(t *testing.T, p *porch) {
		p.chosen(good)
		key, _, _ := p.turnOn()
		pending := p.in().Pending
		p.now = p.now.Add(time.Minute)
		p.chosen(second)
		if _, err := p.Code(t.Context(), p.visitor(), pending, p.code(key, 0), access.From{}); !errors.Is(err, access.ErrNotFound) {
			t.Errorf("the code after another password: got %v, want ErrNotFound", err)
		}
	})
}

// Nothing in the database opens an account by itself.
func TestTheDatabaseHoldsNoSecret(t *testing.T) {
	onPorch(t, func(t *testing.T, p *porch) {
		p.chosen(good)
		key, _, codes := p.turnOn()
		token := p.invited()
		secrets := append(codes, strings.ReplaceAll(key, " ", ""), token, good)
		p.write(func(tx *db.Tx) error {
			for _, table := range []string{"password", "private_link", "second_factor", "recovery_code_used", "device", "slowdown", "letter", "journal", "once_key"} {
				var rows []string
				column := "CAST(" + table + " AS TEXT)"
				if p.db.Engine == db.SQLite {
					column = columnsOf(tx, table)
				}
				if err := tx.Select(&rows, "SELECT "+column+" FROM "+table); err != nil {
					return err
				}
				if len(rows) == 0 && table != "recovery_code_used" && table != "slowdown" && table != "once_key" {
					t.Errorf("%s is empty: nothing was looked into", table)
				}
				for _, secret := range secrets {
					if strings.Contains(strings.Join(rows, "\n"), secret) {
						t.Errorf("%s holds %s", table, secret)
					}
				}
			}
			return nil
		})
	})
}

// columnsOf is all the columns of a table as one text, on SQLite.
func columnsOf(tx *db.Tx, table string) string {
	var names []string
	_ = tx.Select(&names, "SELECT 'COALESCE(CAST(' || name || ' AS TEXT), '''')' FROM pragma_table_info('"+table+"')")
	return strings.Join(names, " || ' ' || ")
}

// A sign-in is seen, ended one by one or all but this one, and forgotten in time.
func TestDevices(t *testing.T) {
	onPorch(t, func(t *testing.T, p *porch) {
		p.chosen(good)
		first, second, third := p.in().Device, p.in().Device, p.in().Device
		if err := p.EndDevice(t.Context(), p.own(""), first); err != nil {
			t.Fatal(err)
		}
		stranger := access.Call{By: p.Rights().In(access.Person{ID: p.person.ID + 1}, access.SchoolLead, courbet), At: p.at()}
		for _, c := range []struct {
			call   access.Call
			device db.ID
		}{{p.own(""), first}, {p.own(""), 1}, {stranger, second}} {
			if err := p.EndDevice(t.Context(), c.call, c.device); !errors.Is(err, access.ErrNotFound) {
				t.Errorf("EndDevice(%d): got %v, want ErrNotFound", c.device, err)
			}
		}
		if p.opens(first) || !p.opens(second) {
			t.Error("the wrong one was ended")
		}
		if err := p.EndOtherDevices(t.Context(), p.own(""), third); err != nil {
			t.Fatal(err)
		}
		if p.opens(second) || !p.opens(third) {
			t.Error("the others are open, or this one is not")
		}
		p.now = p.now.Add(access.SignInLasts)
		if p.opens(third) {
			t.Error("a sign-in lasts longer than it does")
		}
		p.now = p.now.Add(91 * 24 * time.Hour)
		p.in()
		var rows int
		p.write(func(tx *db.Tx) error { return tx.Get(&rows, "SELECT count(*) FROM device") })
		if rows != 1 {
			t.Errorf("sign-ins kept after ninety days: got %d, want the new one", rows)
		}
	})
}

// The letter of a new sign-in leaves for another browser or another operator, not
// for the first one, nor for an address that moved a little.
func TestALetterTellsOfANewDevice(t *testing.T) {
	onPorch(t, func(t *testing.T, p *porch) {
		p.chosen(good)
		for _, c := range []struct {
			browser, address string
			want             int
		}{{"Firefox", "192.0.2.1", 0}, {"Firefox", "192.0.99.7", 0}, {"Chrome", "192.0.2.1", 1}, {"Firefox", "198.51.100.1", 2}, {"Firefox", "198.51.7.7", 2},
			{"Firefox", "2001:db8:1::1", 3}, {"Firefox", "2001:db8:9::1", 3}} {
			if _, err := p.Password(t.Context(), p.visitor(), access.Typed{Name: lenoir.Login, Password: good}, access.From{Browser: c.browser, Address: c.address}); err != nil {
				t.Fatal(err)
			}
			told := 0
			for _, title := range p.titles() {
				if title == "Nouvelle connexion à votre compte" {
					told++
				}
			}
			if told != c.want {
				t.Errorf("after %s from %s: got %d letters, want %d", c.browser, c.address, told, c.want)
			}
		}
	})
}
