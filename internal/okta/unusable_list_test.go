package okta_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// A list with an ID that no request can name is no list to change keys by: nothing is sent,
// also not about the other keys. Data sources show it.
func TestUnusableID_nothingIsChanged(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		set := w.apply(nil, w.config(rsaKeys(t, "a")))
		change := w.plan(set, w.config(rsaKeys(t, "b"), map[string]any{"exclusive": true}))
		list := w.onList()
		for _, id := range []string{"../../users", "", "a b", "x\ny", "0123456789012345678901234567890123456789x"} {
			unmanaged := map[string]any{"id": id, "kid": "stranger", "status": inactive, "kty": "RSA", "use": "enc", "e": "AQAB", "n": "AQAB"}
			w.Inject(sandbox.Fault{Match: list, Times: -1, Answer: sandbox.OKJSON(acctest.JSON(t, w.listAnswer(unmanaged)))})
			w.Walk(w.r)
			mark := w.Journal().Len()
			if _, diags := w.r.Apply(change, nil); !diags.Has("ERROR", "cannot be right", "stranger", "1 to 40 letters") {
				t.Errorf("%q: the apply says:\n%s", id, diags)
			}
			for _, call := range w.Calls(mark) {
				if !strings.HasPrefix(call, "GET ") {
					t.Errorf("%q: %s was sent", id, call)
				}
			}
			if plan := w.plan(nil, w.config(rsaKeys(t, "c"))); plan.Diags.Errors() == 0 && !plan.Diags.Has("cannot be right") {
				t.Errorf("%q: a create is planned:\n%s", id, plan.Diags)
			}
			data, diags := w.r.ReadData(w.typeName, map[string]any{w.attribute: w.parent})
			if diags.Errors() > 0 || listedKID(t, data) != "stranger" {
				t.Errorf("%q: the data source says:\n%s", id, diags)
			}
			w.ClearFaults()
		}
	})
}

// A kid that is not shown as it was sent names no key: a resource does not take it for its
// own, whatever it looks like.
func TestAlteredKID_isNobodys(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		key := w.config(rsaKeys(t, "a"))["keys"].(map[string]any)["a"]
		config := w.config(map[string]any{`a\nb`: key})
		unmanaged := map[string]any{"id": "pks1stranger", "kid": "a\nb", "status": inactive, "kty": "RSA", "use": "enc", "e": "AQAB", "n": "AQAB"}
		w.Inject(sandbox.Fault{Match: w.onList(), Times: -1, Answer: sandbox.OKJSON(acctest.JSON(t, w.listAnswer(unmanaged)))})
		w.Walk(w.r)
		if plan := w.r.Plan(w.typeName, nil, config); plan.Diags.Errors() > 0 || plan.Diags.Has("takes over") {
			t.Errorf("the plan says:\n%s", plan.Diags)
		}
		data, diags := w.r.ReadData(w.typeName, map[string]any{w.attribute: w.parent})
		if got := listedKID(t, data); diags.Errors() > 0 || got != "a\\nb\ufffd" {
			t.Errorf("the data source shows %q:\n%s", got, diags)
		}
	})
}

// listedKID is the kid of the first key that a data source shows.
func listedKID(t *testing.T, data tftypes.Value) string {
	t.Helper()
	var members map[string]tftypes.Value
	var keys []tftypes.Value
	if err := data.As(&members); err != nil {
		t.Fatal(err)
	}
	if err := members["keys"].As(&keys); err != nil || len(keys) == 0 {
		t.Fatalf("no keys: %v", err)
	}
	return acctest.Show(t, keys[0], "kid")
}

func (w *setFixture) onList() func(*http.Request) bool {
	if w.ofServer() {
		return sandbox.OnResourceServerKeyList
	}
	return sandbox.OnAppKeys
}

// listAnswer is a list of these keys, in the form of its kind of parent.
func (w *setFixture) listAnswer(keys ...any) any {
	if w.ofServer() {
		return keys
	}
	return map[string]any{"keys": keys}
}
