package db

// sentences tells, for each named CHECK of the migrations, what a person did
// that it does not allow. Chapters refuse before the database has to: who reads
// one of these has met a case that a chapter forgot.
var sentences = map[string]string{
	"installation_is_one":                 "Cette base est déjà installée.",
	"installation_date_is_for_examples":   "Seule une base d’exemple a une date que l’on peut changer.",
	"journal_has_an_actor":                "Un geste ne s’inscrit pas au journal sans son auteur.",
	"journal_head_is_one":                 "Le journal n’a qu’une tête.",
	"role_grant_days_in_order":            "Un rôle ne peut pas finir avant de commencer.",
	"school_kind_known":                   "Une école est une école, un collège ou un lycée.",
	"school_uai_has_eight_signs":          "Un numéro UAI compte sept chiffres et une lettre.",
	"school_sector_known":                 "Une école est publique ou privée.",
	"directory_is_one":                    "Il n’y a qu’un annuaire.",
	"directory_import_state_known":        "Un import attend, est fait, ou est abandonné.",
	"directory_import_counts_when_done":   "Un import ne compte que ce qui est fait.",
	"site_has_a_name":                     "Un site a un nom.",
	"site_member_days_in_order":           "Une école ne peut pas quitter un site avant d’y entrer.",
	"resource_kind_known":                 "Cette nature de ressource n’existe pas.",
	"resource_has_a_name":                 "Une ressource a un nom.",
	"resource_days_in_order":              "Une ressource ne peut pas finir avant de commencer.",
	"project_state_known":                 "Cet état de dossier n’existe pas.",
	"project_released_known":              "Cet état de dossier n’existe pas.",
	"project_asked_is_not_negative":       "Un projet ne peut pas demander un montant négatif.",
	"campaign_version_has_a_reason":       "Chaque version des règles a un motif.",
	"project_granted_within_asked":        "Le montant accordé est positif et ne dépasse pas le montant demandé (§4).",
	"project_granted_only_when_validated": "Seul un projet validé reçoit un montant (§3.2).",
	"project_validated_has_an_amount":     "Un projet validé a un montant accordé (§3.2).",
	"project_step_decision_has_a_reason":  "Une décision défavorable, un retour ou un retrait a un motif.",
	"file_type_known":                     "Ce type de fichier n’est pas gardé.",
	"file_has_a_name":                     "Un fichier a un nom.",
	"file_is_not_empty":                   "Ce fichier est vide.",
	"file_has_a_digest":                   "Un fichier se garde avec son empreinte.",
	"file_chunk_is_short":                 "Un fichier se garde par morceaux de 256 ko au plus.",
	"attachment_says_what_it_is":          "Une pièce dit ce qu’elle est.",
	"attachment_removed_by_somebody":      "Une pièce ne se retire pas sans que l’on sache par qui.",
	"due_outcome_known":                   "Ce qui est attendu est fait, ou ne l’est plus.",
	"extension_has_a_reason":              "Un délai a un motif.",
	"extension_is_for_somebody":           "Un délai s’accorde à quelqu’un.",
	"internal_deadline_has_a_reason":      "Une date interne a un motif.",
	"letter_state_known":                  "Cet état de courrier n’existe pas.",
	"password_is_hashed":                  "Un mot de passe ne se garde pas tel quel.",
	"private_link_purpose_known":          "Ce lien ne sert à rien de connu.",
	"second_factor_on_since":              "Une double authentification est active depuis une date.",
	"device_door_known":                   "On ne se connecte pas de cette façon.",
	"slowdown_counts_failures":            "Un nombre d’échecs n’est pas négatif.",
	"ledger_entry_is_positive":            "Une écriture porte un montant positif : on la corrige par une autre écriture.",
	"ledger_entry_has_two_accounts":       "Une écriture va d’un compte à un autre.",
	"ledger_entry_has_a_subject":          "Une écriture dit ce qu’elle concerne.",
}

// Sentence is what to tell, in French, of an error whose statement would have
// broken a named CHECK; "" for any other error.
func Sentence(err error) string { return sentences[Broken(err)] }
