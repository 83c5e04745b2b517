package project

import "preau/internal/access"

const (
	ActOpen access.Act = "project.open"
	ActRead access.Act = "project.read"
)

type reaches = map[access.Role]access.Reach

var (
	bySchool = reaches{access.SchoolLead: access.Own}
	byRegion = reaches{access.RegionalPilot: access.Own}
	byNation = reaches{access.NationalPilot: access.Own}
)

// Grants is who may do this chapter's acts.
var Grants = []access.Grant{
	{Act: ActRead, Sentence: "Lire les projets transmis, et les brouillons de sa propre école", Roles: reaches{
		access.SchoolLead: access.Own, access.SchoolContributor: access.Own, access.DepartmentReader: access.Own,
		access.AcademieManager: access.Own, access.AcademieCoordinator: access.Own, access.RegionalPilot: access.Own,
		access.NationalPilot: access.Own, access.NationalPayer: access.Own}},
	{Act: ActOpen, Sentence: "Ouvrir la fiche de son école ou de son établissement", Roles: bySchool},
	{Act: ActEdit, Sentence: "Remplir la fiche", Roles: reaches{access.SchoolLead: access.Own, access.SchoolContributor: access.Own}},
	{Act: ActAttach, Sentence: "Joindre une pièce à la fiche", Roles: reaches{access.SchoolLead: access.Own, access.SchoolContributor: access.Own}},
	{Act: ActDetach, Sentence: "Retirer une pièce de la fiche", Roles: reaches{access.SchoolLead: access.Own, access.SchoolContributor: access.Own}},
	{Act: ActSubmit, Sentence: "Transmettre la fiche au comité de pilotage régional", Roles: bySchool},
	{Act: ActWithdraw, Sentence: "Retirer le projet", Roles: bySchool},
	{Act: ActOpine, Sentence: "Donner l’avis du comité de pilotage régional", Roles: byRegion},
	{Act: ActReturn, Sentence: "Retourner une fiche pour complément", Roles: byRegion},
	{Act: ActPreselect, Sentence: "Présélectionner un projet", Roles: byRegion},
	{Act: ActReserve, Sentence: "Mettre un projet en liste complémentaire", Roles: byRegion},
	{Act: ActDiscard, Sentence: "Écarter un projet", Roles: byRegion},
	{Act: ActAnnounce, Sentence: "Communiquer à l’école une décision régionale", Roles: byRegion},
	{Act: ActTransmit, Sentence: "Transmettre un projet au comité de pilotage national", Roles: byRegion},
	{Act: ActSendBack, Sentence: "Renvoyer un projet à la région", Roles: byNation},
	{Act: ActValidate, Sentence: "Valider un projet", Roles: byNation},
	{Act: ActRefuse, Sentence: "Refuser un projet", Roles: byNation},
	{Act: ActRelease, Sentence: "Communiquer une décision nationale", Roles: byNation},
	{Act: ActClose, Sentence: "Clore un dossier", Roles: byNation},
}
