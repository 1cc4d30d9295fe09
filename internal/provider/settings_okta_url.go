package provider

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// oktaDomains are those below which Okta keeps orgs. The admin console of an
// org has a host of its own there, which does not serve the API. A custom domain
// may well end in -admin.
var oktaDomains = strings.Fields("okta.com oktapreview.com okta-emea.com okta-gov.com okta.mil okta-miltest.com trexcloud.com trex-govcloud.com")

const (
	adminSuffix = "-admin"
	urlExample  = `Write scheme and host alone, such as "https://example.okta.com"`
	nameExample = `Write the first part of the org's host alone, such as "example" for "https://example.okta.com"`
	baseExample = `Write the domain alone, such as "okta.com" or "oktapreview.com"`
)

var (
	hostForm = regexp.MustCompile(`^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$`)
	nameForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)
)

// parseOrgURL gives an org's URL its one form: scheme, host in lower case, a
// port that is not the default. Each error follows the name of the argument and
// shows the right form; what it repeats is a host, never a path or a query, which
// may hold a token.
func parseOrgURL(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	u, fault := hostAddress(text)
	if u == nil || !strings.Contains(text, "://") && !strings.Contains(u.Host, ".") && !transport.IsLoopback(u.Hostname()) {
		return "", unreadable(text, "is not the URL of an org", urlExample)
	}
	host := hostOf(u)
	right := "https://" + withoutAdmin(host)
	if u.Scheme == "http" && transport.IsLoopback(u.Hostname()) {
		right = "http://" + host
	}
	switch {
	case withoutAdmin(host) != host:
		return "", fmt.Errorf("is the address of the admin console. Write %q", right)
	case fault == holdsMore:
		return "", fmt.Errorf("holds more than scheme and host. Write %q", right)
	case fault == unencrypted:
		return "", fmt.Errorf("would send credentials unencrypted. Write %q; http:// is for loopback hosts only", right)
	default:
		return right, nil
	}
}

// parseOrgName reads the first part of an org's host.
func parseOrgName(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	name := strings.ToLower(text)
	switch short := strings.TrimSuffix(name, adminSuffix); {
	case nameForm.MatchString(name) && short != name:
		return "", fmt.Errorf("is the name of the admin console. Write %q", short)
	case nameForm.MatchString(name):
		return name, nil
	}
	u, _ := hostAddress(text)
	if u == nil {
		return "", unreadable(text, "is not the name of an org", nameExample)
	}
	host := withoutAdmin(hostOf(u))
	name, base, dotted := strings.Cut(host, ".")
	switch _, err := netip.ParseAddr(u.Hostname()); {
	case err == nil || !nameForm.MatchString(name):
		return "", unreadable(text, "is not the name of an org", nameExample)
	case !dotted:
		return "", fmt.Errorf("is not the name of an org. Write %q", name)
	default:
		return "", fmt.Errorf("holds more than the name of an org. Write %q, and %q as base_url (or OKTA_BASE_URL)", name, base)
	}
}

// parseBaseURL reads the domain that an org's name stands below.
func parseBaseURL(text, name string) (string, error) {
	if text == "" {
		return "", nil
	}
	u, fault := hostAddress(text)
	if u == nil || !strings.Contains(u.Host, ".") && !transport.IsLoopback(u.Hostname()) {
		return "", unreadable(text, "is not a domain of Okta", baseExample)
	}
	right := withoutAdmin(hostOf(u))
	below, whole := strings.CutPrefix(right, name+".")
	switch {
	case name != "" && whole && strings.Contains(below, "."): // the org may be called as Okta's own domain
		return "", fmt.Errorf("holds the name of the org. Write %q", below)
	case fault != faultless || strings.Contains(text, "://"):
		return "", fmt.Errorf("holds more than a domain. Write %q", right)
	default:
		return right, nil
	}
}

// unreadable words what is wrong with a text that holds no host. It does not
// show the text.
func unreadable(text, fault, example string) error {
	switch {
	case strings.Contains(text, "@"):
		fault = `holds an "@", and with it perhaps a password`
	case strings.ContainsFunc(text, spaceOrControl):
		fault = "holds white space or control characters"
	}
	return errors.New(fault + ". " + example)
}

// hostAddress is parseAddress, which also refuses hosts that no name server
// knows: no host of a vendor has other characters.
func hostAddress(text string) (*url.URL, addressFault) {
	u, fault := parseAddress(text)
	if u == nil {
		return nil, fault
	}
	host := strings.ToLower(u.Hostname())
	_, notIP := netip.ParseAddr(host)
	_, badPort := strconv.ParseUint(u.Port(), 10, 16)
	if strings.ContainsFunc(text, spaceOrControl) || !hostForm.MatchString(host) && notIP != nil || u.Port() != "" && badPort != nil {
		return nil, notAnAddress
	}
	return u, fault
}

// hostOf is the host in lower case, with its port unless that is the scheme's
// own. A port of http:// says nothing about https://, so it goes where http://
// is refused.
func hostOf(u *url.URL) string {
	host, port := strings.ToLower(u.Host), u.Port()
	plain := u.Scheme == "http"
	if port == "443" && !plain || port == "80" && plain || plain && !transport.IsLoopback(u.Hostname()) {
		host = strings.TrimSuffix(host, ":"+port)
	}
	return host
}

// withoutAdmin turns the host of an admin console into that of its org.
func withoutAdmin(host string) string {
	first, domain, _ := strings.Cut(host, ".")
	name, _, _ := strings.Cut(domain, ":")
	known := slices.ContainsFunc(oktaDomains, func(d string) bool { return name == d || strings.HasSuffix(name, "."+d) })
	if short := strings.TrimSuffix(first, adminSuffix); known && short != "" {
		return short + "." + domain
	}
	return host
}
