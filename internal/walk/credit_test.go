package walk

import "testing"

// The money of the operation, by who shares it, who receives it and who reads it.
func TestCredits(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	t.Run("nation", func(t *testing.T) { s.in(t).as("Martine Duval", "France").sharesTheCredits() })
	t.Run("academie", func(t *testing.T) { s.in(t).as("Paul Rivière", "Créteil").namesAPoolingSchool() })
	t.Run("payer", func(t *testing.T) { s.in(t).as("Thomas Keller", "France").receivesThePoolingSchool() })
	t.Run("department", func(t *testing.T) {
		p := s.in(t).as("Sophie Aubert", "Val-de-Marne")
		p.lookAt("/credits", "credits-departement")
	})
}

func (p *person) sharesTheCredits() {
	p.Click("Crédits")
	p.See("Région Île-de-France")
	p.look("credits-plafonds")
	p.Click("Simulations")
	p.look("credits-simulations")
	p.Click("Nouvelle simulation")
	p.Fill("Montant national En euros, sans centimes, par exemple 4 500 000.", "beaucoup")
	p.Click("Simuler")
	p.See("Il y a")
	p.look("credits-simulation-erreur")
	p.Fill("Nom de la simulation Pour la retrouver, par exemple : avec un plancher d’un groupe.", "Le double")
	p.Fill("Montant national En euros, sans centimes, par exemple 4 500 000.", "9 000 000")
	p.Click("Simuler")
	p.See("Tout le montant national est réparti.")
	p.look("credits-simulation")
	simulation := p.Path()
	p.lookAt(simulation+"?avec=1", "credits-simulations-cote-a-cote")
	p.lookAt(simulation+"/93", "credits-changer")
	p.Fill("Montant pour ce département En euros, sans centimes.", "2 000 000")
	p.Click("Changer le montant")
	p.See("Écrivez le motif.")
	p.look("credits-changer-erreur")
	p.Fill("Pourquoi ? Le motif reste à côté du montant. 1 000 caractères au plus.", "Plus d’écoles volontaires.")
	p.Click("Changer le montant")
	p.See("de trop")
	p.look("credits-simulation-de-trop")
	p.lookAt(simulation+"/adopter", "credits-adopter-impossible")
	p.goTo(simulation + "/93")
	p.Click("Rétablir le montant calculé")
	p.lookAt(simulation+"/adopter", "credits-adopter")
	p.Click("Adopter et notifier")
	p.See("La répartition est adoptée.")
	p.lookAt("/credits/cle", "credits-cle")
	p.Click("Voir ce qui changerait")
	p.See("Choisissez un fichier.")
	p.look("credits-cle-erreur")
}

func (p *person) namesAPoolingSchool() {
	p.lookAt("/credits", "credits-academie")
	p.Click("Établissements mutualisateurs")
	p.look("mutualisateurs")
	p.Click("Académie de Créteil")
	p.look("mutualisateur-a-designer")
	p.Click("Désigner l’établissement")
	p.Click("Enregistrer")
	p.See("Il y a")
	p.look("mutualisateur-erreur")
	p.Fill("Numéro UAI du collège ou du lycée Sept chiffres et une lettre, par exemple 0931420N. Il est sur la page de l’établissement, rubrique Écoles.", "0931420N")
	p.Fill("Qui répond dans l’établissement ? Par exemple : Mme Martin, agente comptable.", "Mme Martin")
	p.Fill("Téléphone (facultatif) Un téléphone ou un courriel au moins.", "01 48 20 00 01")
	p.Click("Enregistrer")
	p.See("C’est enregistré.")
	p.look("mutualisateur-designe")
}

func (p *person) receivesThePoolingSchool() {
	p.lookAt("/credits/mutualisateurs", "mutualisateurs-acse")
	p.Click("Académie de Créteil")
	p.look("mutualisateur-a-recevoir")
	p.Click("Accuser réception")
	p.See("La réception est enregistrée.")
	p.See("après la date limite")
	p.look("mutualisateur-recu")
}
