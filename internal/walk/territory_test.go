package walk

import (
	"strings"
	"testing"
)

// schoolsFile is a directory with a school more, and one that closes.
const schoolsFile = "numero_uai;appellation_officielle;nature_uai_libe;libelle_commune;etat_etablissement_libe;date_fermeture\n" +
	"0940442V;Ecole maternelle Louise Michel;ECOLE MATERNELLE;Vitry-sur-Seine;FERME;2009-08-31\n" +
	"0941390A;Ecole élémentaire Victor Hugo;ECOLE DE NIVEAU ELEMENTAIRE;Vitry-sur-Seine;OUVERT;\n" +
	"0930002X;Collège Neuf;COLLEGE;Bobigny;OUVERT;\n"

const directoryField = "Annuaire des écoles et des établissements Fichier CSV de l’annuaire national, ou extrait de RAMSESE, 200 Mo au plus."

// The schools, their import, the sites and the register, by those who keep them
// and those who read.
func TestSchoolsSitesAndResources(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	t.Run("read", func(t *testing.T) {
		s.in(t).as("Marc Lenoir", "Collège Gustave-Courbet, Saint-Denis").readsTheTerritory()
	})
	t.Run("import", func(t *testing.T) { s.in(t).as("Lucie Perrin", "France").importsTheDirectory() })
	t.Run("site", func(t *testing.T) { s.in(t).as("Inès Fontaine", "Créteil").makesASite() })
	t.Run("resource", func(t *testing.T) { s.in(t).as("Sophie Aubert", "Val-de-Marne").keepsTheRegister() })
}

func (p *person) readsTheTerritory() {
	p.Click("Écoles")
	p.See("écoles et établissements")
	p.look("ecoles-liste")
	p.Fill("Nom, commune ou numéro UAI (facultatif)", "courbet")
	p.Click("Chercher")
	p.look("ecoles-trouvee")
	p.Click("Collège Gustave-Courbet")
	p.See("établissement public local d’enseignement")
	p.look("ecole-page")
	p.Click("Saint-Denis, les Ormes")
	p.look("site-lu")
	p.lookAt("/ecoles?q=rien+de+tel", "ecoles-vide")
	p.Click("Sites")
	p.look("sites-liste")
	p.Click("Ressources")
	p.look("ressources-liste")
	p.Click("Femmes relais de Saint-Denis")
	p.look("ressource-lue")
}

func (p *person) importsTheDirectory() {
	p.lookAt("/ecoles", "ecoles-liste-administration")
	p.Click("Importer l’annuaire")
	p.look("import")
	p.Attach(directoryField, "annuaire.csv", strings.ReplaceAll(schoolsFile, "0930002X", "0930002Y"))
	p.Click("Voir ce qui changerait")
	p.See("Ce fichier a 1 défaut")
	p.look("import-defauts")
	p.Attach(directoryField, "annuaire.csv", schoolsFile)
	p.Click("Voir ce qui changerait")
	p.See("1 nouvelle école")
	p.look("import-apercu")
	p.goTo("/ecoles/importer")
	p.See("Un fichier attend votre confirmation")
	p.look("import-en-attente")
	p.Click("Voir ce qu’il changerait")
	p.Click("Importer")
	p.See("Annuaire importé")
	p.look("import-fait")
	p.goTo("/ecoles/0940442V")
	p.See("Fermé depuis le")
	p.look("ecole-fermee")
	p.lookAt("/ecoles/ajouter", "ecole-ajouter")
	p.Click("Ajouter")
	p.See("Indiquez le nom")
	p.look("ecole-ajouter-erreur")
}

func (p *person) makesASite() {
	p.lookAt("/sites", "sites-coordination")
	p.Click("Créer un site")
	p.look("site-creer")
	p.Click("Créer le site")
	p.look("site-creer-erreur")
	p.Fill("Nom du site Par exemple : Saint-Denis centre.", "Fresnes")
	p.Fill("Département", "94 — Val-de-Marne")
	p.Click("Créer le site")
	p.See("Aucune école")
	p.look("site-vide")
	p.Fill("Chercher par nom ou commune, dans le département", "doisneau fresnes")
	p.Click("Rechercher")
	p.Choose("École ou établissement", "Ecole élémentaire Robert Doisneau, Fresnes école, 0940176F")
	p.look("site-choisir")
	p.Click("Faire entrer dans le site")
	p.See("fait partie du site")
	p.look("site")
	p.Click("Retirer Ecole élémentaire Robert Doisneau")
	p.look("site-retirer")
	p.Fill("Dernier jour dans le site Par exemple 21/09/2009.", "20/09/2009")
	p.Click("Retirer du site")
	p.See("ne peut pas précéder")
	p.look("site-retirer-erreur")
}

func (p *person) keepsTheRegister() {
	p.lookAt("/ressources", "ressources-departement")
	p.Click("Ajouter une ressource")
	p.look("ressource-ajouter")
	p.Click("Ajouter")
	p.See("Il y a")
	p.look("ressource-ajouter-erreur")
	p.lookAt("/ressources?etat=terminees", "ressources-terminees")
	p.Click("Lire à Fresnes")
	p.look("ressource-corriger")
	p.goTo("/ecoles/importer")
	p.See("Page introuvable")
}
