package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"preau/internal/access"
	campaignchapter "preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/rights"
	"preau/internal/web/page"
)

type user struct {
	Add     addUser     `cmd:"" help:"Créer un compte, lui donner un rôle, et afficher l’adresse où choisir son mot de passe."`
	List    listUsers   `cmd:"" help:"Montrer les comptes et leurs rôles."`
	Suspend suspendUser `cmd:"" help:"Suspendre un compte."`
	Restore restoreUser `cmd:"" help:"Rétablir un compte suspendu."`
	Link    linkUser    `cmd:"" help:"Afficher une nouvelle adresse où une personne choisit son mot de passe, à lui remettre quand aucun courrier ne part."`
	Lost    lostFactor  `cmd:"" name:"lost-factor" help:"Retirer la double authentification de qui a perdu son téléphone et ses codes."`
}

type addUser struct {
	Login      string `arg:"" help:"Identifiant : lettres minuscules sans accent, chiffres, tirets et points."`
	Name       string `required:"" placeholder:"NOM" help:"Prénom et nom."`
	Email      string `required:"" placeholder:"ADRESSE" help:"Adresse électronique."`
	Role       string `required:"" placeholder:"RÔLE" help:"Un de : ${roles}."`
	School     string `placeholder:"UAI" xor:"place" help:"École ou établissement, par son numéro UAI."`
	Department string `placeholder:"CODE" xor:"place" help:"Département, par son code."`
	Academie   string `placeholder:"CODE" xor:"place" help:"Académie, par son code."`
	Region     string `placeholder:"CODE" xor:"place" help:"Région, par son code."`
	KeyFile    string `env:"PREAU_KEY_FILE" placeholder:"FICHIER" help:"Fichier de la clé de l’installation, comme pour « serve »."`
	URL        string `env:"PREAU_URL" name:"url" default:"http://127.0.0.1:8080" help:"Adresse publique, celle des courriers."`
}

// roleNames are what --role takes.
func roleNames() string {
	var names []string
	for _, role := range access.Roles() {
		names = append(names, string(role))
	}
	return strings.Join(names, ", ")
}

// Validate refuses, as a wrong usage, a role that does not exist and a place
// that does not go with it.
func (a *addUser) Validate() error {
	role := access.Role(a.Role)
	if !role.Known() {
		return fmt.Errorf("le rôle « %s » n’existe pas", a.Role)
	}
	given := map[access.Level]string{access.School: a.School, access.Department: a.Department, access.Academie: a.Academie, access.Region: a.Region}
	for level, option := range map[access.Level]string{access.School: "--school", access.Department: "--department", access.Academie: "--academie", access.Region: "--region"} {
		switch {
		case level == role.Level() && given[level] == "":
			return fmt.Errorf("le rôle « %s » demande %s", a.Role, option)
		case level != role.Level() && given[level] != "":
			return fmt.Errorf("le rôle « %s » ne va pas avec %s", a.Role, option)
		}
	}
	return nil
}

func (a *addUser) Run(c *commands) error {
	ctx := context.Background()
	d, err := ready(ctx, c.DB, false)
	if err != nil {
		return err
	}
	defer d.Close()
	key, err := keyIn((&serve{KeyFile: a.KeyFile}).keyFile(c.DB))
	if err != nil {
		return err
	}
	call, err := programOn(ctx, d)
	if err != nil {
		return err
	}
	var token string
	if err := d.Write(ctx, func(tx *db.Tx) error {
		if _, err := access.New(d, rights.Table()).GiveTx(tx, call, access.TypedGrant{Login: a.Login, Name: a.Name, Email: a.Email, Role: access.Role(a.Role),
			Place: cmp.Or(a.School, a.Department, a.Academie, a.Region)}); err != nil {
			return err
		}
		person, err := access.ByLogin(tx, a.Login)
		if err == nil {
			token, err = access.InvitationToken(tx, access.NewLinks(key), person.ID, call.At.Recorded)
		}
		return err
	}); err != nil {
		return err
	}
	fmt.Printf("Le compte %s est créé.\nPour choisir son mot de passe, une seule fois et pendant 72 heures, dans le navigateur :\n%s%s\n", a.Login,
		strings.TrimSuffix(a.URL, "/"), page.PrivatePath(access.ForInvitation, token))
	return nil
}

// programOn is the program acting on the day of a database: an example has its own.
func programOn(ctx context.Context, d *db.DB) (call access.Call, err error) {
	call = program(civil.At(time.Now()))
	err = d.Read(ctx, func(tx *db.Tx) error {
		installed, err := campaignchapter.Installed(tx)
		call.At = installed.Moment(call.At.Recorded)
		return err
	})
	return call, err
}

type listUsers struct{}

func (listUsers) Run(c *commands) error {
	return onBase(c, func(ctx context.Context, d *db.DB, call access.Call) error {
		var all []access.Account
		if err := d.Read(ctx, func(tx *db.Tx) (err error) {
			all, err = access.Accounts(tx, call.At.Today())
			return err
		}); err != nil {
			return err
		}
		for _, account := range all {
			state := ""
			if account.Suspended {
				state = " (suspendu)"
			}
			fmt.Printf("%s%s — %s, %s\n", account.Login, state, account.Name, account.Email)
			for _, g := range account.Roles {
				fmt.Printf("    %s — %s, %s\n", g.Role.Label(), g.PlaceName, g.Days())
			}
		}
		fmt.Printf("%s.\n", civil.Plural(int64(len(all)), "compte", "comptes"))
		return nil
	})
}

// onBase works on a database that is there already: opening another would make one.
func onBase(c *commands, do func(context.Context, *db.DB, access.Call) error) error {
	ctx := context.Background()
	if _, err := os.Stat(c.DB); err != nil && !db.IsPostgres(c.DB) {
		return fmt.Errorf("il n’y a pas de base à l’adresse %s", c.DB)
	}
	d, err := db.Open(ctx, c.DB)
	if err != nil {
		return err
	}
	defer d.Close()
	if _, err := d.Migrate(ctx); err != nil {
		return err
	}
	call, err := programOn(ctx, d)
	if err != nil {
		return err
	}
	return do(ctx, d, call)
}

type suspendUser struct {
	Login  string `arg:"" help:"Identifiant du compte."`
	Reason string `placeholder:"MOTIF" default:"Décidé sur la machine de Préau." help:"Motif, gardé dans l’historique du compte."`
}

func (s *suspendUser) Run(c *commands) error {
	return onBase(c, func(ctx context.Context, d *db.DB, call access.Call) error {
		err := access.New(d, rights.Table()).Suspend(ctx, call, access.Suspending(*s))
		return said(err, s.Login, "est suspendu")
	})
}

type restoreUser struct {
	Login  string `arg:"" help:"Identifiant du compte."`
	Reason string `placeholder:"MOTIF" default:"Décidé sur la machine de Préau." help:"Motif, gardé dans l’historique du compte."`
}

func (s *restoreUser) Run(c *commands) error {
	return onBase(c, func(ctx context.Context, d *db.DB, call access.Call) error {
		err := access.New(d, rights.Table()).Restore(ctx, call, access.Suspending(*s))
		return said(err, s.Login, "est rétabli")
	})
}

type linkUser struct {
	Login   string `arg:"" help:"Identifiant du compte, ou son adresse électronique. Assurez-vous d’abord que c’est bien cette personne qui le demande."`
	KeyFile string `env:"PREAU_KEY_FILE" placeholder:"FICHIER" help:"Fichier de la clé de l’installation, comme pour « serve »."`
	URL     string `env:"PREAU_URL" name:"url" default:"http://127.0.0.1:8080" help:"Adresse publique, celle des courriers."`
}

func (l *linkUser) Run(c *commands) error {
	return onBase(c, func(ctx context.Context, d *db.DB, call access.Call) error {
		key, err := keyIn((&serve{KeyFile: l.KeyFile}).keyFile(c.DB))
		if err != nil {
			return err
		}
		var purpose access.Purpose
		var token string
		err = d.Write(ctx, func(tx *db.Tx) (err error) {
			purpose, token, err = access.HandOverTx(tx, access.NewLinks(key), call, l.Login)
			return err
		})
		if err != nil {
			return said(err, l.Login, "")
		}
		lasts := map[access.Purpose]string{access.ForInvitation: "72 heures", access.ForPassword: "une heure"}[purpose]
		fmt.Printf("Pour que %s choisisse son mot de passe, une seule fois et pendant %s, dans le navigateur :\n%s%s\nL’adresse d’avant ne sert plus.\n",
			l.Login, lasts, strings.TrimSuffix(l.URL, "/"), page.PrivatePath(purpose, token))
		return nil
	})
}

type lostFactor struct {
	Login string `arg:"" help:"Identifiant du compte. Assurez-vous d’abord que c’est bien cette personne qui le demande."`
}

func (l *lostFactor) Run(c *commands) error {
	return onBase(c, func(ctx context.Context, d *db.DB, call access.Call) error {
		err := d.Write(ctx, func(tx *db.Tx) error {
			person, err := access.ByLogin(tx, l.Login)
			if err != nil {
				return err
			}
			if err := access.LoseFactorTx(tx, call, person); errors.Is(err, access.ErrNotFound) {
				return fmt.Errorf("le compte %s n’a pas de double authentification", l.Login)
			} else if err != nil {
				return err
			}
			return nil
		})
		return said(err, l.Login, "n’a plus de double authentification ; elle lui sera redemandée si son rôle l’exige")
	})
}

func said(err error, login, done string) error {
	if errors.Is(err, access.ErrNotFound) {
		return fmt.Errorf("aucun compte n’a l’identifiant %s", login)
	}
	if err == nil {
		fmt.Printf("Le compte %s %s.\n", login, done)
	}
	return err
}
