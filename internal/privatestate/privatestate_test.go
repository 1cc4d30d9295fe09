package privatestate_test

import (
	"context"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatestate"
)

// memory is private state in memory.
type memory map[string][]byte

func (m memory) GetKey(_ context.Context, key string) ([]byte, diag.Diagnostics) { return m[key], nil }

func (m memory) SetKey(_ context.Context, key string, value []byte) diag.Diagnostics {
	m[key] = value
	return nil
}

func TestWrite_isRead(t *testing.T) {
	t.Parallel()
	private := memory{}
	if diags := privatestate.Write(t.Context(), private, "k", []string{"a", "b"}); diags.HasError() || string(private["k"]) != `["a","b"]` {
		t.Fatalf("wrote %s, %v", private["k"], diags)
	}
	if got, found, diags := privatestate.Read[[]string](t.Context(), private, "k"); !found || diags.HasError() || !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("read %q, %v, %v", got, found, diags)
	}
}

// What cannot be read is like what was never written, also where a part of it can be.
func TestRead_absentOrNotReadable(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{"absent": "", "cut": `["a",`, "another type": `["a",1]`, "no JSON": "a"} {
		if got, found, diags := privatestate.Read[[]string](t.Context(), memory{"k": []byte(raw)}, "k"); found || got != nil || diags.HasError() {
			t.Errorf("%s: read %q, %v, %v", name, got, found, diags)
		}
	}
}

func TestWrite_whatCannotBeEncoded(t *testing.T) {
	t.Parallel()
	private := memory{}
	if diags := privatestate.Write(t.Context(), private, "k", func() {}); !diags.HasError() || len(private) > 0 {
		t.Errorf("wrote %v, %v", private, diags)
	}
}
