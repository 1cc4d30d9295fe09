package keyinput_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
)

// What is refused is named by its argument and by the key that it belongs to, never by
// its value. A kid that is no name may be a private key, and is not shown.
func TestWords_nameTheArgumentAndTheKey(t *testing.T) {
	t.Parallel()
	const secret, pem = "aValueThatMayBeASecret", "-----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY-----"
	in := func(kid string) path.Path { return path.Root("keys").AtMapKey(kid).AtName("use") }
	for name, c := range map[string]struct {
		at   path.Path
		want string
	}{
		"an argument":             {path.Root("use"), `use is not one of "sig", "enc".`},
		"of a key in a map":       {in("2026-q3"), `use of key "2026-q3" is not one of "sig", "enc".`},
		"a kid with a quote":      {in(`a"b`), `use of key "a\"b" is not one of "sig", "enc".`},
		"a command in a kid":      {in("::stop::"), `use of key ": :stop: :" is not one of "sig", "enc".`},
		"a kid that turns text":   {in("a\u202eb"), `use of key "a\u202eb" is not one of "sig", "enc".`},
		"a private key as kid":    {in(pem), `use is not one of "sig", "enc".`},
		"a kid that is too long":  {in(strings.Repeat("k", 256)), `use is not one of "sig", "enc".`},
		"a kid of control octets": {in("a\x1b[2J"), `use is not one of "sig", "enc".`},
	} {
		var resp validator.StringResponse
		keyinput.OneOfValidator{"sig", "enc"}.ValidateString(t.Context(), validator.StringRequest{Path: c.at, ConfigValue: types.StringValue(secret)}, &resp)
		if len(resp.Diagnostics) != 1 {
			t.Fatalf("%s: %v", name, resp.Diagnostics)
		}
		if d := resp.Diagnostics[0]; d.Summary() != "Invalid use" || d.Detail() != c.want {
			t.Errorf("%s: got %s: %s", name, d.Summary(), d.Detail())
		}
	}
}

// The same holds for names.
func TestName_namesTheArgumentAndTheKey(t *testing.T) {
	t.Parallel()
	var resp validator.StringResponse
	keyinput.Algorithm.ValidateString(t.Context(), validator.StringRequest{
		Path: path.Root("keys").AtMapKey("a").AtName("alg"), ConfigValue: types.StringValue(" RS256"),
	}, &resp)
	if len(resp.Diagnostics) != 1 || resp.Diagnostics[0].Detail() != `alg of key "a" begins or ends with a space.` {
		t.Errorf("got %v", resp.Diagnostics)
	}
}
