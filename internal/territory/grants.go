package territory

import "preau/internal/access"

const (
	ActRead            access.Act = "territory.read"
	ActImport          access.Act = "territory.import_schools"
	ActAddSchool       access.Act = "territory.add_school"
	ActManageSites     access.Act = "territory.manage_sites"
	ActManageResources access.Act = "territory.manage_resources"
)

var reference = map[access.Role]access.Reach{access.Administrator: access.Everywhere, access.NationalPilot: access.Everywhere}

// Grants is who may do this chapter's acts.
var Grants = []access.Grant{
	{Act: ActRead, Sentence: "Consulter l’annuaire des écoles, les sites et les ressources", Roles: readers()},
	{Act: ActImport, Sentence: "Importer l’annuaire des écoles et des établissements", Roles: reference},
	{Act: ActAddSchool, Sentence: "Ajouter une école ou un établissement que l’annuaire ne donne pas", Roles: reference},
	{Act: ActManageSites, Sentence: "Créer un site, le renommer, y faire entrer ou en retirer une école", Roles: map[access.Role]access.Reach{
		access.AcademieManager: access.Own, access.AcademieCoordinator: access.Own, access.RegionalPilot: access.Own}},
	{Act: ActManageResources, Sentence: "Tenir le registre des dispositifs et ressources d’un département", Roles: map[access.Role]access.Reach{
		access.DepartmentReader: access.Own, access.AcademieCoordinator: access.Own, access.RegionalPilot: access.Own}},
}

// readers is everyone, each over their place: a school's people see their
// department, where the schools are with which they may pool their offer (§2.3).
func readers() map[access.Role]access.Reach {
	all := access.Everyone(access.Own)
	for role := range all {
		if role.Level() == access.School {
			all[role] = access.InDepartment
		}
	}
	return all
}
