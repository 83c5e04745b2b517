package access

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// Links signs what a private address names: an invitation, a calendar. Nothing
// secret is kept for it: the address is made again from the installation's key
// each time, so that a copy of the database opens none.
type Links struct{ key Key }

// NewLinks signs with a key drawn from the installation's.
func NewLinks(key Key) *Links { return &Links{key} }

// macSize is in bytes: 128 bits, which nobody guesses.
const macSize = 16

// Token is the part of a private address that names a subject, for one purpose:
// the subject itself, which must hold no dot, and its signature. It is of
// letters, digits, "-", "_" and one dot when the subject is.
func (l *Links) Token(purpose, subject string) string {
	return subject + "." + base64.RawURLEncoding.EncodeToString(l.mac(purpose, subject))
}

// Open returns the subject of a token made for the same purpose; ok is false for any
// other, and for one that is written in another way.
func (l *Links) Open(purpose, token string) (subject string, ok bool) {
	subject, _, _ = strings.Cut(token, ".")
	if !hmac.Equal([]byte(token), []byte(l.Token(purpose, subject))) {
		return "", false
	}
	return subject, true
}

func (l *Links) mac(purpose, subject string) []byte {
	// hkdf fails only for lengths beyond what a hash can give.
	own, _ := hkdf.Key(sha256.New, l.key[:], nil, "preau link "+purpose, len(l.key))
	sum := hmac.New(sha256.New, own)
	sum.Write([]byte(subject))
	return sum.Sum(nil)[:macSize]
}
