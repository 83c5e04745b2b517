package territory

import (
	"preau/internal/civil"
	"preau/internal/db"
)

func insertDepartment(tx *db.Tx, d Department) error {
	if _, err := tx.Exec("INSERT INTO region (code, name) VALUES ($1, $2) ON CONFLICT (code) DO NOTHING",
		d.Region, d.RegionName); err != nil {
		return err
	}
	if _, err := tx.Exec("INSERT INTO academie (code, name, region) VALUES ($1, $2, $3) ON CONFLICT (code) DO NOTHING",
		d.Academie, d.AcademieName, d.Region); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO department (code, name, academie, region, uai_prefix, holiday_zone)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (code) DO NOTHING`, d.Code, d.Name, d.Academie, d.Region, d.UAIPrefix, d.HolidayZone)
	return err
}

const schoolColumns = "uai, name, kind, address, postcode, town, phone, email, department, academie, region, open"

// Find returns a school by its UAI, or db.ErrNotFound.
func Find(tx *db.Tx, uai UAI) (School, error) {
	var school School
	err := tx.Get(&school, "SELECT "+schoolColumns+" FROM school WHERE uai = $1", uai)
	return school, err
}

func allSchools(tx *db.Tx) (map[UAI]School, error) {
	var rows []School
	if err := tx.Select(&rows, "SELECT "+schoolColumns+" FROM school"); err != nil {
		return nil, err
	}
	all := make(map[UAI]School, len(rows))
	for _, school := range rows {
		all[school.UAI] = school
	}
	return all, nil
}

func insertSchool(tx *db.Tx, s School, at civil.Instant) error {
	_, err := tx.Exec(`INSERT INTO school (uai, name, kind, address, postcode, town, phone, email,
			department, academie, region, open, search_text, sort_key, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		s.UAI, s.Name, s.Kind, s.Address, s.Postcode, s.Town, s.Phone, s.Email, s.Department, s.Academie, s.Region,
		s.Open, s.searchText(), civil.SortKey(s.Name), at)
	return err
}

func updateSchool(tx *db.Tx, s School, at civil.Instant) error {
	return tx.Change(`UPDATE school SET name = $1, kind = $2, address = $3, postcode = $4, town = $5, phone = $6,
			email = $7, open = $8, search_text = $9, sort_key = $10, recorded_at = $11 WHERE uai = $12`,
		s.Name, s.Kind, s.Address, s.Postcode, s.Town, s.Phone, s.Email, s.Open, s.searchText(), civil.SortKey(s.Name), at, s.UAI)
}
