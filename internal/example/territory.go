package example

import (
	"fmt"

	"preau/internal/access"
	"preau/internal/db"
	"preau/internal/territory"
)

// territories makes the sites of the cast, and its register of resources.
func (l *loader) territories(tx *db.Tx) error {
	for _, s := range l.cast.Sites {
		if err := l.site(tx, s); err != nil {
			return fmt.Errorf("example: site %s: %w", s.Name, err)
		}
	}
	for _, r := range l.cast.Resources {
		for _, department := range r.Departments {
			typed := territory.TypedResource{Department: department, Kind: string(r.Kind), Name: r.Name, Offer: r.Offer,
				Organisation: r.Organisation, Phone: r.Phone, Email: r.Email, From: r.From, Until: r.Until}
			if _, err := l.territory.AddResourceTx(tx, l.as(l.team, access.AcademieCoordinator, placeOf(department)), typed); err != nil {
				return fmt.Errorf("example: resource %s: %w", r.Name, err)
			}
		}
	}
	return nil
}

func (l *loader) site(tx *db.Tx, s site) error {
	by := func() access.Call { return l.as(l.team, access.AcademieCoordinator, placeOf(s.Department)) }
	id, err := l.territory.CreateSiteTx(tx, by(), s.Department, s.Name)
	if err != nil {
		return err
	}
	for _, school := range s.Schools {
		if err := l.territory.JoinTx(tx, by(), id, uaiOf(school), s.From); err != nil {
			return fmt.Errorf("%s: %w", school, err)
		}
	}
	return nil
}

func placeOf(department string) access.Place {
	d, _ := territory.FindDepartment(department)
	return access.Place{Academie: d.Academie, Region: d.Region}
}
