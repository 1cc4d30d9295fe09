package provider

import (
	"strings"
	"testing"
)

func TestParseOrgURL_accepts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"https://example.okta.com":                orgURL,
		"https://example.okta.com/":               orgURL,
		"HTTPS://Example.OKTA.com":                orgURL,
		"example.okta.com":                        orgURL,
		"example.okta.com/":                       orgURL,
		"https://example.okta.com:443":            orgURL,
		"example.okta.com:443":                    orgURL,
		"https://example.okta.com:8443":           orgURL + ":8443",
		"https://example.okta.com:80":             orgURL + ":80",
		"https://dev-1234.oktapreview.com":        "https://dev-1234.oktapreview.com",
		"https://login.example.com":               "https://login.example.com",
		"https://sso-admin.example.com":           "https://sso-admin.example.com",
		"https://example-admin.notokta.com":       "https://example-admin.notokta.com",
		"https://admin.okta.com":                  "https://admin.okta.com",
		"https://example-administration.okta.com": "https://example-administration.okta.com",
		"https://proxy":                           "https://proxy",
		"https://127.0.0.1:3000":                  "https://127.0.0.1:3000",
		"127.0.0.1:3000":                          "https://127.0.0.1:3000",
		"localhost:3000":                          "https://localhost:3000",
		"http://127.0.0.1:3000":                   "http://127.0.0.1:3000",
		"http://127.0.0.1:3000/":                  "http://127.0.0.1:3000",
		"http://localhost":                        "http://localhost",
		"http://LOCALHOST:80":                     "http://localhost",
		"http://[::1]:3000":                       "http://[::1]:3000",
		"http://[::1]":                            "http://[::1]",
		"https://[2001:DB8::1]:8443":              "https://[2001:db8::1]:8443",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			if got, err := parseOrgURL(text); err != nil || got != want {
				t.Errorf("got %q, %v, want %q", got, err, want)
			}
		})
	}
}

func TestParseOrgURL_refusesWithTheRightForm(t *testing.T) {
	t.Parallel()
	const (
		notURL  = `is not the URL of an org. Write scheme and host alone, such as "https://example.okta.com"`
		space   = `holds white space or control characters. Write scheme and host alone, such as "https://example.okta.com"`
		hidden  = `holds an "@", and with it perhaps a password. Write scheme and host alone, such as "https://example.okta.com"`
		more    = "holds more than scheme and host. Write "
		admin   = "is the address of the admin console. Write "
		plain   = "would send credentials unencrypted. Write "
		plainly = "; http:// is for loopback hosts only"
	)
	for text, want := range map[string]string{
		"https://example.org.com/api/v1":               more + `"https://example.org.com"`,
		"example.org.com/api/v1/":                      more + `"https://example.org.com"`,
		"https://EXAMPLE.org.com:443/secret-1":         more + `"https://example.org.com"`,
		"https://example.org.com:8443/secret-1":        more + `"https://example.org.com:8443"`,
		"https://example.org.com?token=secret-1":       more + `"https://example.org.com"`,
		"https://example.org.com/?":                    more + `"https://example.org.com"`,
		"https://example.org.com#secret-1":             more + `"https://example.org.com"`,
		"https://example.org.com#":                     more + `"https://example.org.com"`,
		"http://127.0.0.1:3000/api/v1":                 more + `"http://127.0.0.1:3000"`,
		"http://example.org.com/api/v1":                more + `"https://example.org.com"`,
		"https://my-org-admin.okta.com":                admin + `"https://my-org.okta.com"`,
		"https://my-org-admin.okta.com/":               admin + `"https://my-org.okta.com"`,
		"https://my-org-admin.okta.com/admin/secret-1": admin + `"https://my-org.okta.com"`,
		"My-Org-Admin.Okta.com":                        admin + `"https://my-org.okta.com"`,
		"http://my-org-admin.okta.com":                 admin + `"https://my-org.okta.com"`,
		"https://my-org-admin.okta.com:8443":           admin + `"https://my-org.okta.com:8443"`,
		"https://my-org-admin.oktapreview.com":         admin + `"https://my-org.oktapreview.com"`,
		"https://my-org-admin.okta-emea.com":           admin + `"https://my-org.okta-emea.com"`,
		"https://my-org-admin.okta-gov.com":            admin + `"https://my-org.okta-gov.com"`,
		"https://my-org-admin.okta.mil":                admin + `"https://my-org.okta.mil"`,
		"https://my-org-admin.okta-miltest.com":        admin + `"https://my-org.okta-miltest.com"`,
		"https://my-org-admin.trexcloud.com":           admin + `"https://my-org.trexcloud.com"`,
		"https://my-org-admin.trex-govcloud.com":       admin + `"https://my-org.trex-govcloud.com"`,
		"https://my-org-admin.cell.okta.com":           admin + `"https://my-org.cell.okta.com"`,
		"http://my-org.okta.com":                       plain + `"https://my-org.okta.com"` + plainly,
		"http://my-org.okta.com:8080":                  plain + `"https://my-org.okta.com"` + plainly,
		"http://localhost.example.com":                 plain + `"https://localhost.example.com"` + plainly,
		"http://10.0.0.1":                              plain + `"https://10.0.0.1"` + plainly,
		"http://0.0.0.0":                               plain + `"https://0.0.0.0"` + plainly,
		"http://[2001:db8::1]:80":                      plain + `"https://[2001:db8::1]"` + plainly,
		"https://user:secret-1@example.org.com":        hidden,
		"https://user@example.org.com/secret-1":        hidden,
		"https://example.org.com/secret-1@":            hidden,
		"user:secret-1@example.org.com":                hidden,
		"http://user:secret-1@127.0.0.1:3000":          hidden,
		"secret-1@ ":                                   hidden,
		" https://my-org.okta.com":                     space,
		"https://my-org.okta.com ":                     space,
		"https://my-org.okta.com\n":                    space,
		"https://my-org.okta.com/\n":                   space,
		"https://my-org.okta.com/a b":                  space,
		"my org.okta.com":                              space,
		" ":                                            space,
		"my-org\x00.okta.com":                          space,
		"my-org":                                       notURL,
		"my-org:443":                                   notURL,
		"https://":                                     notURL,
		"https:///path":                                notURL,
		"://my-org.okta.com":                           notURL,
		"https:my-org.okta.com":                        notURL,
		"https:/my-org.okta.com":                       notURL,
		"ftp://my-org.okta.com/secret-1":               notURL,
		"https://my-org.okta.com:":                     notURL,
		"https://my-org.okta.com:port":                 notURL,
		"https://my-org.okta.com:99999":                notURL,
		"https://my-org.okta.com,b.okta.com":           notURL,
		"https://my_org!.okta.com":                     notURL,
		"https://.okta.com":                            notURL,
		"https://my-org..okta.com":                     notURL,
		"https://-admin.okta.com":                      notURL,
		"https://my-org.okta.com.":                     notURL,
		"https://{yourOktaDomain}":                     notURL,
		"https://m%79.okta.com/%zz":                    notURL,
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			got, err := parseOrgURL(text)
			if err == nil || got != "" {
				t.Fatalf("got %q, %v, want an error", got, err)
			}
			if err.Error() != want {
				t.Errorf("\n got: %s\nwant: %s", err, want)
			}
			checkNoSecret(t, err.Error())
		})
	}
}

func TestParseOrgName(t *testing.T) {
	t.Parallel()
	const notName = `is not the name of an org. Write the first part of the org's host alone, such as "example" for "https://example.okta.com"`
	for text, want := range map[string]struct{ name, refused string }{
		"":                         {"", ""},
		"example":                  {"example", ""},
		"Example":                  {"example", ""},
		"dev-1234":                 {"dev-1234", ""},
		"admin":                    {"admin", ""},
		"example-admin":            {"", `is the name of the admin console. Write "example"`},
		"Example-Admin":            {"", `is the name of the admin console. Write "example"`},
		"example.okta.com":         {"", `holds more than the name of an org. Write "example", and "okta.com" as base_url (or OKTA_BASE_URL)`},
		"https://example.okta.com": {"", `holds more than the name of an org. Write "example", and "okta.com" as base_url (or OKTA_BASE_URL)`},
		"https://example.oktapreview.com/secret-1": {"", `holds more than the name of an org. Write "example", and "oktapreview.com" as base_url (or OKTA_BASE_URL)`},
		"example-admin.okta.com":                   {"", `holds more than the name of an org. Write "example", and "okta.com" as base_url (or OKTA_BASE_URL)`},
		"https://example":                          {"", `is not the name of an org. Write "example"`},
		"example/":                                 {"", `is not the name of an org. Write "example"`},
		"-admin":                                   {"", notName},
		"my_org":                                   {"", notName},
		"127.0.0.1":                                {"", notName},
		"exa mple":                                 {"", strings.Replace(notName, "is not the name of an org", "holds white space or control characters", 1)},
		"example\n":                                {"", strings.Replace(notName, "is not the name of an org", "holds white space or control characters", 1)},
		"user:secret-1@example":                    {"", strings.Replace(notName, "is not the name of an org", `holds an "@", and with it perhaps a password`, 1)},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			got, err := parseOrgName(text)
			if got != want.name || (err == nil) != (want.refused == "") || err != nil && err.Error() != want.refused {
				t.Errorf("got %q, %v\nwant %q, %s", got, err, want.name, want.refused)
			}
		})
	}
}

func TestParseBaseURL(t *testing.T) {
	t.Parallel()
	const notDomain = `is not a domain of Okta. Write the domain alone, such as "okta.com" or "oktapreview.com"`
	for text, want := range map[string]struct{ base, refused string }{
		"":                          {"", ""},
		"okta.com":                  {"okta.com", ""},
		"OKTA.com":                  {"okta.com", ""},
		"okta.com/":                 {"okta.com", ""},
		"okta.com:443":              {"okta.com", ""},
		"okta.com:8443":             {"okta.com:8443", ""},
		"localhost:3000":            {"localhost:3000", ""},
		"https://okta.com":          {"", `holds more than a domain. Write "okta.com"`},
		"http://okta.com":           {"", `holds more than a domain. Write "okta.com"`},
		"http://localhost:3000":     {"", `holds more than a domain. Write "localhost:3000"`},
		"okta.com/secret-1":         {"", `holds more than a domain. Write "okta.com"`},
		"okta.com?secret-1":         {"", `holds more than a domain. Write "okta.com"`},
		"example.okta.com":          {"", `holds the name of the org. Write "okta.com"`},
		"https://example.okta.com/": {"", `holds the name of the org. Write "okta.com"`},
		"example-admin.okta.com":    {"", `holds the name of the org. Write "okta.com"`},
		"okta":                      {"", notDomain},
		".okta.com":                 {"", notDomain},
		"okta.com\n":                {"", strings.Replace(notDomain, "is not a domain of Okta", "holds white space or control characters", 1)},
		"user:secret-1@okta.com":    {"", strings.Replace(notDomain, "is not a domain of Okta", `holds an "@", and with it perhaps a password`, 1)},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			got, err := parseBaseURL(text, "example")
			if got != want.base || (err == nil) != (want.refused == "") || err != nil && err.Error() != want.refused {
				t.Errorf("got %q, %v\nwant %q, %s", got, err, want.base, want.refused)
			}
		})
	}
}

// An org may be called as Okta's own domain is.
func TestParseBaseURL_anOrgCalledOkta(t *testing.T) {
	t.Parallel()
	if got, err := parseBaseURL("okta.com", "okta"); err != nil || got != "okta.com" {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := parseBaseURL("okta.okta.com", "okta"); err == nil {
		t.Error("the org's name in its domain is accepted")
	}
}
