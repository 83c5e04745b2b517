package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"preau/campaigns"
	"preau/internal/access"
	campaignchapter "preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/example"
	"preau/internal/mail"
	"preau/internal/once"
	"preau/internal/rights"
	"preau/internal/territory"
	"preau/internal/web"
)

type serve struct {
	Addr    string `env:"PREAU_ADDR" default:"127.0.0.1:8080" help:"Adresse où servir."`
	URL     string `env:"PREAU_URL" name:"url" help:"Adresse publique, celle des courriers ; https:// protège les témoins de connexion."`
	SMTP    string `env:"PREAU_SMTP" name:"smtp" placeholder:"ADRESSE" help:"Serveur de courrier : smtp://hôte:25, smtp+starttls://utilisateur:motdepasse@hôte:587 ou smtps://utilisateur:motdepasse@hôte:465 ; sans lui, les courriers sont gardés."`
	From    string `env:"PREAU_MAIL_FROM" name:"mail-from" placeholder:"ADRESSE" help:"Adresse d’expédition ; preau@ suivi de l’hôte de PREAU_URL, par défaut."`
	Metrics string `env:"PREAU_METRICS" help:"Adresse des mesures pour Prometheus (/metriques), par exemple 127.0.0.1:9090 ; aucune par défaut."`
	KeyFile string `env:"PREAU_KEY_FILE" placeholder:"FICHIER" help:"Fichier de la clé de l’installation, fait au premier démarrage ; preau.key, à côté de la base SQLite ou dans data, par défaut."`
	Proxies string `env:"PREAU_PROXIES" name:"proxies" placeholder:"RÉSEAUX" help:"Serveurs relais devant Préau, par exemple 10.0.0.0/8,127.0.0.1 : eux seuls disent d’où vient une demande (X-Forwarded-For)."`
	Example bool   `help:"Charger l’exemple dans une base vide."`
}

// errNotLoopback is the refusal to open an example to others (R49).
var errNotLoopback = errors.New("une base d’exemple s’ouvre sans mot de passe : elle n’est servie que sur cette machine. Choisissez une adresse en 127.0.0.1")

// errExampleMail is the refusal to write to the invented addresses of an example (R49).
var errExampleMail = errors.New("une base d’exemple n’envoie pas de courrier : ses adresses sont inventées. Retirez PREAU_SMTP ; les courriers se lisent dans Préau")

// errNotEmpty is the refusal to mix an example with real data.
var errNotEmpty = errors.New("cette base n’est pas un exemple : l’exemple demande une base vide. Rien n’y a été ajouté")

func (s *serve) Run(c *commands) error {
	started := time.Now()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if s.Example && !loopback(s.Addr) {
		return errNotLoopback
	}
	if s.Example && s.SMTP != "" {
		return errExampleMail
	}
	outbox, err := s.outbox()
	if err != nil {
		return err
	}
	proxies, err := networks(s.Proxies)
	if err != nil {
		return err
	}
	d, err := ready(ctx, c.DB, s.Example)
	if err != nil {
		return err
	}
	defer d.Close()
	key, err := keyIn(s.keyFile(c.DB))
	if err != nil {
		return err
	}
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	server, err := web.New(ctx, web.Config{DB: d, Log: log, Key: key, URL: s.URL, Mail: outbox, Proxies: proxies})
	if err != nil {
		return err
	}
	switch {
	case server.Site.Example && !loopback(s.Addr):
		return errNotLoopback
	case server.Site.Example && outbox != nil:
		return errExampleMail
	}
	return s.listen(ctx, server, log, started)
}

// outbox is where letters leave by; nil when they are kept.
func (s *serve) outbox() (*mail.Server, error) {
	if s.SMTP == "" {
		return nil, nil
	}
	return mail.NewServer(s.SMTP, s.From, strings.TrimSuffix(s.URL, "/"))
}

// networks reads addresses and networks, between commas.
func networks(text string) (all []netip.Prefix, err error) {
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		one, err := netip.ParsePrefix(part)
		if ip, alone := netip.ParseAddr(part); alone == nil {
			one, err = ip.Prefix(ip.BitLen())
		}
		if err != nil {
			return nil, fmt.Errorf("PREAU_PROXIES attend des adresses ou des réseaux séparés par des virgules, comme 10.0.0.0/8,127.0.0.1 : « %s » n’en est pas", part)
		}
		all = append(all, one.Masked())
	}
	return all, nil
}

func (s *serve) listen(ctx context.Context, server *web.Server, log *slog.Logger, started time.Time) error {
	listener, err := listenOn(s.Addr)
	if err != nil {
		return err
	}
	site := web.Listening(server, log)
	working, leave := context.WithCancel(ctx)
	var background sync.WaitGroup
	background.Go(func() { server.Background(working) })
	defer background.Wait() // what was handed over is recorded
	defer leave()
	done := make(chan error, 2)
	go func() { done <- site.Serve(listener) }()
	if s.Metrics != "" {
		measures, err := listenOn(s.Metrics)
		if err != nil {
			return errors.Join(err, site.Close())
		}
		mux := http.NewServeMux()
		mux.Handle("GET /metriques", server.Metrics())
		go func() { done <- web.Listening(mux, log).Serve(measures) }()
	}
	log.Info("serving", "addr", listener.Addr().String(), "engine", string(server.Site.DB.Engine), "ms", time.Since(started).Milliseconds())
	welcome(ctx, server, listener.Addr().String())
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	// What was asked is answered; after twenty seconds, one no longer waits.
	last, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	return site.Shutdown(last)
}

func listenOn(addr string) (net.Listener, error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("l’adresse %s ne peut pas être ouverte : %w", addr, err)
	}
	return listener, nil
}

// welcome says where Préau is and, of an example, who one can enter as.
func welcome(ctx context.Context, server *web.Server, addr string) {
	fmt.Printf("Préau est à l’adresse http://%s\n", addr)
	if !server.Site.Example {
		return
	}
	fmt.Printf("Base d’exemple : http://%s/connexion ouvre sans mot de passe. On peut entrer comme :\n", addr)
	_ = server.Site.DB.Read(ctx, func(tx *db.Tx) error {
		installed, err := campaignchapter.Installed(tx)
		if err != nil {
			return err
		}
		cast, err := access.CastOn(tx, installed.BusinessDate)
		for _, person := range cast {
			fmt.Printf("  %-24s %s — %s\n", person.Login, person.Role.Label(), person.PlaceName)
		}
		return err
	})
}

func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// ready opens a database, migrates it, and puts in what it lacks: territory,
// the campaign that ships with the program, and the example when asked.
func ready(ctx context.Context, address string, asExample bool) (*db.DB, error) {
	d, err := db.Open(ctx, address)
	if err != nil {
		return nil, err
	}
	if err := prepare(ctx, d, asExample); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func prepare(ctx context.Context, d *db.DB, asExample bool) error {
	if _, err := d.Migrate(ctx); err != nil {
		return err
	}
	if err := d.Read(ctx, db.KeepOrder); err != nil {
		return err
	}
	if err := territory.New(d).Setup(ctx); err != nil {
		return err
	}
	now := civil.At(time.Now())
	if err := d.Write(ctx, func(tx *db.Tx) error { return once.Forget(tx, now.Add(-48*time.Hour)) }); err != nil {
		return err
	}
	if asExample {
		if err := example.Load(ctx, d, now); err != nil {
			return err
		}
		return onlyExample(ctx, d)
	}
	chapter := campaignchapter.New(d)
	if err := chapter.Install(ctx, campaignchapter.Installation{}); err != nil {
		return err
	}
	rules, err := shipped()
	if err != nil {
		return err
	}
	return chapter.Ship(ctx, program(now), rules)
}

func onlyExample(ctx context.Context, d *db.DB) error {
	return d.Read(ctx, func(tx *db.Tx) error {
		installed, err := campaignchapter.Installed(tx)
		if err == nil && !installed.Example {
			return errNotEmpty
		}
		return err
	})
}

// shipped is the campaign of 2009-2010, which ships with the program.
func shipped() (*campaignchapter.Campaign, error) {
	folder, err := fs.Sub(campaigns.FS, "2009-2010")
	if err != nil {
		return nil, err
	}
	rules, faults := campaignchapter.Load(folder)
	return rules, faults.Err()
}

// program is who acts on the command line.
func program(now civil.Instant) access.Call {
	return access.Call{By: rights.Table().In(access.Person{}, access.Program, access.France),
		At: civil.Moment{Happened: now, Recorded: now}}
}
