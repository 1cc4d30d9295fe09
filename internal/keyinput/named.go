package keyinput

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
)

// Rules are what differs between the parents that keys are registered at.
type Rules struct {
	// Uses are the values of use, the first of them the default.
	Uses []string
	// WithoutAlg is true where a key is registered without an algorithm.
	WithoutAlg bool
}

// UseOf is the use that a key has: what the vendor answers null for is the default.
func (r Rules) UseOf(use string) string {
	if use == "" {
		return r.Uses[0]
	}
	return use
}

// TakesOnlyRSA reports whether every key is for encryption: such a key has to be RSA.
func (r Rules) TakesOnlyRSA() bool {
	return !slices.ContainsFunc(r.Uses, func(use string) bool { return use != useEncryption })
}

// Named is a key and what it is to be registered with, as a configuration says it.
// What it does not say is null: a key that is there keeps its own.
type Named struct {
	Given         Given
	KID, Use, Alg types.String
}

// Read reads a key and the arguments beside it. A JWK speaks where the arguments
// do not. The error says what is missing or does not go together; it holds nothing
// of the key.
func (r Rules) Read(config Model, kid, use, alg types.String) (Named, error) {
	given, err := Read(config)
	if err != nil {
		return Named{}, err
	}
	n := Named{Given: given, KID: kid, Use: use, Alg: alg}
	if err := n.contradiction(); err != nil {
		return Named{}, err
	}
	if given.Known && given.Form == FormJWK {
		n.KID, n.Use, n.Alg = Or(kid, given.Key.KeyID), Or(use, given.Key.Use), Or(alg, given.Key.Algorithm)
	}
	if r.WithoutAlg {
		n.Alg = types.StringNull()
	}
	return n, cmp.Or(r.misused(n, use), n.misfit())
}

// Or is a value, or the text where there is none.
func Or(value types.String, text string) types.String {
	if !value.IsNull() || text == "" {
		return value
	}
	return types.StringValue(text)
}

// contradiction finds an argument that says other than the JWK beside it.
func (n Named) contradiction() error {
	if !n.Given.Known || n.Given.Form != FormJWK {
		return nil
	}
	for _, c := range []struct {
		name     string
		argument types.String
		jwk      string
	}{{"kid", n.KID, n.Given.Key.KeyID}, {"use", n.Use, n.Given.Key.Use}, {"alg", n.Alg, n.Given.Key.Algorithm}} {
		if c.argument.IsNull() || c.argument.IsUnknown() || c.jwk == "" || c.argument.ValueString() == c.jwk {
			continue
		}
		return fmt.Errorf("%s is %q, and jwk_json has %q. Remove the argument, or the member of jwk_json", c.name, c.argument.ValueString(), c.jwk)
	}
	return nil
}

// misused finds a use that there is not, or that is not for the type of the key.
// Which words the argument can be, the schema checks; a JWK is not in it.
func (r Rules) misused(n Named, argument types.String) error {
	if !n.Given.Known || n.Use.IsUnknown() {
		return nil
	}
	use := n.Use.ValueString()
	switch kty := n.Given.Key.Params().Kty; {
	case argument.IsNull() && use != "" && !slices.Contains(r.Uses, use):
		return fmt.Errorf("use in jwk_json is not one of %s", strings.Join(quotedAll(r.Uses), ", "))
	case r.UseOf(use) == useEncryption && kty != "RSA":
		return fmt.Errorf("an encryption key has to be RSA, and this one is %s", kty)
	default:
		return nil
	}
}

// useEncryption is the use of keys that are encrypted to (RFC 7517 section 4.2).
const useEncryption = "enc"

// misfit finds a kid that does not stay as it is, and an algorithm of other keys.
func (n Named) misfit() error {
	if !n.Given.Known {
		return nil
	}
	return n.Given.Key.Check(jwk.Members{KeyID: n.KID.ValueString(), Algorithm: n.Alg.ValueString()})
}
