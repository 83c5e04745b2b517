package rights

import "strings"

// A Word is a French word of the operation and the one identifier that the code
// has for it.
type Word struct{ French, Identifier string }

// Glossary is every translation used. Where an identifier exists as a type, its
// comment carries the French word in « »: a test sees to it.
var Glossary = []Word{
	{"campagne", "Campaign"},
	{"appel à projets", "CallForProjects"},
	{"fiche (annexe)", "Sheet"},
	{"projet", "Project"},
	{"version (d’une fiche transmise)", "Version"},
	{"comité de pilotage", "Committee"},
	{"avis", "Opinion"},
	{"présélection", "Preselection"},
	{"liste complémentaire", "ReserveList"},
	{"validation", "Validation"},
	{"relevé de décisions", "Minutes"},
	{"école, collège, lycée", "School"},
	{"site", "Site"},
	{"groupe", "Group"},
	{"séance", "Session"},
	{"intervenant, formateur", "Trainer"},
	{"bénéficiaire, parent", "Parent"},
	{"inscription", "Enrolment"},
	{"échéance", "Milestone"},
	{"ce qui est attendu de quelqu’un", "Due"},
	{"convention", "Agreement"},
	{"avenant", "Amendment"},
	{"versement", "Payment"},
	{"plafond départemental", "Ceiling"},
	{"enveloppe régionale", "Envelope"},
	{"établissement mutualisateur", "PoolingSchool"},
	{"vacation", "Vacation"},
	{"service fait", "ServiceDone"},
	{"état liquidatif", "PayStatement"},
	{"bilan intermédiaire, bilan final", "Report"},
	{"date d’arrêté", "CutOffDate"},
	{"assiduité", "Attendance"},
	{"engagement d’assiduité", "Commitment"},
	{"attestation", "Certificate"},
	{"positionnement", "Assessment"},
	{"CAI (contrat d’accueil et d’intégration)", "Contract"},
	{"CAIF (contrat d’accueil et d’intégration pour la famille)", "FamilyContract"},
	{"prestation (du CAI)", "Service"},
	{"heures de concertation", "ConsultationHours"},
	{"besoin (pour l’avenant)", "Need"},
	{"attribution (d’un rôle)", "Granted"},
	{"délégation (d’un rôle)", "Delegated"},
	{"suspension (d’un compte)", "Suspending"},
}

// First is the first of the words that an entry gives, without what explains it.
func (w Word) First() string {
	first, _, _ := strings.Cut(w.French, ",")
	first, _, _ = strings.Cut(first, " (")
	return first
}

// GlossaryMarkdown prints the glossary in French for docs/glossaire.md.
func GlossaryMarkdown() string {
	var b strings.Builder
	b.WriteString("# Glossaire\n\n<!-- Écrit par `make generate` d’après internal/rights/glossary.go : ne pas modifier à la main. -->\n\n" +
		"Les mots de la circulaire, et le seul identifiant que le code emploie pour chacun.\n\n" +
		"| Français | Identifiant |\n|---|---|\n")
	for _, word := range Glossary {
		b.WriteString("| " + word.French + " | `" + word.Identifier + "` |\n")
	}
	return b.String()
}
