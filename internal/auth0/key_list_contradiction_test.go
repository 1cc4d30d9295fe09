package auth0_test

import (
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// contradictions are changes to a good list of a current and a next key, by a part of what is
// said of the list then.
var contradictions = map[string]func(current, next map[string]any) []any{
	"are both the current key": func(c, n map[string]any) []any { n["current"], n["next"] = true, false; return []any{c, n} },
	"are both the next key":    func(c, n map[string]any) []any { c["current"], c["next"] = false, true; return []any{c, n} },
	"has two of the roles":     func(c, _ map[string]any) []any { c["next"] = true; return []any{c} },
	"twice":                    func(c, n map[string]any) []any { n["kid"] = c["kid"]; return []any{c, n} },
	"an entry without a kid":   func(c, n map[string]any) []any { return []any{c, n, nil} },
	"is not as it was sent":    func(c, n map[string]any) []any { c["kid"] = "a\nb"; return []any{c, n} },
	"is that of the key": func(c, n map[string]any) []any {
		c["cert"], n["cert"] = n["cert"], c["cert"]
		return []any{c, n}
	},
}

// Nothing is rotated, adopted or recordedDate by a list that contradicts itself, and a data
// source warns of it.
func TestContradiction_rotatesNothing(t *testing.T) {
	t.Parallel()
	for said, change := range contradictions {
		t.Run(said, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			id, r := s.Connection(), s.RPC()
			object := create(t, s, r, config(id, trigger("1")))
			s.Clock().Advance(100 * time.Hour)
			object = refresh(t, s, r, object)
			good := r.Plan(keysType, object, config(id, trigger("2")))
			s.Inject(sandbox.Fault{Match: sandbox.OnKeys, Times: -1, Answer: sandbox.OKJSON(acctest.JSON(t, changed(t, s, id, change)))})
			s.Walk(r)
			if data, diags := r.ReadData(keysType, map[string]any{"connection_id": id}); diags.Errors() > 0 || !diags.Has("WARNING", said) || data.IsNull() {
				t.Errorf("the data source says:\n%s", diags)
			}
			next, diags := r.Read(object)
			if diags.Errors() > 0 || !diags.Has("WARNING", said) || !next.Value.Equal(object.Value) {
				t.Errorf("a refresh says:\n%s", diags)
			}
			for _, more := range []map[string]any{{}, {"rotate_on_create": false}} {
				if plan := r.Plan(keysType, nil, config(id, more)); !plan.Diags.Has("ERROR", said, "No key is rotated") {
					t.Errorf("a create is planned:\n%s", plan.Diags)
				}
			}
			s.Walk(r)
			mark := s.Journal().Len()
			_, diags = r.Apply(good, nil)
			if !diags.Has("ERROR", said) {
				t.Errorf("the apply says:\n%s", diags)
			}
			expectCalls(t, s, mark, "GET keys 200")
		})
	}
}

// changed is the list of a connection's current and next key, with a change.
func changed(t *testing.T, s *acctest.Sandbox, id string, change func(current, next map[string]any) []any) []any {
	t.Helper()
	keys := map[string]map[string]any{}
	for _, key := range s.Auth0().Keys(id) {
		keys[key.Role] = map[string]any{"kid": key.KID, "cert": key.Cert, "thumbprint": key.Thumbprint, key.Role: true}
	}
	return change(keys["current"], keys["next"])
}

// Of what a resource takes as it is, a data source warns nevertheless.
func TestContradiction_dataSourceWarnsOfMore(t *testing.T) {
	t.Parallel()
	for said, change := range map[string]func(current, next map[string]any) []any{
		"another thumbprint": func(c, n map[string]any) []any { c["thumbprint"] = n["thumbprint"]; return []any{c, n} },
		"no key is":          func(_, n map[string]any) []any { return []any{n} },
	} {
		s := acctest.NewSandbox(t)
		id, r := s.Connection(), s.RPC()
		create(t, s, r, config(id))
		s.Inject(sandbox.Fault{Match: sandbox.OnKeys, Times: -1, Answer: sandbox.OKJSON(acctest.JSON(t, changed(t, s, id, change)))})
		s.Walk(r)
		if _, diags := r.ReadData(keysType, map[string]any{"connection_id": id}); diags.Errors() > 0 || !diags.Has("WARNING", said) {
			t.Errorf("the data source says:\n%s", diags)
		}
	}
}
