package campaign

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"preau/internal/form"
	"preau/internal/rulefile"
)

const rulesFile = "campaign.toml"

// What a sheet may refer to by name. The chapters whose sheets they are compute
// them: a test of each holds that it knows every one.
var (
	// Figures are what questions feed and computed ones show.
	Figures = map[string]form.Kind{
		"amount_asked":     form.Amount,
		"parents_expected": form.Count,
		"hours_planned":    form.Hours, // of one group
		"trainer_hours":    form.Hours,
		"starts_on":        form.Date,
		"slots_hours":      form.Hours, // what the slots of a group yield, holidays out
		"hours_reached_on": form.Date,
		"cost_per_group":   form.Amount,
		"cost_per_parent":  form.Amount,
	}
	// Checks are rules over several answers (R6).
	Checks = map[string]bool{"slots_on_weekdays": true, "slots_reach_hours": true, "slots_are_apart": true, "rooms_are_free": true,
		"lessons_are_usual": true, "hours_are_usual": true, "first_rank_or_reason": true, "trainers_cover_hours": true, "pay_covers_hours": true,
		"amount_is_asked": true}
	// Shows are what a page of a sheet shows beside its questions.
	Shows = map[string]bool{"resources": true}
)

// Load reads a campaign's folder. When anything is wrong it is refused whole:
// the faults name every file, line and field.
func Load(folder fs.FS) (*Campaign, rulefile.Faults) {
	c := &Campaign{Files: map[string][]byte{}}
	var faults rulefile.Faults
	content := c.read(folder, rulesFile, &faults)
	if content == nil {
		return nil, faults
	}
	faults = append(faults, rulefile.Decode(rulesFile, content, c)...)
	rulesRead := len(faults) == 0
	if rulesRead {
		c.check(&faults)
	}
	for _, name := range c.SheetFiles.Value {
		c.loadSheet(folder, name, c.known(rulesRead), &faults)
	}
	if len(faults) > 0 {
		faults.Sort()
		return nil, faults
	}
	slices.SortStableFunc(c.Milestones, byDate)
	c.Digest = c.digest()
	return c, nil
}

// loadSheet reads one sheet, and refuses a file or a key given twice.
func (c *Campaign) loadSheet(folder fs.FS, name string, known form.Known, faults *rulefile.Faults) {
	if _, twice := c.Files[name]; twice {
		faults.Add(rulesFile, c.SheetFiles.Line, "sheets", "le fichier «\u202f%s\u202f» est donné deux fois.", name)
		return
	}
	content := c.read(folder, name, faults)
	if content == nil {
		return
	}
	sheet, wrong := form.Load(name, content, known)
	*faults = append(*faults, wrong...)
	if sheet == nil {
		return
	}
	if _, taken := c.Sheet(sheet.Key); taken {
		faults.Add(name, sheet.Line, "key", "une autre fiche a déjà la clé «\u202f%s\u202f».", sheet.Key)
	}
	c.Sheets = append(c.Sheets, sheet)
}

func (c *Campaign) read(folder fs.FS, name string, faults *rulefile.Faults) []byte {
	content, err := fs.ReadFile(folder, name)
	if err != nil {
		faults.Add(name, 0, "", "ce fichier manque, ou ne peut pas être lu.")
		return nil
	}
	c.Files[name] = content
	return content
}

// known is what the sheets may refer to.
func (c *Campaign) known(rulesRead bool) form.Known {
	number := func(v rulefile.Value[int64]) form.Rule { return form.Rule{Number: v.Value, Law: v.Law} }
	return form.Known{Figures: Figures, Checks: Checks, Shows: Shows, RulesUnread: !rulesRead,
		Lists:  map[string][]form.Option{"trainer_kinds": c.trainerOptions()},
		Shares: map[string][]form.Share{"instalments": c.shares()},
		Rules: map[string]form.Rule{
			"hours":          number(c.Hours),
			"group_size_min": number(c.GroupSizeMin),
			"group_size_max": number(c.GroupSizeMax),
			"latest_start":   {Day: c.LatestStart.Value, Law: c.LatestStart.Law},
			"year_start":     {Day: c.SchoolYear.From, Law: c.SchoolYear.Law},
		}}
}

func (c *Campaign) trainerOptions() []form.Option {
	var options []form.Option
	for _, kind := range c.TrainerKinds {
		options = append(options, form.Option{Key: kind.Key, Label: kind.Label})
	}
	return options
}

func (c *Campaign) shares() []form.Share {
	var shares []form.Share
	for _, i := range c.Instalments {
		shares = append(shares, form.Share{Label: i.Label, Part: i.Part, Of: i.Of})
	}
	return shares
}

// byDate puts milestones in the order of the calendar, those without a date at
// the end.
func byDate(a, b Milestone) int {
	if a.Date.IsZero() || b.Date.IsZero() {
		return b.Date.Compare(a.Date)
	}
	return a.Date.Compare(b.Date)
}

// digest is the fingerprint of the files, in the order of their names.
func (c *Campaign) digest() string {
	hash := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(c.Files)) {
		fmt.Fprintf(hash, "%s %d\n", name, len(c.Files[name]))
		hash.Write(c.Files[name])
	}
	return hex.EncodeToString(hash.Sum(nil))
}
