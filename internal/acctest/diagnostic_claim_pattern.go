package acctest

import (
	"regexp"
	"strconv"
	"strings"
)

// The patterns of claims are the words of the provider with names in angle brackets
// for what differs: <kid>, or <kid:other> where two of a kind are in one pattern.

const (
	oneKID      = `"(?:[^"\\]|\\.)*"(?: \.\.\. \([0-9]+ characters more\))?`
	oneSnapshot = `current (?:none|` + oneKID + `), next (?:none|` + oneKID + `), previous (?:none|` + oneKID + `)`
)

// placeholders are what a name stands for.
var placeholders = map[string]string{
	"any":    `(?s:.*?)`,
	"kid":    oneKID,
	"kids":   oneKID + `(?:(?:,| and| or) ` + oneKID + `)*`,
	"keys":   oneSnapshot,
	"target": `current (?:a new key|` + oneKID + `), previous (?:none|` + oneKID + `)`,
	"parent": `(?:Connection|Authorization server|App|The connection|The authorization server|The app) [^:,]*?`,
	"noun":   `(?:Auth0|Okta) [a-z ]+ keys`,
	"verb":   `[a-z ]+?`,
	"status": `[A-Z]*`,
	"where":  `(?: \([A-Za-z0-9_-]{1,40}\))?`,
	"time":   `[0-9T:Z-]+`,
	"n":      `[0-9]+`,
	"sent":   `[Nn]othing was sent(?: again after [^.\n]*)?`,
	"hedge":  `(?:, according to Okta's answer)?`,
	"bare":   `[^ \n]*`,
}

var placeholder = regexp.MustCompile(`<([a-z]+)(?::([a-z]+))?>`)

// compile makes a pattern that matches whole texts.
func compile(pattern string) *regexp.Regexp {
	var out strings.Builder
	out.WriteString(`\A`)
	rest := strings.NewReplacer("Nothing was sent.", "<sent>.", "so nothing was sent.", "so <sent>.").Replace(pattern)
	for {
		at := placeholder.FindStringSubmatchIndex(rest)
		if at == nil {
			break
		}
		kind := rest[at[2]:at[3]]
		name := kind
		if at[4] >= 0 {
			name = rest[at[4]:at[5]]
		}
		group := "(?P<" + name + ">" + placeholders[kind] + ")"
		if name == "any" || name == "where" {
			group = "(?:" + placeholders[kind] + ")" // may be there several times
		}
		out.WriteString(regexp.QuoteMeta(rest[:at[0]]) + group)
		rest = rest[at[1]:]
	}
	out.WriteString(regexp.QuoteMeta(rest) + `\z`)
	return regexp.MustCompile(out.String())
}

// match is what stood in the places of the names.
type match map[string]string

// matchOf matches a whole text; nil where it does not.
func matchOf(pattern *regexp.Regexp, text string) match {
	found := pattern.FindStringSubmatch(text)
	if found == nil {
		return nil
	}
	m := match{}
	for i, name := range pattern.SubexpNames() {
		if name != "" {
			m[name] = found[i]
		}
	}
	return m
}

var (
	quotedKID    = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)
	quotedParent = regexp.MustCompile(`"([^"]*)"`)
)

// kids are the key IDs in a text, without their quotes.
func kidsIn(text string) (kids []string) {
	for _, quoted := range quotedKID.FindAllString(text, -1) {
		kid, err := strconv.Unquote(quoted)
		if err != nil {
			kid = quoted
		}
		kids = append(kids, strings.ReplaceAll(kid, ": :", "::"))
	}
	return kids
}

// kid is the one key ID in the place of a name, without its quotes.
func (m match) kid(name string) string {
	if kids := kidsIn(m[name]); len(kids) > 0 {
		return kids[0]
	}
	return ""
}

// parentID is the ID of the parent, empty where it is not known or not shown.
func (m match) parentID() string {
	if found := quotedParent.FindStringSubmatch(m["parent"]); found != nil {
		return found[1]
	}
	return ""
}
