package project

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/workflow"
)

// Version is the sheets of a file as they were sent, « version »: each submission
// keeps one, and none ever changes. What the school writes in a file that was
// returned is read by nobody else before it is sent again.
type Version struct {
	Version      int64 // from 1
	RulesVersion int64 // of the campaign, which it was checked with
	Revision     int64
	AskedCents   civil.Cents
	Answers      string // canonical: see Dossier.canonical
	Digest       string // SHA-256 of them
	PersonName   string // who sent it
	HappenedAt   civil.Instant
}

// canonical is the answers as one text, always the same for the same answers: JSON
// writes the keys of a map in order. The journal keeps its digest.
func (d *Dossier) canonical() []byte {
	text, err := json.Marshal(d.Answers)
	if err != nil {
		panic(err) // maps of strings always encode
	}
	return text
}

// digestOf is the fingerprint of canonical answers; blank of none.
func digestOf(answers []byte) string {
	if len(answers) == 0 {
		return ""
	}
	sum := sha256.Sum256(answers)
	return hex.EncodeToString(sum[:])
}

// read is the answers of a version. It is written by us and verified by its digest:
// what does not read is no answer.
func (v Version) read() Answers {
	answers := Answers{}
	if json.Unmarshal([]byte(v.Answers), &answers) != nil {
		return Answers{}
	}
	return answers
}

// keepSent keeps as version 1 what a file sent before versions were kept: it is
// about to go back to the school, and nothing of it has changed since.
func keepSent(tx *db.Tx, d *Dossier, after *Project) error {
	if !d.Unkept() || d.State == Returned {
		return nil
	}
	step, err := lastSending(tx, d.ID)
	if err != nil {
		return err
	}
	after.SentVersion = 1
	if err := updateProject(tx, *after); err != nil {
		return err
	}
	return insertVersion(tx, *after, step, d.canonical())
}

// asSent makes a file be read as it was in its version.
func (c *Chapter) asSent(tx *db.Tx, f *Filled) error {
	kept, err := findVersion(tx, f.ID, f.Version)
	if err != nil {
		return err
	}
	f.Sent, f.Answers = kept, kept.read()
	f.AskedCents, f.Revision, f.SubmittedAt = kept.AskedCents, kept.Revision, kept.HappenedAt
	f.Rules, err = c.campaigns.Version(tx, f.Campaign, kept.RulesVersion)
	return err
}

// ReadVersions returns a file as it was in some versions, in the order asked for, to
// those who read the file. It returns ErrNotFound out of reach, and for a version
// that there is not.
func (c *Chapter) ReadVersions(tx *db.Tx, by access.Actor, number string, versions ...int64) (all []Filled, err error) {
	head, err := c.head(tx, by, ActRead, number)
	if err != nil {
		return nil, err
	}
	for _, version := range versions {
		if version < 1 || version > head.SentVersion {
			return nil, ErrNotFound
		}
		f, err := c.filled(tx, head, version)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// ReadVersion is ReadVersions for one.
func (c *Chapter) ReadVersion(tx *db.Tx, by access.Actor, number string, version int64) (Filled, error) {
	all, err := c.ReadVersions(tx, by, number, version)
	if err != nil {
		return Filled{}, err
	}
	return all[0], nil
}

// ReadSent returns a file as it was last sent, to those who read the file. It returns
// ErrNotFound out of reach, and for one that was never sent.
func (c *Chapter) ReadSent(tx *db.Tx, by access.Actor, number string) (Filled, error) {
	f, err := c.head(tx, by, ActRead, number)
	if err == nil && f.SubmittedAt.IsZero() {
		err = ErrNotFound
	}
	if err != nil {
		return Filled{}, err
	}
	return c.filled(tx, f, f.SentVersion)
}

// ReadSince returns a file as it was in a version and as the school now writes it,
// to those who write in it. It returns ErrNotFound to all others and for a version
// that there is not, and a refusal for a file that is not being written.
func (c *Chapter) ReadSince(tx *db.Tx, by access.Actor, number string, version int64) (sent, draft Filled, err error) {
	head, err := c.head(tx, by, ActEdit, number)
	switch {
	case err != nil:
		return Filled{}, Filled{}, err
	case version < 1 || version > head.SentVersion:
		return Filled{}, Filled{}, ErrNotFound
	case !head.Drafting(by.Role.Level()):
		return Filled{}, Filled{}, workflow.Refuse(ActEdit, "", "La fiche n’est pas en cours d’écriture\u202f: ce qui a été transmis se lit dans l’historique.", "")
	}
	if sent, err = c.filled(tx, head, version); err == nil {
		draft, err = c.filled(tx, head, 0)
	}
	return sent, draft, err
}

// A sending is one submission of a file, as verification reads it.
type sending struct {
	Number      string
	SentVersion int64 // the last that the file has
	Asked       civil.Cents
	Version     int64 // that the submission made; 0: none is kept
	AskedCents  civil.Cents
	Answers     string
	Digest      string
}

// verifyVersions recomputes the digests of what was sent, compares them with those
// that the journal keeps, and says in French what does not agree.
func verifyVersions(tx *db.Tx) (faults []string, err error) {
	journaled, err := journaledSheets(tx)
	for number := ""; err == nil; {
		var some []sending
		if some, err = sendingsAfter(tx, number, filesAtOnce); len(some) == 0 {
			break
		}
		for len(some) > 0 {
			number = some[0].Number
			last := 1
			for last < len(some) && some[last].Number == number {
				last++
			}
			for _, fault := range wrongSendings(some[:last], journaled[number]) {
				faults = append(faults, "Projet "+number+"\u202f: "+fault)
			}
			some = some[last:]
		}
	}
	return faults, err
}

// wrongSendings is what is wrong with the submissions of a file, in their order,
// given the digests that the journal keeps of them.
func wrongSendings(file []sending, journaled []string) (faults []string) {
	kept := int64(0)
	for i, s := range file {
		if s.Version == 0 && kept == 0 {
			continue // sent before versions were kept
		}
		kept++
		switch {
		case s.Version != kept:
			faults = append(faults, fmt.Sprintf("la version %d manque.", kept))
		case digestOf([]byte(s.Answers)) != s.Digest:
			faults = append(faults, fmt.Sprintf("la version %d n’est plus celle qui a été transmise.", s.Version))
		case i >= len(journaled) || journaled[i] != s.Digest:
			faults = append(faults, fmt.Sprintf("l’empreinte de la version %d n’est pas celle du journal.", s.Version))
		case s.Version == s.SentVersion && s.AskedCents != s.Asked:
			faults = append(faults, fmt.Sprintf("le montant demandé gardé est %s, la version %d demande %s.", s.Asked.French(), s.Version, s.AskedCents.French()))
		}
	}
	if last := file[0].SentVersion; last != kept {
		faults = append(faults, fmt.Sprintf("la dernière version serait la %d, %s.", last, civil.Plural(kept, "version est gardée", "versions sont gardées")))
	}
	return faults
}
