package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/rights"
)

const secret = "girafe velours tambour"

// signins measures sign-ins with a password, each client its own person, beside the
// bare hash of the same cost, as many at once, in turns as the server gives them.
func (s *site) signins(ctx context.Context, o options) error {
	clients := crowds[1]
	logins, err := s.withPasswords(ctx, clients)
	if err != nil {
		return err
	}
	bare, err := together(clients, o.during, bareHash())
	if err != nil {
		return err
	}
	signed, err := together(clients, o.during, func(i int) error {
		client, err := s.browser(clients)
		if err != nil {
			return err
		}
		defer client.CloseIdleConnections()
		_, err = s.post(ctx, client, "/connexion", url.Values{"identifiant": {logins[i]}, "mot-de-passe": {secret}})
		return err
	})
	if err != nil {
		return err
	}
	fmt.Printf("  sign-ins by %d clients, each on a new connection; a hash takes %d MiB, %d at once\n", clients, access.UsualCost.Memory>>10, runtime.NumCPU())
	t := newTable("", "per second", "p50 ms", "p95 ms", "ratio p50", "ratio p95")
	for _, measured := range []struct {
		name  string
		times times
	}{{"bare hashes", bare}, {"sign-ins", signed}} {
		t.row(measured.name, fmt.Sprintf("%.1f", float64(len(measured.times))/o.during.Seconds()), ms(measured.times.at(50)), ms(measured.times.at(95)),
			ratio(measured.times.at(50), bare.at(50)), ratio(measured.times.at(95), bare.at(95)))
	}
	return t.print()
}

// bareHash computes one hash, in its turn.
func bareHash() func(int) error {
	cost, turns := access.UsualCost, make(chan struct{}, runtime.NumCPU())
	params := &argon2id.Params{Memory: cost.Memory, Iterations: cost.Passes, Parallelism: cost.Threads, SaltLength: 16, KeyLength: 32}
	return func(int) error {
		turns <- struct{}{}
		defer func() { <-turns }()
		_, err := argon2id.CreateHash(secret, params)
		return err
	}
}

// together lets each client do something again and again, and times it.
func together(clients int, during time.Duration, do func(client int) error) (all times, err error) {
	until := time.Now().Add(during)
	each, faults := make([]times, clients), make([]error, clients)
	var wait sync.WaitGroup
	for i := range clients {
		wait.Go(func() {
			for time.Now().Before(until) && faults[i] == nil {
				began := time.Now()
				faults[i] = do(i)
				each[i] = append(each[i], time.Since(began))
			}
		})
	}
	wait.Wait()
	for _, some := range each {
		all = append(all, some...)
	}
	all.sort()
	return all, errors.Join(faults...)
}

// withPasswords makes persons who may sign in, by the way that people take.
func (s *site) withPasswords(ctx context.Context, persons int) (logins []string, err error) {
	table, links := rights.Table(), access.NewLinks(s.key)
	chapter := access.New(s.db, table)
	call := access.Call{By: table.In(access.Person{}, access.Program, access.France), At: noon()}
	tokens := make([]string, persons)
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		for i := range persons {
			logins = append(logins, fmt.Sprint("connexion-", i))
			person, err := chapter.AddTx(tx, call, access.Person{Login: logins[i], Name: "Mesures", Email: logins[i] + "@exemple.invalid"},
				[]access.RoleGrant{{Role: access.SchoolLead, Place: access.Place{Region: "11"}, FromDay: civil.MustDate("2009-07-28")}})
			if err != nil {
				return err
			}
			if err := access.InviteTx(tx, call, person); err != nil {
				return err
			}
			if tokens[i], err = access.InvitationToken(tx, links, person.ID, call.At.Recorded); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	for _, token := range tokens {
		client, err := s.browser(1)
		if err != nil {
			return nil, err
		}
		if _, err := s.post(ctx, client, "/invitation/"+token, url.Values{"mot-de-passe": {secret}}); err != nil {
			return nil, err
		}
	}
	return logins, nil
}
