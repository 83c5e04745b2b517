package access

import "slices"

// Role is what a person is in the operation, « rôle » (spec §1).
type Role string

const (
	NationalPilot       Role = "national_pilot"
	NationalPayer       Role = "national_payer"
	RegionalPilot       Role = "regional_pilot"
	AcademieManager     Role = "academie_manager"
	AcademieCoordinator Role = "academie_coordinator"
	DepartmentReader    Role = "department_reader"
	SchoolLead          Role = "school_lead"
	SchoolContributor   Role = "school_contributor"
	ServiceCertifier    Role = "service_certifier"
	Trainer             Role = "trainer"
	PoolingManager      Role = "pooling_manager"
	OFIIAgent           Role = "ofii_agent"
	Administrator       Role = "administrator"

	// Anyone is not held by a person: it is everybody on the public pages.
	Anyone Role = "anyone"
	// Program is who acts on the command line.
	Program Role = "program"
)

// Level is the floor of the chain that a role belongs to: a decision of one is
// known to those below when it is released.
type Level string

const (
	School     Level = "school"
	Department Level = "department"
	Academie   Level = "academie"
	Region     Level = "region"
	Nation     Level = "nation"
	Platform   Level = "platform"
)

type roleInfo struct {
	role  Role
	level Level
	label string
}

// In the order of the documentation and of the sign-in page.
var roles = []roleInfo{
	{SchoolLead, School, "Direction d’école ou d’établissement"},
	{SchoolContributor, School, "Contribution à la fiche de l’école ou de l’établissement"},
	{ServiceCertifier, School, "Certification du service fait"},
	{Trainer, School, "Formateur ou formatrice"},
	{DepartmentReader, Department, "Lecture départementale (préfecture, inspection académique)"},
	{AcademieManager, Academie, "Gestion académique (rectorat)"},
	{AcademieCoordinator, Academie, "Coordination académique (CASNAV)"},
	{PoolingManager, Academie, "Gestion de l’établissement mutualisateur"},
	{RegionalPilot, Region, "Pilotage régional (préfet de région, recteur)"},
	{NationalPilot, Nation, "Pilotage national (DGESCO, DAIC)"},
	{NationalPayer, Nation, "Paiement national (Acsé)"},
	{OFIIAgent, Platform, "Agent de l’OFII"},
	{Administrator, Platform, "Administration de la plateforme"},
}

// Roles lists the roles that a person may hold.
func Roles() []Role {
	all := make([]Role, len(roles))
	for i, info := range roles {
		all[i] = info.role
	}
	return all
}

func (r Role) info() roleInfo {
	for _, info := range roles {
		if info.role == r {
			return info
		}
	}
	return roleInfo{role: r, label: string(r)}
}

// Known tells whether a person may hold the role.
func (r Role) Known() bool { return r.info().level != "" }

// Level is the floor the role belongs to.
func (r Role) Level() Level { return r.info().level }

// Label is the role's name on the screen.
func (r Role) Label() string {
	switch r {
	case Anyone:
		return "Toute personne, sans se connecter"
	case Program:
		return "Préau (ligne de commande)"
	}
	return r.info().label
}

// chain is the floors of the operation, from the ground up. The platform stands
// beside it, and sees as far as the nation.
var chain = []Level{School, Department, Academie, Region, Nation}

// Under tells whether a level is another one, or below it in the chain.
func (l Level) Under(other Level) bool {
	if other == Platform {
		other = Nation
	}
	rank := slices.Index(chain, l)
	return rank >= 0 && rank <= slices.Index(chain, other)
}
