package walk

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/mail"
	"preau/internal/web/page"
)

const chosen = "girafe velours tambour"

// invited is where the invitation of a person of the cast leads, as it leaves.
func (s *site) invited(login string) (path string) {
	s.t.Helper()
	now := civil.At(time.Now())
	call := access.Call{By: s.server.Site.Rights.In(access.Person{}, access.Program, access.France), At: civil.Moment{Happened: machine, Recorded: now}}
	if err := s.db.Write(s.t.Context(), func(tx *db.Tx) error {
		person, err := access.ByLogin(tx, login)
		if err != nil {
			return err
		}
		if err := access.InviteTx(tx, call, person); err != nil {
			return err
		}
		letters, _, err := mail.To(tx, person.ID, 0, 10)
		if err == nil {
			path = page.Leaving(s.server.Site.Links)(letters[0].About).Path
		}
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	return path
}

// enter types an identifier and a password on the sign-in page of an example.
func (p *person) enter(login, password string) {
	p.site.t.Helper()
	p.goTo("/connexion")
	p.Click("Se connecter avec un mot de passe, comme dans une base réelle")
	p.fillIn(login, password)
}

func (p *person) fillIn(login, password string) {
	p.Fill("Identifiant ou adresse électronique", login)
	p.Fill("Mot de passe", password)
	p.Click("Me connecter")
}

const (
	newPassword = " Au moins 12 caractères. Par exemple trois ou quatre mots sans rapport entre eux\u202f: on s’en souvient mieux. Ni votre nom, ni votre école. Vous pouvez le coller."
	sixDigits   = "Code Les six chiffres que montre l’application."
)

// turnsItOn types the code that the key on the page gives.
func (p *person) turnsItOn() {
	p.site.t.Helper()
	key := regexp.MustCompile(`tapez cette clé\s*:\s*([A-Z2-7 ]{20,})`).FindStringSubmatch(strings.ReplaceAll(p.Text(), "\u202f", " "))
	if key == nil {
		p.site.t.Fatalf("no key on the page: %s", p.Text())
	}
	code, err := totp.GenerateCode(strings.ReplaceAll(key[1], " ", ""), time.Now())
	if err != nil {
		p.site.t.Fatal(err)
	}
	p.Fill(sixDigits, code)
	p.Click("Activer")
	p.See("Vos codes de secours")
}

// From the letter to the first page, and back in when the password is forgotten.
func TestAccountOfASchool(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.visitor()
	link := s.invited("principal-courbet")
	p.lookAt(link, "compte-invitation")
	p.Fill("Votre mot de passe"+newPassword, "azertyuiop12")
	p.Click("Enregistrer mon mot de passe")
	p.See("se devine trop facilement")
	p.look("compte-invitation-erreur")
	p.Fill("Votre mot de passe"+newPassword, chosen)
	p.Click("Enregistrer mon mot de passe")
	p.See("Votre mot de passe est enregistré")
	p.look("connexion-apres-invitation")
	p.enter("principal-courbet", "pas le bon mot")
	p.See("n’est pas le bon")
	p.look("connexion-erreur")
	p.lookAt(link, "compte-lien-ferme")
	p.lookAt("/connexion/oubli", "compte-oubli")
	p.Click("Recevoir un lien")
	p.See("Indiquez votre identifiant")
	p.look("compte-oubli-erreur")
	p.Fill("Identifiant ou adresse électronique", "inconnu")
	p.Click("Recevoir un lien")
	p.See("Si un compte porte ce nom")
	p.look("compte-oubli-demande")
	p.enter("principal-courbet", chosen)
	p.See("Ce qui est attendu de vous")
	other := s.visitor()
	other.enter("principal-courbet", chosen)
	other.See("Ce qui est attendu de vous")
	p.lookAt("/compte", "compte")
	p.lookAt("/compte/double-authentification", "compte-facteur-facultatif")
	p.lookAt("/compte/mot-de-passe", "compte-mot-de-passe")
	p.Fill("Mot de passe actuel", "pas le bon mot")
	p.Fill("Nouveau mot de passe"+newPassword, "moulin parapluie cerise")
	p.Click("Changer mon mot de passe")
	p.See("Ce n’est pas votre mot de passe actuel")
	p.look("compte-mot-de-passe-erreur")
	for range 8 {
		other.enter("quelqu’un", "pas le bon mot")
	}
	other.See("Réessayez dans")
	other.look("connexion-ralentie")
}

// Who pilots the nation sets up a second factor, keeps the codes, and comes back.
func TestAccountOfAPilot(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.visitor()
	p.goTo(s.invited("pilote-dgesco"))
	p.Fill("Votre mot de passe"+newPassword, chosen)
	p.Click("Enregistrer mon mot de passe")
	p.See("Votre mot de passe est enregistré")
	p.enter("pilote-dgesco", chosen)
	p.See("Une étape avant de commencer")
	p.look("compte-facteur")
	p.Fill(sixDigits, "000000")
	p.Click("Activer")
	p.See("n’est pas le bon")
	p.look("compte-facteur-erreur")
	p.turnsItOn()
	p.look("compte-codes")
	p.Click("J’ai noté mes codes, continuer")
	p.See("Ce qui est attendu de vous")
	other := s.visitor()
	other.enter("pilote-dgesco", chosen)
	other.See("Les six chiffres")
	other.look("connexion-code")
	other.Fill("Code Les six chiffres que montre l’application de votre téléphone.", "000000")
	other.Click("Me connecter")
	other.See("n’est pas le bon")
	other.look("connexion-code-erreur")
	other.Click("Je n’ai pas mon téléphone")
	other.Fill("Code de secours L’un des dix que vous avez notés. Il sert une seule fois.", "aaaaa-aaaaa")
	other.Click("Utiliser ce code")
	other.See("Prenez-en un autre de votre liste")
	other.look("connexion-secours-erreur")
}
