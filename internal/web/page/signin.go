package page

import (
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"preau/internal/access"
)

// What a sign-in remembers.
const (
	signedPerson = "person"
	signedRole   = "role"
	signedFlash  = "flash"
	signedKept   = "kept" // something was kept for the person when they signed in
)

// loadSignIn reads the sign-in that the cookie names; none is an empty one.
func (r *Request) loadSignIn() error {
	var token string
	if cookie, err := r.Cookie(r.site.SignIns.Cookie.Name); err == nil {
		token = cookie.Value
	}
	ctx, err := r.site.SignIns.Load(r.Context(), token)
	if err != nil {
		return err
	}
	r.Request, r.loaded = r.WithContext(ctx), true
	return nil
}

// notKept says that the sign-in could not be saved. The act that the request
// asked for may have been done before.
type notKept struct{ cause error }

func (e *notKept) Error() string { return fmt.Sprintf("page: the sign-in is not kept: %v", e.cause) }
func (e *notKept) Unwrap() error { return e.cause }

// keepSignIn saves what the request has changed in its sign-in. It comes
// before anything is sent: package scs, left to itself, would do it in the
// middle of the answer, where a failure can no more be told.
//
// A page that was only read is shown even so: the sentence it took from the
// sign-in will be shown twice.
func (s *Site) keepSignIn(w http.ResponseWriter, r *Request) error {
	if !r.loaded {
		return nil
	}
	ctx := r.Context()
	switch s.SignIns.Status(ctx) {
	case scs.Modified:
		token, expiry, err := s.SignIns.Commit(ctx)
		if err != nil && r.Method != http.MethodPost {
			s.Log.Warn("sign-in not kept", "err", err)
			return nil
		} else if err != nil {
			return &notKept{err}
		}
		s.writeCookie(w, r, token, expiry.Sub(s.Clock().Time())+access.Grace)
	case scs.Destroyed:
		s.leaveCookie(w, r)
	}
	return nil
}

// leaveCookie leaves the browser, for an hour, the token of a sign-in that has
// ended. It opens nothing any more; a form still open in another tab is known
// by it as its person's, and kept for them (see toSignIn).
func (s *Site) leaveCookie(w http.ResponseWriter, r *Request) {
	if cookie, err := r.Cookie(s.SignIns.Cookie.Name); err == nil {
		s.writeCookie(w, r, cookie.Value, access.Grace)
	}
}

// writeCookie gives the browser a token for a time. The browser counts it by
// its own clock: what is sent is a duration.
func (s *Site) writeCookie(w http.ResponseWriter, r *Request, token string, last time.Duration) {
	s.SignIns.WriteSessionCookie(r.Context(), w, token, time.Now().Add(last))
}

// SignIn opens a sign-in for a person in a role, with a new token.
func (r *Request) SignIn(actor access.Actor) error {
	if err := r.site.SignIns.RenewToken(r.Context()); err != nil {
		return err
	}
	r.site.SignIns.SetDeadline(r.Context(), r.site.Clock().Add(r.site.SignIns.Lifetime).Time())
	r.site.SignIns.Put(r.Context(), signedPerson, int64(actor.Person.ID))
	kept, err := r.site.Kept.Any(r.Context(), actor.Person.ID)
	if err != nil {
		return err
	}
	r.site.SignIns.Put(r.Context(), signedKept, kept)
	r.ChooseRole(actor.Role)
	return nil
}

// ChooseRole makes the person act in another role. One that they do not hold
// is not followed: see access.Chapter.Actor.
func (r *Request) ChooseRole(role access.Role) {
	r.site.SignIns.Put(r.Context(), signedRole, string(role))
}

// SignOut ends the sign-in.
func (r *Request) SignOut() error { return r.site.SignIns.Destroy(r.Context()) }

// Flash keeps a sentence for the next page: what the act has done.
func (r *Request) Flash(sentence string) { r.site.SignIns.Put(r.Context(), signedFlash, sentence) }
