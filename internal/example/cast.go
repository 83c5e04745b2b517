package example

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/exchange"
	"preau/internal/rulefile"
	"preau/internal/territory"
)

//go:embed cast.toml
var castFile []byte

//go:embed annuaire-education-94.csv
var directory []byte

// cast is the hand-written part of the example.
type cast struct {
	Day     civil.Date `toml:"day"`
	Schools []school   `toml:"school"`
	People  []person   `toml:"person"`
	Files   []file     `toml:"file"`

	Messages  []message  `toml:"message"`
	Sites     []site     `toml:"site"`
	Resources []resource `toml:"resource"`
}

// message is what somebody of the cast wrote about the file of a school, and who of
// them has read it.
type message struct {
	School       string                `toml:"school"`
	Conversation exchange.Conversation `toml:"conversation" domain:"regional|national"`
	By           string                `toml:"by"`
	On           civil.Date            `toml:"on"`
	Hour         int                   `toml:"hour" domain:"0..23"`
	Text         string                `toml:"text"`
	Until        string                `toml:"until,optional"`   // it asks for an answer
	Answers      bool                  `toml:"answers,optional"` // it is the answer to what was asked
	ReadBy       []string              `toml:"read_by,optional"` // on the same day, an hour later
}

// site is schools that pool their offer.
type site struct {
	Name       string     `toml:"name"`
	Department string     `toml:"department"`
	From       civil.Date `toml:"from"`
	Schools    []string   `toml:"schools"` // with or without their letter
}

// resource is an entry of the register of a department.
type resource struct {
	Departments  []string               `toml:"departments"` // each has it
	Kind         territory.ResourceKind `toml:"kind" domain:"ofii|workshop|reaap|casnav|crdp|association|other"`
	Name         string                 `toml:"name"`
	Offer        string                 `toml:"offer"`
	Organisation string                 `toml:"organisation"`
	Phone        string                 `toml:"phone,optional"`
	Email        string                 `toml:"email,optional"`
	From         string                 `toml:"from"`
	Until        string                 `toml:"until,optional"`
}

type school struct {
	Number   int            `toml:"number" domain:"1..9999999"` // of the UAI, without its letter
	Name     string         `toml:"name"`
	Kind     territory.Kind `toml:"kind" domain:"ecole|college|lycee"`
	Address  string         `toml:"address"`
	Postcode string         `toml:"postcode"`
	Town     string         `toml:"town"`
}

type person struct {
	Login      string      `toml:"login"`
	Name       string      `toml:"name"`
	Role       access.Role `toml:"role"`
	School     string      `toml:"school,optional"` // with or without its letter
	Department string      `toml:"department,optional"`
	Academie   string      `toml:"academie,optional"`
	Region     string      `toml:"region,optional"`
}

type file struct {
	School   string `toml:"school"`
	State    string `toml:"state"`
	Groups   int    `toml:"groups" domain:"1..20"`
	Complete bool   `toml:"complete"`
	Returned bool   `toml:"returned,optional"` // sent, returned and sent again before that
}

func readCast() (cast, error) {
	var c cast
	faults := rulefile.Decode("cast.toml", castFile, &c)
	return c, faults.Err()
}

// schools are those of the cast and the real ones of the directory.
func (c cast) schools() ([]territory.School, error) {
	read, err := territory.ReadDirectory(bytes.NewReader(directory))
	if err != nil || read.FaultCount > 0 {
		return nil, fmt.Errorf("example: directory: %w %v", err, read.Faults)
	}
	all := read.Schools
	for _, s := range c.Schools {
		school, ok := made(s.Number, s.Name, s.Kind, s.Town)
		if !ok {
			return nil, fmt.Errorf("example: no department for the school %d", s.Number)
		}
		school.Address, school.Postcode = s.Address, s.Postcode
		all = append(all, school)
	}
	return all, nil
}

// made is an invented school: its UAI is well formed.
func made(number int, name string, kind territory.Kind, town string) (territory.School, bool) {
	uai := uaiOf(fmt.Sprintf("%07d", number))
	return territory.School{UAI: uai, Name: name, Kind: kind, Sector: territory.Public, Town: town, Open: true,
		Email: "ce." + strings.ToLower(string(uai)) + "@exemple.invalid"}.Located()
}

// uaiOf puts its letter to seven digits; a whole UAI stays as it is.
func uaiOf(text string) territory.UAI {
	if len(text) != 7 {
		return territory.UAI(text)
	}
	var number int
	_, _ = fmt.Sscanf(text, "%d", &number) // the cast is written by hand, and a test loads it
	return territory.UAI(text + string(territory.CheckLetter(number)))
}

func (p person) place(schools map[territory.UAI]territory.School) access.Place {
	switch {
	case p.School != "":
		return schools[uaiOf(p.School)].Place()
	case p.Department != "":
		d, _ := territory.FindDepartment(p.Department)
		return d.Place()
	case p.Academie != "":
		for _, d := range territory.Departments() {
			if d.Academie == p.Academie {
				return access.Place{Academie: p.Academie, Region: d.Region}
			}
		}
	}
	return access.Place{Region: p.Region}
}
