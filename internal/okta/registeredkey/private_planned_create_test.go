package registeredkey

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// privateState is private state in memory.
type privateState map[string][]byte

func (p privateState) GetKey(_ context.Context, key string) ([]byte, diag.Diagnostics) {
	return p[key], nil
}

func (p privateState) SetKey(_ context.Context, key string, value []byte) diag.Diagnostics {
	p[key] = value
	return nil
}

func TestReplacement_keepsTheSameKeyOnly(t *testing.T) {
	t.Parallel()
	single := keyPlannedByCreate{ID: "1", Parent: "p", KID: "a", Thumbprint: "t", Use: "sig", Alg: "RS256", Status: "ACTIVE"}
	set := single
	set.KID, set.Status = "b", ""
	private := privateState{}
	if diags := writeKeysPlannedByCreate(t.Context(), private, []keyPlannedByCreate{single, set}); diags.HasError() {
		t.Fatal(diags)
	}
	replacement, diags := readKeysPlannedByCreate(t.Context(), private)
	if diags.HasError() {
		t.Fatal(diags)
	}
	change := func(key keyPlannedByCreate, edit func(*keyPlannedByCreate)) keyPlannedByCreate {
		edit(&key)
		return key
	}
	for name, c := range map[string]struct {
		key  keyPlannedByCreate
		want bool
	}{
		"the same":              {single, true},
		"whatever its status":   {change(set, func(k *keyPlannedByCreate) { k.Status = "INACTIVE" }), true},
		"another status":        {change(single, func(k *keyPlannedByCreate) { k.Status = "INACTIVE" }), false},
		"another parent":        {change(single, func(k *keyPlannedByCreate) { k.Parent, k.ID = "q", "2" }), false},
		"no ID, another parent": {change(single, func(k *keyPlannedByCreate) { k.Parent, k.ID = "q", "" }), false},
		"another name of it":    {change(single, func(k *keyPlannedByCreate) { k.Parent = "default" }), true},
		"added again":           {change(single, func(k *keyPlannedByCreate) { k.ID = "2" }), true},
		"another kid":           {change(single, func(k *keyPlannedByCreate) { k.KID = "c" }), false},
		"other material":        {change(single, func(k *keyPlannedByCreate) { k.Thumbprint = "u" }), false},
		"another use":           {change(single, func(k *keyPlannedByCreate) { k.Use = "enc" }), false},
		"another alg":           {change(single, func(k *keyPlannedByCreate) { k.Alg = "PS256" }), false},
		"material is not known": {change(single, func(k *keyPlannedByCreate) { k.Thumbprint = "" }), false},
	} {
		if got := replacement.includesSameKey(c.key); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestReplacementOf_noneOrUnreadable(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "{", `"a"`} {
		replacement, _ := readKeysPlannedByCreate(t.Context(), privateState{"planned_create": []byte(text)})
		if replacement.includesSameKey(keyPlannedByCreate{Parent: "p", KID: "a", Thumbprint: "t"}) {
			t.Errorf("%q keeps a key", text)
		}
	}
}
