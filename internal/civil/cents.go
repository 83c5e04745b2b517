package civil

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Cents is an amount of money in euro cents, « montant ». Money is never a
// floating number. In the database it is a BIGINT, in JSON an integer.
type Cents int64

const maxCents = 9_000_000_000_000_000

// French is the amount as it is read, « 1 234,56 € », cents always shown.
func (c Cents) French() string {
	sign, euros, cents := c.split()
	if sign != "" {
		sign = "−"
	}
	return fmt.Sprintf("%s%s,%02d%s€", sign, FrenchCount(euros), cents, unitSpace)
}

// Plain is the amount for an input field, 1234,56. ReadCents reads it back,
// unless it is negative.
func (c Cents) Plain() string {
	sign, euros, cents := c.split()
	return fmt.Sprintf("%s%d,%02d", sign, euros, cents)
}

// split gives the sign apart, so that -5 cents keep theirs.
func (c Cents) split() (sign string, euros, cents int64) {
	euros, cents = int64(c)/100, int64(c)%100
	if c < 0 {
		return "-", -euros, -cents
	}
	return "", euros, cents
}

var centsNumeral = numeral{
	missing:  "Indiquez un montant.",
	negative: "Ce montant ne peut pas être négatif.",
	power:    Fault("Écrivez ce montant en entier, sans puissance ni opération, par exemple " + quote(FrenchCount(1_000_000)) + "."),
	letters:  Fault("Écrivez ce montant avec des chiffres seulement, par exemple " + quote("1"+thinSpace+"234,56") + "."),
}

var (
	faultAmountForm = Fault("Écrivez ce montant sous la forme " + quote("1"+thinSpace+"234,56") + ".")
	faultDecimals   = Fault("Écrivez deux chiffres au plus après la virgule.")
	faultTwoWays    = Fault("Le point peut se lire de deux façons" + thinSpace + ": écrivez " +
		quote("1"+thinSpace+"234") + " ou " + quote("1,23") + ".")
	faultMuchMoney = Fault("Ce montant est trop grand" + thinSpace + ": " + Cents(maxCents).French() + " au plus.")
)

var (
	currency = regexp.MustCompile(`(?i) ?(€|euros?|eur)$`)
	// 1.234 may be a thousand or a unit.
	twoWays = regexp.MustCompile(`^[1-9]\d{0,2}\.\d{3}$`)
	// 1.234,56 or 1.234.567: points between thousands, where nothing else is possible.
	pointed = regexp.MustCompile(`^\d{1,3}(\.\d{3})+,\d+$|^\d{1,3}(\.\d{3}){2,}$`)
)

// ReadCents reads an amount in euros as people type it: 1 234,5 or 1 234,56 €,
// 1234.56, 1.234,56, with any kind of space. It refuses signs, powers, letters,
// more than two decimals, more than 9×10¹⁵ cents, and « 1.234 », which may be
// read in two ways.
func ReadCents(typed string) (Cents, error) {
	text := currency.ReplaceAllString(CleanLine(typed), "")
	if fault := centsNumeral.fault(text); fault != "" {
		return 0, fault
	}
	if twoWays.MatchString(text) {
		return 0, faultTwoWays
	}
	if pointed.MatchString(text) {
		text = strings.ReplaceAll(text, ".", "")
	}
	euros, decimals, found := strings.Cut(strings.ReplaceAll(text, ".", ","), ",")
	if !whole.MatchString(euros) || found && !isDigits(decimals) {
		return 0, faultAmountForm
	}
	if len(decimals) > 2 {
		return 0, faultDecimals
	}
	return centsOf(digits(euros), (decimals + "00")[:2])
}

// centsOf joins digits of euros and two digits of cents.
func centsOf(euros, cents string) (Cents, error) {
	if len(euros) > len("90000000000000") {
		return 0, faultMuchMoney
	}
	n, err := strconv.ParseInt(euros+cents, 10, 64)
	if err != nil || n > maxCents {
		return 0, faultMuchMoney
	}
	return Cents(n), nil
}

func isDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
