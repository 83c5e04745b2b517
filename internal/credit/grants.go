package credit

import "preau/internal/access"

const (
	ActRead      access.Act = "credit.read"
	ActSimulate  access.Act = "credit.simulate"
	ActImportKey access.Act = "credit.import_key"
	ActAdopt     access.Act = "credit.adopt"
	ActInform    access.Act = "credit.inform"

	ActReadPooling access.Act = "credit.read_pooling"
	ActName        access.Act = "credit.name_pooling"
	ActReceive     access.Act = "credit.receive_pooling"
)

type reaches = map[access.Role]access.Reach

var nation = reaches{access.NationalPilot: access.Everywhere}

// Grants is who may do this chapter's acts.
var Grants = []access.Grant{
	{Act: ActRead, Sentence: "Voir les plafonds, les enveloppes et ce qui en reste", Roles: reaches{
		access.DepartmentReader: access.Own, access.AcademieManager: access.Own, access.RegionalPilot: access.Own,
		access.NationalPilot: access.Everywhere, access.NationalPayer: access.Everywhere}},
	{Act: ActSimulate, Sentence: "Simuler la répartition des crédits entre les départements", Roles: nation},
	{Act: ActImportKey, Sentence: "Importer une clé de répartition des crédits", Roles: nation},
	{Act: ActAdopt, Sentence: "Adopter une répartition et notifier les plafonds", Roles: nation},
	{Act: ActInform, Sentence: "Informer l’établissement mutualisateur du montant des crédits", Roles: reaches{access.AcademieManager: access.Own}},
	{Act: ActReadPooling, Sentence: "Voir les établissements mutualisateurs", Roles: reaches{access.AcademieManager: access.Own,
		access.RegionalPilot: access.Own, access.NationalPilot: access.Everywhere, access.NationalPayer: access.Everywhere}},
	{Act: ActName, Sentence: "Désigner ou remplacer l’établissement mutualisateur de son académie", Roles: reaches{access.AcademieManager: access.Own}},
	{Act: ActReceive, Sentence: "Accuser réception des coordonnées d’un établissement mutualisateur", Roles: reaches{access.NationalPayer: access.Everywhere}},
}
