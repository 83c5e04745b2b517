package walk

import (
	"strings"
	"testing"
)

// A national pilot changes a rule, prepares another year by copying and opens
// it (R1, R2).
func TestANationalPilotChangesRulesAndOpensAYear(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.as("Martine Duval", "France")
	p.readsTheCampaign()
	p.changesAValue()
	p.swapsADepartment()
	p.givesACalendar()
	p.copiesAndOpens()
	p.dropsAFolder()
}

func (p *person) readsTheCampaign() {
	p.Click("Campagne")
	p.look("campagne")
	p.Click("Règles")
	p.look("campagne-regles")
	p.Click("Territoire")
	p.See("L’annexe 1 nomme la Meurthe-et-Moselle")
	p.look("campagne-territoire")
	p.Click("Calendrier")
	p.look("campagne-calendrier")
	p.Click("Années")
	p.look("campagne-annees")
	p.Click("Comparer")
	p.See("Différent")
	p.look("campagne-comparer")
	p.lookAt("/campagne/comparer?a=2008-2009@1&b=2008-2009", "campagne-comparer-versions")
	p.lookAt("/campagne/comparer?a=2009-2010&b=2009-2010", "campagne-comparer-identiques")
	p.lookAt("/campagne/annees/2008-2009", "campagne-annee-close")
}

func (p *person) changesAValue() {
	p.goTo("/campagne/regles")
	p.Click("Modifier les heures et les groupes")
	p.look("campagne-changer")
	p.Fill("Valeur", "12 0 0")
	p.Click("Enregistrer la nouvelle version")
	p.See("Écrivez le motif")
	p.look("campagne-changer-erreur")
	p.Fill("Valeur", "100")
	p.Fill("Pourquoi ces règles changent-elles ? Le motif reste dans l’historique, avec votre nom. 1 000 caractères au plus.", "Circulaire modificative du 12 octobre.")
	p.Click("Enregistrer la nouvelle version")
	p.See("Les règles sont changées : version 2")
	p.lookAt("/campagne/annees/2009-2010", "campagne-versions")
	p.lookAt("/campagne/regles?version=1", "campagne-regles-anciennes")
	for _, group := range []string{"annee", "territoire", "echeances", "tranches", "credits", "vacations", "vacances"} {
		p.lookAt("/campagne/regles/changer?groupe="+group, "campagne-changer-"+group)
	}
}

func (p *person) swapsADepartment() {
	p.goTo("/campagne/territoire")
	p.Click("Ouvrir Moselle (57) à la place de Meurthe-et-Moselle (54)")
	p.See("Écrivez le motif")
	p.look("campagne-territoire-erreur")
	p.Fill("Motif du changement", "Le texte vise les chefs-lieux de région.")
	p.Click("Ouvrir Moselle (57) à la place de Meurthe-et-Moselle (54)")
	p.See("Ouvrir Meurthe-et-Moselle (54) à la place de Moselle (57)")
}

func (p *person) givesACalendar() {
	p.goTo("/campagne/regles/vacances")
	p.look("campagne-calendrier-academie-vide")
	p.goTo("/campagne/regles/vacances?academie=27")
	p.Fill("Vacances de cette académie (facultatif) Une ligne par période : nom ; premier jour sans classe ; dernier jour sans classe. Sans aucune ligne, l’académie suit sa zone.", "Carnaval ; 31/02/2010 ; 14/02/2010")
	p.Click("Enregistrer ce calendrier")
	p.See("Ligne 1")
	p.look("campagne-calendrier-academie-erreur")
}

func (p *person) copiesAndOpens() {
	p.goTo("/campagne/annees")
	p.Click("Copier une campagne")
	p.look("campagne-copier")
	p.Fill("Année où commence la nouvelle année scolaire Par exemple 2010, pour 2010-2011.", "2008")
	p.Click("Copier la campagne")
	p.See("Il y a déjà une campagne 2008-2009")
	p.look("campagne-copier-erreur")
	p.Fill("Année où commence la nouvelle année scolaire Par exemple 2010, pour 2010-2011.", "2010")
	p.Click("Copier la campagne")
	p.See("À relire avant d’ouvrir l’année")
	p.look("campagne-preparee")
	p.Click("Ouvrir l’année")
	p.look("campagne-ouvrir")
	p.Click("Ouvrir l’année 2010-2011")
	p.See("L’année 2010-2011 est ouverte")
	if !strings.HasSuffix(p.Path(), "/2010-2011") {
		p.site.t.Errorf("after opening: %s", p.Path())
	}
}

func (p *person) dropsAFolder() {
	p.lookAt("/campagne/deposer", "campagne-deposer")
	p.Click("Vérifier et préparer la campagne")
	p.See("Choisissez une archive .zip")
	p.look("campagne-deposer-erreur")
	p.Attach("campaign.toml (facultatif)", "campaign.toml", "code = \"2012-2013\"\nhours = { value = 0, law = \"§2.2\" }\npayeur = 1\n")
	p.Click("Vérifier et préparer la campagne")
	p.See("Le dossier est refusé")
	p.look("campagne-deposer-defauts")
}

// Others read, and change nothing.
func TestASchoolReadsTheCampaign(t *testing.T) {
	t.Parallel()
	p := newSite(t).as("Hugo Garnier", "Lycée des Lumières, Paris")
	p.lookAt("/campagne/regles", "campagne-regles-ecole")
	p.lookAt("/campagne/annees", "campagne-annees-ecole")
	p.lookAt("/campagne/territoire", "campagne-territoire-ecole")
	p.goTo("/campagne/copier")
	p.See("Page introuvable")
}
