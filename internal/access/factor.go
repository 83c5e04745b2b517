package access

import (
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/pquerna/otp/hotp"

	"preau/internal/civil"
	"preau/internal/db"
)

// NeedsFactor tells whether one of the roles opens enough for a password alone
// not to do: those of the nation, of who pays, and of the administration (R44).
func NeedsFactor(roles []Role) bool {
	return slices.ContainsFunc(roles, func(r Role) bool {
		return r == NationalPilot || r == NationalPayer || r == PoolingManager || r == Administrator
	})
}

// A factor is a person's second factor. Its key and its recovery codes are made
// from the installation's key each time: the database holds neither.
type factor struct {
	Person      db.ID
	Serial      int64
	Device      db.ID // the sign-in that it was made in; 0: none is on
	Since       civil.Instant
	LastStep    int64
	Codes       int64 // the serial of the recovery codes
	CodesDevice db.ID // who may still read them
	CodesUntil  civil.Instant
}

func (f factor) on() bool { return f.Device != 0 }

// key is what the person's application holds, in base 32.
func (f factor) key(links *Links) string {
	return base32.StdEncoding.EncodeToString(links.mac("second factor", fmt.Sprintf("%d-%d-%d", f.Person, f.Serial, f.Device)))
}

// period is how long a code shows, in seconds.
const period = 30

func stepAt(at civil.Instant) int64 { return at.Time().Unix() / period }

// step is the period whose code was typed: the present one, or one beside it for
// a clock that is not quite right. It is after the last one taken: a code serves
// once. ok is false for any other code.
func (f factor) step(links *Links, typed string, now civil.Instant) (step int64, ok bool) {
	key, typed := f.key(links), digits(typed)
	for step := stepAt(now) - 1; step <= stepAt(now)+1; step++ {
		code, err := hotp.GenerateCode(key, uint64(step))
		if err == nil && step > f.LastStep && subtle.ConstantTimeCompare([]byte(code), []byte(typed)) == 1 {
			return step, true
		}
	}
	return 0, false
}

// recoveryCodes is how many there are.
const recoveryCodes = 10

// recovery is a recovery code, by its rank from 0: ten letters and digits.
func (f factor) recovery(links *Links, rank int64) string {
	mac := links.mac("recovery code", fmt.Sprintf("%d-%d-%d-%d", f.Person, f.Serial, f.Codes, rank))
	text := strings.ToLower(base32.StdEncoding.EncodeToString(mac))
	return text[:5] + "-" + text[5:10]
}

// rank is that of the recovery code that was typed; ok is false for none.
func (f factor) rank(links *Links, typed string) (rank int64, ok bool) {
	plain := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '2' && r <= '7' {
			return r
		}
		return -1
	}, strings.ToLower(normal(cut(typed))))
	if len(plain) != 10 {
		return 0, false
	}
	for rank := range int64(recoveryCodes) {
		code := strings.Replace(f.recovery(links, rank), "-", "", 1)
		if subtle.ConstantTimeCompare([]byte(code), []byte(plain)) == 1 {
			return rank, true
		}
	}
	return 0, false
}

// digits are those of a code, which people type and applications show with spaces.
func digits(typed string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, normal(cut(typed)))
}

// proposed is the factor that a sign-in may turn on.
func (f factor) proposed(device db.ID) factor {
	f.Serial, f.Device, f.LastStep = f.Serial+1, device, 0
	return f
}

// withCodes makes new recovery codes, which end those made before, to be read by
// one sign-in for a while.
func (f factor) withCodes(now civil.Instant, device db.ID) factor {
	f.Codes, f.CodesDevice, f.CodesUntil = f.Codes+1, device, now.Add(codesShown)
	return f
}

// cut is the beginning of what was typed for a code: the rest is none.
func cut(typed string) string { return strings.ToValidUTF8(typed[:min(len(typed), 100)], "") }

// A Proposal is a second factor to put into an application.
type Proposal struct {
	Key     string // by fours, to be typed
	Address string // otpauth://…, to be drawn as a QR code
}

func proposal(f factor, links *Links, person Person) Proposal {
	key := strings.TrimRight(f.key(links), "=")
	address := url.URL{Scheme: "otpauth", Host: "totp", Path: "/Préau:" + person.Email,
		RawQuery: url.Values{"secret": {key}, "issuer": {"Préau"}}.Encode()}
	var groups []string
	for part := range slices.Chunk([]byte(key), 4) {
		groups = append(groups, string(part))
	}
	return Proposal{Key: strings.Join(groups, " "), Address: address.String()}
}
