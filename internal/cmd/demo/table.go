package main

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// names gives each key a letter in the order of first sight, so that a person
// can follow it from act to act.
type names struct {
	seen []string
}

func (n *names) of(kid string) string {
	for i, known := range n.seen {
		if known == kid {
			return letter(i)
		}
	}
	n.seen = append(n.seen, kid)
	return letter(len(n.seen) - 1)
}

func letter(i int) string { return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[i%26 : i%26+1] }

// table lists the keys: its letter, role, when it became valid, and its kid.
func table(keys []sandbox.Auth0Key, n *names, now time.Time) string {
	var out strings.Builder
	fmt.Fprintf(&out, "The keys at the tenant, %s:\n", now.UTC().Format("2006-01-02 15:04"))
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "  key\trole\tvalid from\tkid")
	for _, key := range keys {
		role := string(key.Role)
		if role == "current" {
			role += " (signs)"
		}
		_, _ = fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", n.of(key.KID), role, key.NotBefore.UTC().Format("2006-01-02 15:04"), key.KID)
	}
	_ = w.Flush()
	return out.String()
}
