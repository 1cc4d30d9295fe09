package transport

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

// maxIdentifier bounds what is shown of a code or of the ID of a request.
const maxIdentifier = 200

// shortestSecret is below what any credential of the vendors is long. Shorter texts
// would be struck out of words that happen to hold them.
const shortestSecret = 8

// made is an error of ours with nothing in it that acts on a terminal, that is too long
// to read, or that is a credential of ours which the answer repeats. Every error passes
// here before anybody else sees it.
func (x *Exchange) made(e *apierr.Error) *apierr.Error {
	e.Message = apierr.Printable(x.redacted(e.Message), apierr.MaxText)
	e.Code = apierr.Printable(x.redacted(e.Code), maxIdentifier)
	e.RequestID = apierr.Printable(x.redacted(e.RequestID), maxIdentifier)
	return e
}

// credentialsOf are the credentials in the headers of a request, whole and without
// their scheme.
func credentialsOf(header http.Header) (secrets []string) {
	for _, name := range []string{"Authorization", "Dpop"} {
		for _, value := range header.Values(name) {
			_, token, _ := strings.Cut(value, " ")
			secrets = append(secrets, value, token)
		}
	}
	return secrets
}

// formSecrets are the credentials in the form of a token request, as they are and as they
// were sent.
func formSecrets(body []byte) (secrets []string) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil
	}
	for _, name := range []string{"client_secret", "client_assertion"} {
		secrets = append(secrets, form[name]...)
	}
	for pair := range strings.SplitSeq(string(body), "&") {
		if name, sent, _ := strings.Cut(pair, "="); name == "client_secret" || name == "client_assertion" {
			secrets = append(secrets, sent)
		}
	}
	return secrets
}
