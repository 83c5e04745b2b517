package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	campaignchapter "preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/example"
	"preau/internal/journal"
	"preau/internal/territory"
	checks "preau/internal/verify"
	"preau/internal/workflow"
)

type migrate struct{}

func (migrate) Run(c *commands) error {
	ctx := context.Background()
	d, err := db.Open(ctx, c.DB)
	if err != nil {
		return err
	}
	defer d.Close()
	steps, err := d.Migrate(ctx)
	if err == nil {
		fmt.Printf("Base à jour : %s.\n", civil.Plural(int64(steps), "étape faite", "étapes faites"))
	}
	return err
}

type campaign struct {
	Check checkCampaign `cmd:"" help:"Vérifier un dossier de campagne : chaque défaut, par fichier, ligne et champ."`
	Open  openCampaign  `cmd:"" help:"Préparer une autre année depuis son dossier ; le pilotage national l’ouvre à l’écran."`
}

type checkCampaign struct {
	Folder string `arg:"" type:"existingdir" help:"Dossier de la campagne."`
}

func (c *checkCampaign) Run(*commands) error {
	rules, err := readCampaign(c.Folder)
	if err == nil {
		fmt.Printf("Campagne %s : aucun défaut.\n", rules.Label)
	}
	return err
}

// readCampaign reads a folder, and prints its faults.
func readCampaign(folder string) (*campaignchapter.Campaign, error) {
	rules, faults := campaignchapter.Load(os.DirFS(folder))
	for _, fault := range faults {
		fmt.Println(fault)
	}
	if len(faults) > 0 {
		return nil, fmt.Errorf("%s : le dossier est refusé", civil.Plural(int64(len(faults)), "défaut", "défauts"))
	}
	return rules, nil
}

type openCampaign struct {
	Folder string `arg:"" type:"existingdir" help:"Dossier de la campagne."`
}

func (o *openCampaign) Run(c *commands) error {
	rules, err := readCampaign(o.Folder)
	if err != nil {
		return err
	}
	ctx := context.Background()
	d, err := ready(ctx, c.DB, false)
	if err != nil {
		return err
	}
	defer d.Close()
	code, err := campaignchapter.New(d).Prepare(ctx, program(civil.At(time.Now())), rules)
	if err == nil {
		fmt.Printf("La campagne %s est en préparation. Pour l’ouvrir : page « Campagne », onglet « Années ».\n", code)
	}
	return err
}

type imports struct {
	Schools struct {
		File string `arg:"" type:"existingfile" help:"Annuaire national, en CSV."`
	} `cmd:"" help:"Importer l’annuaire des écoles et des établissements."`
}

func (i *imports) Run(c *commands) error {
	file, err := os.Open(i.Schools.File)
	if err != nil {
		return err
	}
	defer file.Close()
	directory, err := territory.ReadDirectory(file)
	if err != nil {
		return err
	}
	for _, fault := range directory.Faults {
		fmt.Println(fault.Error())
	}
	if more := directory.FaultCount - len(directory.Faults); more > 0 {
		fmt.Printf("… et %s de plus.\n", civil.Plural(int64(more), "défaut", "défauts"))
	}
	if directory.FaultCount > 0 {
		return errors.New("rien n’a été importé : corrigez le fichier, puis recommencez")
	}
	ctx := context.Background()
	d, err := ready(ctx, c.DB, false)
	if err != nil {
		return err
	}
	defer d.Close()
	done, err := territory.New(d).Import(ctx, program(civil.At(time.Now())), directory)
	if err == nil {
		fmt.Printf("Écoles et établissements : %d ajoutés, %d modifiés, %d inchangés, %d fermés.\n", done.Added, done.Changed, done.Unchanged, done.Closed)
	}
	return err
}

type crowd struct {
	Size float64 `default:"1" help:"1 : autant de projets que la France de 2009-2010 ; 10 : dix fois plus."`
}

func (e *crowd) Run(c *commands) error {
	ctx := context.Background()
	d, err := ready(ctx, c.DB, true)
	if err != nil {
		return err
	}
	defer d.Close()
	files, err := example.Fill(ctx, d, civil.At(time.Now()), e.Size)
	var refusal *workflow.Refusal
	if errors.As(err, &refusal) {
		return fmt.Errorf("cette base a déjà de tels projets, rien n’y a été ajouté : repartez d’une base vide. %w", refusal)
	}
	if err == nil {
		fmt.Printf("%s de plus.\n", civil.Plural(int64(files), "projet", "projets"))
	}
	return err
}

type verify struct{}

func (verify) Run(c *commands) error {
	ctx := context.Background()
	if _, err := os.Stat(c.DB); err != nil && !db.IsPostgres(c.DB) {
		return fmt.Errorf("il n’y a pas de base à l’adresse %s", c.DB) // opening it would make one
	}
	d, err := db.Open(ctx, c.DB)
	if err != nil {
		return err
	}
	defer d.Close()
	var faults []string
	var head journal.Head
	if err := d.Read(ctx, func(tx *db.Tx) (err error) {
		if head, err = journal.Last(tx); err != nil {
			return err
		}
		faults, err = checks.All(tx)
		return err
	}); err != nil {
		return err
	}
	for _, fault := range faults {
		fmt.Println(fault)
	}
	if len(faults) > 0 {
		return fmt.Errorf("la base ne tient pas : %s", civil.Plural(int64(len(faults)), "défaut", "défauts"))
	}
	fmt.Printf("La base tient. Journal : %d lignes, tête %s.\n", head.Seq, head.Hash)
	return nil
}
