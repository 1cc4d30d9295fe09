package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// names gives each key a letter, in the order in which the keys were first listed,
// so that a person can follow it from step to step.
type names struct {
	seen []string
}

func (n *names) of(kid string) string {
	i := slices.Index(n.seen, kid)
	if i < 0 {
		i = len(n.seen)
		n.seen = append(n.seen, kid)
	}
	return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[i%26 : i%26+1]
}

// table lists the keys by letter, with their role before and after a run, or with
// one column for both where nothing has changed.
func (demo *vendorDemo) table(before, after []key) string {
	was, is := demo.column(before), demo.column(after)
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 0, 3, ' ', 0)
	same := maps.Equal(was, is)
	if same {
		_, _ = fmt.Fprintln(w, "Key\tbefore and after\tkid")
	} else {
		_, _ = fmt.Fprintln(w, "Key\tbefore\tafter\tkid")
	}
	for _, kid := range demo.names.seen {
		switch {
		case was[kid] == "" && is[kid] == "":
		case same:
			_, _ = fmt.Fprintf(w, "%s\t%s\t%s\n", demo.names.of(kid), is[kid], kid)
		default:
			_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", demo.names.of(kid), cmp.Or(was[kid], "-"), cmp.Or(is[kid], "-"), kid)
		}
	}
	_ = w.Flush()
	return out.String()
}

// column is the role of each key as the table shows it.
func (demo *vendorDemo) column(keys []key) map[string]string {
	roles := map[string]string{}
	for _, k := range keys {
		demo.names.of(k.kid)
		roles[k.kid] = k.role
		if k.role == demo.roles.signs {
			roles[k.kid] += " (signs)"
		}
	}
	return roles
}

// statusTable lists keys by kid, with their status before and after a run.
func statusTable(before, after map[string]string) string {
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 0, 3, ' ', 0)
	_, _ = fmt.Fprintln(w, "kid\tbefore\tafter")
	all := maps.Clone(before)
	maps.Copy(all, after)
	for _, kid := range slices.Sorted(maps.Keys(all)) {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\n", kid, cmp.Or(before[kid], "-"), cmp.Or(after[kid], "-"))
	}
	_ = w.Flush()
	return out.String()
}

// requestLines lists requests in order, by what comes after the ID of the parent,
// with the kid of each key in place of Okta's ID.
func requestLines(entries sandbox.Entries, keys []sandbox.OktaRegisteredKey) string {
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 0, 3, ' ', 0)
	for _, e := range entries {
		parts := strings.SplitN(e.Path, "/", 6) // /api/v1/parents/id/rest
		path := parts[len(parts)-1]
		for _, k := range keys {
			path = strings.Replace(path, k.ID, "{"+k.KID+"}", 1)
		}
		_, _ = fmt.Fprintf(w, "  %s\t%s\t%d\n", e.Method, path, e.Status)
	}
	_ = w.Flush()
	return out.String()
}
