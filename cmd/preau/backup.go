package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"preau/internal/backup"
	"preau/internal/civil"
	"preau/internal/db"
	checks "preau/internal/verify"
)

type backupCommand struct {
	File string `arg:"" type:"path" help:"Fichier à écrire, un zip. Une sauvegarde plus ancienne de ce nom est remplacée."`
}

func (b *backupCommand) Run(c *commands) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if _, err := os.Stat(c.DB); err != nil && !db.IsPostgres(c.DB) {
		return fmt.Errorf("il n’y a pas de base à l’adresse %s", c.DB) // opening it would make one
	}
	d, err := db.Open(ctx, c.DB)
	if err != nil {
		return err
	}
	defer d.Close()
	m, err := backup.Save(ctx, d, b.File, programVersion(), civil.At(time.Now()))
	if err == nil {
		fmt.Printf("Sauvegarde écrite : %s. %s, %s, schéma %d.\n"+
			"La clé de l’installation (PREAU_KEY_FILE) n’y est pas : gardez-en une copie à part, dans un lieu sûr.\n", b.File,
			civil.Plural(int64(len(m.Tables)), "table", "tables"), civil.Plural(m.Rows(), "ligne", "lignes"), m.Schema)
	}
	return err
}

type restoreCommand struct {
	File string `arg:"" type:"existingfile" help:"Sauvegarde."`
}

func (r *restoreCommand) Run(c *commands) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	m, err := backup.Restore(ctx, r.File, c.DB, checks.All)
	if err != nil {
		return err
	}
	at, err := civil.ParseInstant(m.At)
	if err != nil {
		return err
	}
	fmt.Printf("Base restaurée et vérifiée : %s, telle qu’elle était le %s. %s, %s.\n"+
		"Rendez à Préau la clé de l’installation (PREAU_KEY_FILE) qui allait avec cette base ; chacun se connectera de nouveau.\n", db.Redacted(c.DB), at.French(),
		civil.Plural(int64(len(m.Tables)), "table", "tables"), civil.Plural(m.Rows(), "ligne", "lignes"))
	return nil
}

// programVersion is what the build says of itself.
func programVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "preau"
	}
	return "preau " + cmp.Or(info.Main.Version, "(devel)")
}
