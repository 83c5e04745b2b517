package page

import (
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
)

// What a sign-in remembers.
const (
	signedPerson  = "person"
	signedRole    = "role"
	signedDevice  = "device"
	signedFlash   = "flash"
	signedWarning = "flash-warning"
	signedKept    = "kept" // something was kept for the person when they signed in

	// Of somebody who has typed their password, and not their code yet.
	pendingPerson = "pending"
	pendingSince  = "pending-since"
	pendingUntil  = "pending-until"
	pendingBack   = "pending-back"
)

// codeWait is how long one may take to type a code after the password.
const codeWait = 10 * time.Minute

// Wait keeps who has typed their password until they type their code, under a new
// token; back is where they were going.
func (r *Request) Wait(pending access.Pending, back string) error {
	if err := r.site.SignIns.RenewToken(r.Context()); err != nil {
		return err
	}
	r.site.SignIns.Put(r.Context(), pendingPerson, int64(pending.Person))
	r.site.SignIns.Put(r.Context(), pendingSince, pending.Since.String())
	r.site.SignIns.Put(r.Context(), pendingUntil, r.At.Recorded.Add(codeWait).String())
	r.site.SignIns.Put(r.Context(), pendingBack, back)
	return nil
}

// Waiting is who has typed their password and not their code yet; ok is false
// when nobody has, or too long ago.
func (r *Request) Waiting() (pending access.Pending, back string, ok bool) {
	text := func(key string) string { return r.site.SignIns.GetString(r.Context(), key) }
	pending.Person = db.ID(r.site.SignIns.GetInt64(r.Context(), pendingPerson))
	until, err := civil.ParseInstant(text(pendingUntil))
	if err != nil || pending.Person == 0 || !r.At.Recorded.Before(until) {
		return access.Pending{}, "", false
	}
	pending.Since, err = civil.ParseInstant(text(pendingSince))
	return pending, text(pendingBack), err == nil
}

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

// SignIn gives the browser the sign-in that was opened for a person, with a new token.
func (r *Request) SignIn(entry access.Entry) error {
	actor := entry.Actor
	if err := r.site.SignIns.RenewToken(r.Context()); err != nil {
		return err
	}
	r.site.SignIns.SetDeadline(r.Context(), r.site.Clock().Add(r.site.SignIns.Lifetime).Time())
	r.site.SignIns.Put(r.Context(), signedPerson, int64(actor.Person.ID))
	r.site.SignIns.Put(r.Context(), signedDevice, int64(entry.Device))
	r.site.SignIns.Remove(r.Context(), pendingPerson)
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
func (r *Request) SignOut() error {
	if r.SignedIn() {
		if err := r.site.Access.Left(r.Context(), r.By.Person.ID, r.Signed.Device, r.At.Recorded); err != nil {
			return err
		}
	}
	return r.site.SignIns.Destroy(r.Context())
}

// Flash keeps a sentence for the next page: what the act has done.
func (r *Request) Flash(sentence string) { r.site.SignIns.Put(r.Context(), signedFlash, sentence) }

// Warn is Flash, of what is done and leaves something to mend.
func (r *Request) Warn(sentence string) { r.site.SignIns.Put(r.Context(), signedWarning, sentence) }
