package main

import (
	"path/filepath"
	"regexp"
	"testing"
)

// The first administrator of a fresh installation comes in without a letter: the
// address where to choose a password is printed.
func TestUserAdd(t *testing.T) {
	address, key := filepath.Join(t.TempDir(), "preau.db"), filepath.Join(t.TempDir(), "preau.key")
	first := []string{"user", "add", "alice.admin", "--name", "Alice Admin", "--email", " Alice@Exemple.FR ", "--role", "administrator",
		"--db", address, "--key-file", key, "--url", "https://preau.exemple.fr/"}
	code, said, complaint := run(t, first...)
	if link := regexp.MustCompile(`(?m)^https://preau\.exemple\.fr/invitation/\S+$`); code != 0 || !link.MatchString(said) {
		t.Errorf("preau %q: got %d, want 0 and the address of the invitation\n%s%s", first, code, said, complaint)
	}
	succeeds(t, "alice.admin — Alice Admin, alice@exemple.fr\n    Administration de la plateforme — France, à partir du", "user", "list", "--db", address)
	refuses(t, refused, []string{"Un compte a déjà cet identifiant."}, "user", "add", "alice.admin", "--name", "Autre", "--email", "autre@exemple.fr", "--role", "administrator", "--db", address)
	refuses(t, refused, []string{"Un compte a déjà cette adresse."}, "user", "add", "autre", "--name", "Autre", "--email", "alice@exemple.fr", "--role", "administrator", "--db", address)
	refuses(t, refused, []string{"Un identifiant est fait de lettres minuscules"}, "user", "add", "Alice B", "--name", "Autre", "--email", "autre@exemple.fr", "--role", "administrator", "--db", address)
	refuses(t, refused, []string{"sous la forme"}, "user", "add", "autre", "--name", "Autre", "--email", "autre", "--role", "administrator", "--db", address)
	refuses(t, refused, []string{"Choisissez un lieu"}, "user", "add", "autre", "--name", "Autre", "--email", "autre@exemple.fr", "--role", "regional_pilot", "--region", "999", "--db", address)
	succeeds(t, "Le compte prefet est créé.", "user", "add", "prefet", "--name", "Anne", "--email", "prefet@exemple.fr", "--role", "regional_pilot", "--region", "11", "--db", address)
	succeeds(t, "région Île-de-France", "user", "list", "--db", address)
}

// The last administrator stays; a suspended account is told as such.
func TestUserSuspend(t *testing.T) {
	address := filepath.Join(t.TempDir(), "preau.db")
	refuses(t, refused, []string{"il n’y a pas de base"}, "user", "list", "--db", address)
	add := func(login string) {
		succeeds(t, "est créé", "user", "add", login, "--name", "Alice", "--email", login+"@exemple.fr", "--role", "administrator", "--db", address)
	}
	add("alice")
	refuses(t, refused, []string{"C’est le dernier compte d’administration"}, "user", "suspend", "alice", "--db", address)
	add("bob")
	succeeds(t, "Le compte alice est suspendu.", "user", "suspend", "alice", "--db", address)
	succeeds(t, "alice (suspendu)", "user", "list", "--db", address)
	refuses(t, refused, []string{"C’est le dernier compte d’administration"}, "user", "suspend", "bob", "--db", address)
	succeeds(t, "Le compte alice est rétabli.", "user", "restore", "alice", "--reason", "Adresse retrouvée", "--db", address)
	refuses(t, refused, []string{"aucun compte n’a l’identifiant charles"}, "user", "suspend", "charles", "--db", address)
	succeeds(t, "La base tient.", "verify", "--db", address)
}

// Where no letter leaves, the address of an invitation is printed again.
func TestUserLink(t *testing.T) {
	address := filepath.Join(t.TempDir(), "preau.db")
	refuses(t, refused, []string{"il n’y a pas de base"}, "user", "link", "alice", "--db", address)
	succeeds(t, "est créé", "user", "add", "alice", "--name", "Alice", "--email", "alice@exemple.fr", "--role", "administrator", "--db", address)
	succeeds(t, "pendant 72 heures, dans le navigateur :\nhttps://preau.exemple.fr/invitation/", "user", "link", "alice", "--db", address, "--url", "https://preau.exemple.fr/")
	succeeds(t, "/invitation/", "user", "link", "Alice@Exemple.fr", "--db", address)
	refuses(t, refused, []string{"aucun compte n’a l’identifiant bob"}, "user", "link", "bob", "--db", address)
	succeeds(t, "La base tient.", "verify", "--db", address)
}

// Who has lost everything is not let in by a mistake of the login.
func TestUserLostFactor(t *testing.T) {
	address := filepath.Join(t.TempDir(), "preau.db")
	succeeds(t, "est créé", "user", "add", "alice", "--name", "Alice", "--email", "alice@exemple.fr", "--role", "administrator", "--db", address)
	refuses(t, refused, []string{"le compte alice n’a pas de double authentification"}, "user", "lost-factor", "alice", "--db", address)
	refuses(t, refused, []string{"aucun compte n’a l’identifiant bob"}, "user", "lost-factor", "bob", "--db", address)
}

func TestUserWrongUsage(t *testing.T) {
	some := []string{"user", "add", "alice", "--name", "Alice", "--email", "alice@exemple.fr"}
	for _, more := range [][]string{{}, {"--role", "roi"}, {"--role", "regional_pilot"}, {"--role", "regional_pilot", "--academie", "24"},
		{"--role", "administrator", "--region", "11"}, {"--role", "school_lead", "--school", "0940176F", "--region", "11"}} {
		refuses(t, wrongUsage, []string{"Cette commande n’est pas comprise"}, append(some, more...)...)
	}
	refuses(t, wrongUsage, nil, "user", "suspend")
}
