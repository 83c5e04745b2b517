package territory

import (
	"fmt"
	"unicode/utf8"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/workflow"
)

// ResourceKind is the kind of a scheme or a resource (§2.3, §3.1).
type ResourceKind string

const (
	KindOFII        ResourceKind = "ofii"
	KindWorkshop    ResourceKind = "workshop"
	KindREAAP       ResourceKind = "reaap"
	KindCASNAV      ResourceKind = "casnav"
	KindCRDP        ResourceKind = "crdp"
	KindAssociation ResourceKind = "association"
	KindOther       ResourceKind = "other"
)

// ResourceKinds lists the kinds, in the order of the register.
func ResourceKinds() []ResourceKind {
	return []ResourceKind{KindOFII, KindWorkshop, KindREAAP, KindCASNAV, KindCRDP, KindAssociation, KindOther}
}

// Label is the kind in French.
func (k ResourceKind) Label() string {
	return map[ResourceKind]string{KindOFII: "Formation linguistique de l’OFII", KindWorkshop: "Atelier linguistique",
		KindREAAP: "REAAP (appui aux parents)", KindCASNAV: "CASNAV", KindCRDP: "CRDP (documentation pédagogique)",
		KindAssociation: "Association", KindOther: "Autre"}[k]
}

// Resource is an entry of the register of the schemes and resources of a
// department, « dispositif, ressource ». No person is named in it: who is to be
// joined is an organisation.
type Resource struct {
	ID db.ID
	access.Place
	Kind         ResourceKind
	Name         string
	Offer        string // what it offers, in a few sentences
	Organisation string // whom to contact
	Phone        string
	Email        string
	FromDay      civil.Date
	UntilDay     civil.Date // its last day; none while it goes on
	Version      int64
}

// On tells whether the resource is there on a day.
func (r Resource) On(day civil.Date) bool {
	return !r.FromDay.After(day) && (r.UntilDay.IsZero() || !r.UntilDay.Before(day))
}

// TypedResource is an entry as it was typed in a form.
type TypedResource struct {
	Department, Kind, Name, Offer, Organisation, Phone, Email, From, Until string
}

const (
	maxResourceLine = 150
	maxOffer        = 2000
)

// Read is the entry that was typed, with what is missing or wrong, by field.
func (t TypedResource) Read() (Resource, []workflow.Missing) {
	var missing lacking
	r := Resource{Kind: ResourceKind(t.Kind), Name: missing.bounded("nom", civil.CleanLine(t.Name), maxResourceLine, "Donnez un nom au dispositif ou à la ressource."),
		Organisation: missing.bounded("organisme", civil.CleanLine(t.Organisation), maxResourceLine, "Indiquez l’organisme à contacter."),
		Phone:        missing.bounded("phone", civil.CleanLine(t.Phone), 40, ""),
		Email:        missing.bounded("email", civil.CleanLine(t.Email), 200, ""), Offer: civil.CleanText(t.Offer)}
	if d, known := FindDepartment(t.Department); known {
		r.Place = d.Place()
	} else {
		missing.add("departement", "Choisissez un département.")
	}
	if r.Kind.Label() == "" {
		missing.add("nature", "Choisissez une nature.")
	}
	switch n := utf8.RuneCountInString(r.Offer); {
	case n == 0:
		missing.add("offre", "Dites en quelques mots ce qui est proposé.")
	case n > maxOffer:
		missing.add("offre", fmt.Sprintf("Ce texte est trop long\u202f: %s caractères au plus.", civil.FrenchCount(maxOffer)))
	}
	if r.Phone == "" && r.Email == "" {
		missing.add("phone", "Indiquez un téléphone ou un courriel.")
	}
	missing.email("email", r.Email)
	r.FromDay = missing.day("depuis", t.From, "Indiquez depuis quel jour.")
	r.UntilDay = missing.day("jusque", t.Until, "")
	if !r.UntilDay.IsZero() && r.UntilDay.Before(r.FromDay) {
		missing.add("jusque", "Le dernier jour ne peut pas précéder le premier.")
	}
	return r, missing
}

// day reads a day; empty is the fault of a blank one, none: it may be blank.
func (l *lacking) day(field, typed, empty string) civil.Date {
	if civil.CleanLine(typed) == "" {
		if empty != "" {
			l.add(field, empty)
		}
		return civil.Date{}
	}
	day, err := civil.ReadDate(typed)
	if err != nil {
		l.add(field, err.Error())
	}
	return day
}
