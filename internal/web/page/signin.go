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
		s.SignIns.WriteSessionCookie(ctx, w, token, expiry)
	case scs.Destroyed:
		s.SignIns.WriteSessionCookie(ctx, w, "", time.Time{})
	}
	return nil
}

// SignIn opens a sign-in for a person in a role, with a new token.
func (r *Request) SignIn(actor access.Actor) error {
	if err := r.site.SignIns.RenewToken(r.Context()); err != nil {
		return err
	}
	r.site.SignIns.Put(r.Context(), signedPerson, int64(actor.Person.ID))
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
