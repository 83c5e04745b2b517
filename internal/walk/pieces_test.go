package walk

import (
	"fmt"
	"testing"

	"preau/internal/access"
	"preau/internal/file"
	"preau/internal/project"
)

const aPDF = "%PDF-1.4\ntrailer<<>>\n%%EOF\n"

// A school joins pieces to its draft, is told what is wrong with some, takes
// one back, and cannot change them once the file is sent.
func TestPieces(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.as("Claire Morel", fresnes)
	p.goTo("/projets/2009-94-0029")
	p.Click("Pièces")
	p.See("Aucune pièce jointe")
	p.look("pieces-vide")
	p.joins("", "programme.pdf", "MZ ceci est un programme")
	p.See("Il y a 2 erreurs")
	p.See("n’est pas d’un type accepté")
	p.look("pieces-refusee")
	p.joins("Délibération du conseil d’école", "Compte rendu du conseil d’école (relu).pdf", aPDF)
	p.See("La pièce est jointe à la fiche.")
	p.joins("Emploi du temps de la salle polyvalente, mardis et jeudis, de novembre à juin", "Emploi-du-temps-"+fmt.Sprintf("%080d", 1)+".pdf", aPDF+"\n")
	p.look("pieces-deux")
	p.Click("Retirer Délibération du conseil d’école")
	p.See("Le fichier est effacé")
	p.look("pieces-retirer")
	p.Click("Retirer la pièce")
	p.See("Pièces retirées")
	p.look("pieces-retiree")
	for i := range project.MaxAttachments - 1 {
		p.joins(fmt.Sprint("Devis n° ", i+1), fmt.Sprint("devis-", i, ".pdf"), aPDF+fmt.Sprint(i))
	}
	p.See("Retirez-en une avant d’en joindre une autre.")
	p.look("pieces-vingt")

	region := s.as("Anne Lefèvre", "Île-de-France")
	sent := s.fileIn(access.RegionalPilot, access.Place{Region: "11"}, project.Submitted)
	region.goTo("/projets/" + sent + "/pieces")
	region.See("Aucune pièce jointe")
	region.look("pieces-region-vide")
}

var fileLabel = "Fichier " + file.Labels(project.AttachmentTypes...) + " ; " + file.Size(project.MaxAttachmentSize) + " au plus."

// joins fills in the form of a piece and sends it.
func (p *person) joins(label, name, content string) {
	p.site.t.Helper()
	p.Fill("De quelle pièce s’agit-il ? Par exemple : délibération du conseil d’administration.", label)
	p.Attach(fileLabel, name, content)
	p.Click("Joindre la pièce")
}

// A school sends a piece with its project: it cannot change it any more, and
// the region reads it.
func TestPiecesOfASentProject(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.as("Marc Lenoir", "Collège Gustave-Courbet, Saint-Denis")
	p.goTo("/projets/2009-93-0042/pieces")
	p.joins("Délibération du conseil d’administration", "deliberation.pdf", aPDF)
	p.goTo("/projets/2009-93-0042/verifier")
	p.Click("Transmettre au comité régional")
	p.goTo("/projets/2009-93-0042/pieces")
	p.See("Ni elle, ni ses pièces ne peuvent plus être changées.")
	p.look("pieces-transmises")
	region := s.as("Anne Lefèvre", "Île-de-France")
	region.goTo("/projets/2009-93-0042")
	region.Click("Pièces 1")
	region.See("deliberation.pdf (PDF, 27 octets)")
	region.look("pieces-region")
}
