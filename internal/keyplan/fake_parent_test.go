package keyplan_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
)

// fakeParent is a parent of registered keys that refuses what Okta refuses. It is
// written from Okta's rules, independently of the planner.
type fakeParent struct {
	keys  []keyplan.Key
	rules rules
	made  int
}

// rules are Okta's for one kind of parent.
type rules struct {
	max            int
	resourceServer bool
}

var (
	app            = rules{max: 50}
	resourceServer = rules{max: 5, resourceServer: true}
)

func (r rules) String() string {
	if r.resourceServer {
		return fmt.Sprintf("resource server of %d", r.max)
	}
	return fmt.Sprintf("app of %d", r.max)
}

// limits are the rules as the planner is told them.
func (r rules) limits() keyplan.Limits {
	return keyplan.Limits{Max: r.max, OneActive: []string{"enc"}, AddsActive: !r.resourceServer}
}

// What Okta refuses.
var (
	errAddActive  = errors.New("a resource-server key cannot be added ACTIVE")
	errTwoActive  = errors.New("only one encryption key can be ACTIVE")
	errLimit      = errors.New("the maximum number of keys is reached")
	errUnique     = errors.New("each key must have a unique kid")
	errIsActive   = errors.New("an ACTIVE key cannot be deleted")
	errNotFound   = errors.New("not found")
	errNoSuchWant = errors.New("a key is added that is not wanted")
)

func (v *fakeParent) clone() *fakeParent {
	other := *v
	other.keys = slices.Clone(v.keys)
	return &other
}

func (v *fakeParent) find(kid, id string) int {
	return slices.IndexFunc(v.keys, func(k keyplan.Key) bool {
		if id != "" {
			return k.ID == id
		}
		return kid != "" && k.KID == kid
	})
}

// do sends one call, as the caller of the planner would: with the ID of the key,
// and for an addition with what is wanted under its kid.
func (v *fakeParent) do(step keyplan.Step, want []keyplan.Desired) error {
	if step.Action == keyplan.Add {
		at := slices.IndexFunc(want, func(w keyplan.Desired) bool { return w.KID == step.KID })
		if at < 0 {
			return errNoSuchWant
		}
		return v.add(want[at], step.Active)
	}
	at := v.find(step.KID, step.ID)
	if at < 0 {
		return errNotFound
	}
	switch step.Action {
	case keyplan.Activate:
		for i := range v.keys {
			if v.keys[i].Use == "enc" && v.keys[at].Use == "enc" {
				v.keys[i].Active = false
			}
		}
		v.keys[at].Active = true
	case keyplan.Deactivate:
		v.keys[at].Active = false
	default:
		if v.keys[at].Active {
			return errIsActive
		}
		v.keys = slices.Delete(v.keys, at, at+1)
	}
	return nil
}

func (v *fakeParent) add(w keyplan.Desired, active bool) error {
	for _, k := range v.keys {
		if k.KID == "" || k.KID == w.KID {
			return errUnique
		}
		if active && w.Use == "enc" && k.Use == "enc" && k.Active {
			return errTwoActive
		}
	}
	if active && v.rules.resourceServer {
		return errAddActive
	}
	if len(v.keys) >= v.rules.max {
		return errLimit
	}
	v.made++
	v.keys = append(v.keys, keyplan.Key{
		ID: fmt.Sprintf("new%d", v.made), KID: w.KID, Thumbprint: w.Thumbprint, Use: w.Use, Alg: w.Alg, Active: active,
	})
	return nil
}

func (v *fakeParent) active(use string) int {
	n := 0
	for _, k := range v.keys {
		if k.Active && k.Use == use {
			n++
		}
	}
	return n
}

// parseRegistered parses registered keys: "a+" is active, "a" is not, "a'" is of other
// material, "a=" is not to be removed, "sig:a" is for signatures, ":" has no kid.
func parseRegistered(text string) []keyplan.Key {
	var keys []keyplan.Key
	for i, word := range strings.Fields(text) {
		w, marks := parseKey(word)
		keys = append(keys, keyplan.Key{
			ID: fmt.Sprintf("id%d", i), KID: w.KID, Thumbprint: w.Thumbprint, Use: w.Use,
			Active: strings.Contains(marks, "+"), Removable: !strings.Contains(marks, "="),
		})
	}
	return keys
}

// parseDesired parses desired keys: "a+" is wanted active, "a-" inactive, "a" is observed.
func parseDesired(text string) []keyplan.Desired {
	var keys []keyplan.Desired
	for _, word := range strings.Fields(text) {
		w, marks := parseKey(word)
		switch {
		case strings.Contains(marks, "+"):
			w.Status = keyplan.Active
		case strings.Contains(marks, "-"):
			w.Status = keyplan.Inactive
		}
		keys = append(keys, w)
	}
	return keys
}

func parseKey(word string) (w keyplan.Desired, marks string) {
	w.Use = "enc"
	if use, rest, found := strings.Cut(word, ":"); found {
		w.Use, word = use, rest
	}
	w.KID = strings.TrimRight(word, "'+-=")
	marks = word[len(w.KID):]
	w.Thumbprint = "material of " + w.KID + marks[:strings.Count(marks, "'")]
	return w, marks
}

// formatSteps formats steps as in the tables.
func formatSteps(steps []keyplan.Step) string {
	var words []string
	for _, step := range steps {
		words = append(words, strings.ReplaceAll(step.String(), `"`, ""))
	}
	return strings.Join(words, ", ")
}
