package mail

import (
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Server is where letters are handed over.
type Server struct {
	client *gomail.Client
	from   string
	site   string // the public address, without a slash at its end
}

// errServer is what a wrong setting is told.
var errServer = errors.New("PREAU_SMTP attend smtp://hôte:port, smtp+starttls://utilisateur:motdepasse@hôte:587 ou smtps://utilisateur:motdepasse@hôte:465")

// NewServer reads the address of a server, that of the sender and the public
// address of the site, which the links of letters begin with. smtp:// speaks in
// clear, smtp+starttls:// turns to TLS or refuses, smtps:// is TLS from the start.
func NewServer(address, from, site string) (*Server, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return nil, errServer
	}
	options := []gomail.Option{gomail.WithTimeout(20 * time.Second)}
	port := 25
	switch u.Scheme {
	case "smtp":
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	case "smtp+starttls":
		port = 587
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case "smtps":
		port = 465
		options = append(options, gomail.WithSSL())
	default:
		return nil, errServer
	}
	if text := u.Port(); text != "" {
		if port, err = strconv.Atoi(text); err != nil {
			return nil, errServer
		}
	}
	options = append(options, gomail.WithPort(port))
	if u.User != nil {
		password, _ := u.User.Password()
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	if site == "" {
		return nil, errors.New("PREAU_URL manque : les courriers mènent à l’adresse publique de Préau")
	}
	if from == "" {
		public, err := url.Parse(site)
		if err != nil || public.Hostname() == "" {
			return nil, fmt.Errorf("PREAU_URL n’est pas une adresse : %s", site)
		}
		from = "preau@" + public.Hostname()
	}
	if _, err := mail.ParseAddress(from); err != nil {
		return nil, fmt.Errorf("PREAU_MAIL_FROM n’est pas une adresse électronique : %s", from)
	}
	client, err := gomail.NewClient(u.Hostname(), options...)
	if err != nil {
		return nil, errServer
	}
	return &Server{client, from, site}, nil
}
