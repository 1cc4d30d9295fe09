package provider

import (
	"net/url"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// addressFault is why a text is not the address of a vendor.
type addressFault int

const (
	faultless addressFault = iota
	// notAnAddress means that no host can be read from the text.
	notAnAddress
	// mayHoldPassword means that an @ stands in the text, so it is never shown.
	mayHoldPassword
	// holdsMore means that a path, a query or a fragment follows the host.
	holdsMore
	// unencrypted means http:// to a host that is not this machine.
	unencrypted
)

// parseAddress reads scheme and host; without a scheme it is https. A trailing
// slash is nothing. http:// is accepted for loopback hosts alone, where a
// sandbox may run. The URL is nil unless a host was found.
func parseAddress(text string) (*url.URL, addressFault) {
	if strings.Contains(text, "@") {
		return nil, mayHoldPassword
	}
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || strings.ContainsAny(u.Host, " ,;") || strings.HasSuffix(u.Host, ":") {
		return nil, notAnAddress
	}
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, notAnAddress
	case strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.HasSuffix(text, "#"):
		return u, holdsMore
	case u.Scheme == "http" && !transport.IsLoopback(u.Hostname()):
		return u, unencrypted
	default:
		return u, faultless
	}
}
