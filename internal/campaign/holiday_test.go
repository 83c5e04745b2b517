package campaign

import (
	"strings"
	"testing"

	"preau/internal/civil"
	"preau/internal/territory"
)

// The official calendar of 2009-2010: zone C is Créteil (94), B Lille (59) and
// Strasbourg (67), A Lyon (69) and Nancy-Metz (54, 57).
func TestClassOn(t *testing.T) {
	c := campaign2009(t)
	tests := []struct {
		department, day string
		want            bool
		why             string
	}{
		{"94", "2009-08-31", false, "before the school year"},
		{"94", "2009-09-01", true, "its first day"},
		{"94", "2010-07-02", true, "its last day"},
		{"94", "2010-07-03", false, "after it"},
		{"94", "2009-09-27", false, "a Sunday"},
		{"94", "2009-10-23", true, "the eve of the holidays"},
		{"94", "2009-10-24", false, "the first day without class"},
		{"94", "2009-11-04", false, "the last day without class"},
		{"94", "2009-11-05", true, "class again"},
		{"94", "2009-11-11", false, "a public holiday"},
		{"59", "2010-02-08", false, "winter in zone B"},
		{"69", "2010-02-08", true, "not yet in zone A"},
		{"94", "2010-02-22", false, "winter in zone C"},
		{"59", "2010-02-22", true, "class again in zone B"},
		{"69", "2010-02-22", false, "winter in zone A"},
		{"67", "2010-04-02", false, "Good Friday in Bas-Rhin"},
		{"57", "2010-04-02", false, "Good Friday in Moselle"},
		{"54", "2010-04-02", true, "not in Meurthe-et-Moselle, of the same zone"},
		{"94", "2010-05-24", false, "Whit Monday"},
		{"2A", "2010-02-08", true, "Corsica keeps its own calendar, which is not given"},
	}
	for _, test := range tests {
		department, known := territory.FindDepartment(test.department)
		if got := c.ClassOn(department, civil.MustDate(test.day)); got != test.want || !known {
			t.Errorf("ClassOn(%s, %s) = %v, want %v: %s", test.department, test.day, got, test.want, test.why)
		}
	}
}

const holidayOfCorsica = `
[[holiday]]
zone = "27"
label = "Vacances d’hiver"
from = 2010-02-08
to = 2010-02-14
law = "choix"
`

// The calendar of an académie replaces that of its zone whole.
func TestAnAcademieMayKeepItsOwnCalendar(t *testing.T) {
	creteil := strings.Replace(holidayOfCorsica, `"27"`, `"24"`, 1)
	c, faults := Load(changed(t, change{"campaign.toml", "\n[[public_holiday]]", holidayOfCorsica + creteil + "\n[[public_holiday]]"}))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	tests := []struct {
		department, day string
		want            bool
	}{
		{"2A", "2010-02-08", false}, {"2A", "2010-02-15", true},
		{"94", "2010-02-08", false}, {"94", "2010-02-22", true}, // no longer the winter of zone C
		{"75", "2010-02-08", true}, {"75", "2010-02-22", false}, // zone C as before
	}
	for _, test := range tests {
		department, _ := territory.FindDepartment(test.department)
		if got := c.ClassOn(department, civil.MustDate(test.day)); got != test.want {
			t.Errorf("ClassOn(%s, %s) = %v, want %v", test.department, test.day, got, test.want)
		}
	}
}

func TestHolidaysMayBeLeftOut(t *testing.T) {
	text := string(campaign2009(t).Files["campaign.toml"])
	_, holidays, found := strings.Cut(text, "[[holiday]]")
	c, faults := Load(changed(t, change{"campaign.toml", "[[holiday]]" + holidays, ""}))
	if !found || len(faults) > 0 || len(c.Holidays)+len(c.PublicHolidays) > 0 {
		t.Errorf("Load without holidays: %v, want no fault and none", faults)
	}
}

func TestWrongHolidaysAreRefused(t *testing.T) {
	tests := []struct{ old, new, want string }{
		{"zone = \"A\"\nlabel = \"Vacances d’été\"", "zone = \"D\"\nlabel = \"Vacances d’été\"", "champ « holiday[5].zone » : « D » n’est ni une zone (A, B, C), ni le code d’une académie."},
		{"zone = \"A\"\nlabel = \"Vacances d’été\"", "zone = \"own\"\nlabel = \"Vacances d’été\"", "champ « holiday[5].zone » : « own » n’est ni"},
		{"to = 2010-01-03", "to = 2009-12-18", "champ « holiday[2].to » : les vacances finissent avant de commencer."},
		{"to = 2010-01-03", "to = 2010-02-13", "champ « holiday[3] » : ces vacances en recouvrent d’autres de la zone A, données à la ligne"},
		{"to = 2010-09-01", "to = 2010-10-03", "champ « holiday[5].to » : le 3 octobre 2010 est loin de l’année scolaire."},
		{"from = 2009-10-24", "from = 2009-05-24", "champ « holiday[1].from » : le 24 mai 2009 est loin de l’année scolaire."},
		{"date = 2010-05-24", "date = 2011-05-24", "champ « public_holiday[11].date » : le 24 mai 2011 est loin de l’année scolaire."},
		{`["57", "67", "68"]`, `["57", "20"]`, "champ « public_holiday[4].departments[2] » : aucun département n’a le code « 20 »."},
	}
	for _, test := range tests {
		got := strings.Join(refusals(t, changed(t, change{"campaign.toml", test.old, test.new})), "\n")
		if !strings.Contains(got, test.want) {
			t.Errorf("Load with %q: %s\nwant %s", test.new, got, test.want)
		}
	}
}
