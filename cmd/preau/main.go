// Preau runs the operation « Ouvrir l'École aux parents pour réussir
// l'intégration ». See preau --help.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/alecthomas/kong"
)

// Exit codes: 0 done, 1 refused, 2 wrong usage.
const (
	refused    = 1
	wrongUsage = 2
)

type commands struct {
	DB string `name:"db" env:"PREAU_DB" default:"data/preau.db" placeholder:"ADRESSE" help:"Base de données : un fichier, ou postgres://…"`

	Serve    serve          `cmd:"" help:"Servir Préau."`
	Migrate  migrate        `cmd:"" help:"Mettre la base au schéma de ce programme."`
	Campaign campaign       `cmd:"" help:"Campagnes."`
	Import   imports        `cmd:"" help:"Importer des données."`
	Example  crowd          `cmd:"" help:"Remplir une base vide de projets, pour des mesures."`
	User     user           `cmd:"" help:"Comptes : créer le premier, montrer, suspendre, rétablir."`
	Backup   backupCommand  `cmd:"" help:"Sauvegarder la base dans un fichier, sans arrêter le service."`
	Restore  restoreCommand `cmd:"" help:"Restaurer une sauvegarde dans une base vide, de l’un ou l’autre moteur."`
	Verify   verify         `cmd:"" help:"Vérifier la base : journal, dossiers et fichiers."`
}

func main() {
	var c commands
	parser, err := kong.New(&c, kong.Name("preau"), kong.Vars{"roles": roleNames()},
		kong.Description("Préau : « Ouvrir l’École aux parents pour réussir l’intégration », de l’appel à projets au bilan."))
	if err != nil {
		panic(err)
	}
	command, err := parser.Parse(os.Args[1:])
	if err != nil {
		fmt.Fprintf(os.Stderr, "Cette commande n’est pas comprise (%v). « preau --help » montre les commandes.\n", err)
		os.Exit(wrongUsage)
	}
	if err := command.Run(&c); err != nil {
		fmt.Fprintln(os.Stderr, french(err))
		os.Exit(refused)
	}
}

// french is the sentence of an error that has one for the person at the
// keyboard.
func french(err error) string {
	var told interface{ French() string }
	if errors.As(err, &told) {
		return told.French()
	}
	return err.Error()
}
