package walk

import (
	"flag"
	"path/filepath"
	"testing"
)

var picturesIn = flag.String("pictures", "", "the folder where the pictures of the guides are written; nowhere when blank")

// A picture is one of the guides': who sees what, and down to which height of the page.
type picture struct {
	name  string
	path  string
	see   string // what it shows
	until int    // in CSS pixels
}

// afterBanner is where a page of the example begins, below its header and its banner.
const afterBanner = 212

// The pages that the guides show are there; scripts/pictures keeps their pictures.
func TestPicturesOfTheGuides(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	folder := *picturesIn
	school := s.as("Claire Morel", fresnes)
	school.pictured(folder, []picture{
		{"guide-verifier", "/projets/2009-94-0029/verifier", "À compléter ou à corriger avant de transmettre", 860},
	})
	college := s.as("Marc Lenoir", courbet)
	college.pictured(folder, []picture{
		{"guide-a-faire", "/accueil", "Remplir et transmettre", 480},
		{"guide-fiche", "/projets/2009-93-0042/fiche/annexe-2/groupes", "Heures que donnent ces cours", 1480},
	})
	college.goTo("/projets/2009-93-0042/verifier")
	college.Click("Transmettre au comité régional")
	college.pictured(folder, []picture{{"guide-recu", "/projets/2009-93-0042/recu", "Et maintenant", 800}})
	s.as("Paul Rivière", "Créteil").pictured(folder, []picture{
		{"guide-mutualisateur", "/credits/mutualisateurs/24", "Désigner l’établissement", 620},
		{"guide-plafonds", "/credits", "Plafonds départementaux", 960},
	})
	s.as("Inès Fontaine", "Créteil").pictured(folder, []picture{{"guide-ressources", "/ressources", "Ajouter une ressource", 960}})
	s.as("Sophie Aubert", "Val-de-Marne").pictured(folder, []picture{{"guide-projets", "/projets", "Additionner ces fiches", 900}})
	s.as("Thomas Keller", "France").pictured(folder, []picture{
		{"guide-mutualisateurs", "/credits/mutualisateurs", "Établissements mutualisateurs", 900},
		{"guide-comite-acse", "/comite-national/reunions/2009-10-16", "Ce que les régions ont transmis", 1000},
	})
	s.as("Lucie Perrin", "France").pictured(folder, []picture{
		{"guide-personnes", "/personnes", "Donner un rôle", 960},
		{"guide-courriers", "/administration/courriers", "Courriers", 960},
	})
	region := s.as("Anne Lefèvre", "Île-de-France")
	region.pictured(folder, []picture{{"guide-appel", "/comites/11/appel", "Écoles et établissements invités", 1200}})
	region.onTheDay("07/10/2009")
	region.pictured(folder, []picture{
		{"guide-reunion", "/comites/11/reunions/2009-10-07?dossier=2009-93-0002", "Cumul", 1650},
		{"guide-releve", "/comites/11/reunions/2009-10-07/releve", "Télécharger ce relevé", 740},
	})
	nation := s.as("Martine Duval", "France")
	nation.pictured(folder, []picture{
		{"guide-simulation", "/credits/simulations/1", "Montant national", 960},
		{"guide-national", "/comite-national/reunions/2009-10-16", "Toutes les régions", 1150},
	})
}

// onTheDay moves the date of the example, by its banner.
func (p *person) onTheDay(day string) {
	p.goTo("/exemple/date")
	p.Fill("Nous sommes le Par exemple 30/09/2009.", day)
	p.Click("Changer la date")
}

// pictured goes to pages and takes the pictures of a guide.
func (p *person) pictured(folder string, all []picture) {
	p.site.t.Helper()
	for _, one := range all {
		p.goTo(one.path)
		p.See(one.see)
		if folder != "" {
			p.Picture(filepath.Join(folder, one.name+".png"), afterBanner, one.until)
		}
	}
}
