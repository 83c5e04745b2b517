package backup

import (
	"fmt"
	"strings"

	"preau/internal/db"
)

// format is how the file is laid out; a change that this program's Restore
// would not read is another number.
const format = 1

const (
	manifestName = "manifeste.json"
	readmeName   = "LISEZ-MOI.txt"
)

// A Manifest says what a backup holds. It is written last, when all is known.
type Manifest struct {
	Format  int     `json:"format"`
	Program string  `json:"program"`
	Engine  string  `json:"engine"` // where it comes from; it may be restored on the other
	Schema  int64   `json:"schema"` // the last migration that the database had had
	At      string  `json:"at"`     // the machine's instant, UTC
	Tables  []Table `json:"tables"` // each after those that it refers to
	LeftOut []Left  `json:"left_out"`
}

// A Table is one table of a backup. The digests are SHA-256 of what the entries
// hold once opened, in hexadecimal.
type Table struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
	Rows    int64    `json:"rows"`
	Digest  string   `json:"sha256"`
	Blobs   []Blobs  `json:"blobs,omitempty"`
}

// Blobs are the bytes of one column, row after row; the row says how many are its own.
type Blobs struct {
	Column string `json:"column"`
	Bytes  int64  `json:"bytes"`
	Digest string `json:"sha256"`
}

// Left is a table that is not in the backup, and why.
type Left struct {
	Name   string `json:"name"`
	Reason string `json:"reason"`
}

func (t Table) entry() string { return "tables/" + t.Name + ".jsonl" }
func (t Table) blobEntry(column db.Column) string {
	return "tables/" + t.Name + "." + column.Name + ".bin"
}

// Rows is how many rows the backup holds.
func (m Manifest) Rows() (n int64) {
	for _, t := range m.Tables {
		n += t.Rows
	}
	return n
}

// leftOut are the tables that a backup has not; a name that ends in * stands for
// all that begin so.
var leftOut = []Left{
	{"sign_in", "les connexions ouvertes : chacun se connecte de nouveau après une restauration"},
	{"kept_form", "ce qui a été saisi sous une connexion expirée, gardé une heure"},
	{"river_*", "les travaux en cours : ce qui reste à faire se relit dans les autres tables"},
}

// left tells why a table is not in the backup; "" when it is.
func left(table string) string {
	for _, l := range leftOut {
		if start, many := strings.CutSuffix(l.Name, "*"); table == l.Name || many && strings.HasPrefix(table, start) {
			return l.Reason
		}
	}
	return ""
}

// leaves tells whether the backup says that it has not a table.
func (m Manifest) leaves(table string) bool {
	for _, l := range m.LeftOut {
		if l.Name == table {
			return true
		}
	}
	return left(table) != ""
}

func (m Manifest) table(name string) (Table, bool) {
	for _, t := range m.Tables {
		if t.Name == name {
			return t, true
		}
	}
	return Table{}, false
}

// readme is for who opens the file without Préau.
const readme = `Sauvegarde d’une base de Préau
===============================

Ce fichier est une archive zip. Elle contient toute la base de données telle
qu’elle était à un même instant, sous une forme qui ne dépend ni de Préau ni du
moteur de base de données.

manifeste.json
    La version du schéma, l’instant de la sauvegarde (temps universel), et pour
    chaque table ses colonnes, le nombre de ses lignes et l’empreinte SHA-256 de
    son contenu. Les tables laissées de côté y sont, avec la raison.

tables/NOM.jsonl
    Une table : un objet JSON par ligne, en UTF-8, dans l’ordre de la clé primaire.
    Les montants sont en centimes. Les dates sont des textes AAAA-MM-JJ. Les instants
    sont en temps universel. Vrai est 1, faux est 0. Les identifiants ont jusqu’à
    19 chiffres : lisez-les comme des entiers, sans arrondi.

tables/NOM.COLONNE.bin
    Les octets d’une colonne, mis bout à bout dans l’ordre des lignes. Dans
    NOM.jsonl, la colonne dit combien d’octets reviennent à la ligne. Les pièces
    jointes sont dans file_chunk.data.bin : les morceaux d’un même fichier s’y suivent.

La clé de l’installation (PREAU_KEY_FILE) n’est pas ici : elle se garde à part.

Les 64 derniers signes du fichier sont l’empreinte SHA-256 de tout ce fichier, calculée
en mettant 64 zéros (« 0 ») à leur place.
`

// A Refusal says, to the person at the keyboard, why nothing was done.
type Refusal struct {
	Sentence string // French
	Cause    error  // nil: there is nothing more to tell
}

func (r *Refusal) Error() string {
	if r.Cause == nil {
		return "backup: " + r.Sentence
	}
	return fmt.Sprintf("backup: %s: %v", r.Sentence, r.Cause)
}

func (r *Refusal) Unwrap() error { return r.Cause }

// French is the sentence for that person.
func (r *Refusal) French() string {
	if r.Cause == nil {
		return r.Sentence
	}
	return fmt.Sprintf("%s (%v)", r.Sentence, r.Cause)
}

func refuse(sentence string, args ...any) error { return &Refusal{fmt.Sprintf(sentence, args...), nil} }
