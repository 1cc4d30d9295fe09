package keyinput

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
)

// KeyRules are what differs between the parents that keys are registered at.
type KeyRules struct {
	// Uses are the values of use, the first of them the default.
	Uses []string
	// WithoutAlg is true where a key is registered without an algorithm.
	WithoutAlg bool
}

// EffectiveUse is the use that a key has: what the vendor answers null for is the default.
func (r KeyRules) EffectiveUse(use string) string {
	if use == "" {
		return r.Uses[0]
	}
	return use
}

// TakesOnlyRSA reports whether every key is for encryption: such a key has to be RSA.
func (r KeyRules) TakesOnlyRSA() bool {
	return !slices.ContainsFunc(r.Uses, func(use string) bool { return use != useEncryption })
}

// RequestedKey is a key and what it is to be registered with, as a configuration says it.
// What it does not say is null: a key that is there keeps its own.
type RequestedKey struct {
	Parsed        ParsedKey
	KID, Use, Alg types.String
}

// Read reads a key and the arguments beside it. A JWK speaks where the arguments
// do not. The error says what is missing or does not go together; it holds nothing
// of the key.
func (r KeyRules) Read(config Model, kid, use, alg types.String) (RequestedKey, error) {
	parsed, err := Read(config)
	if err != nil {
		return RequestedKey{}, err
	}
	n := RequestedKey{Parsed: parsed, KID: kid, Use: use, Alg: alg}
	if err := n.checkConflict(); err != nil {
		return RequestedKey{}, err
	}
	if parsed.Known && parsed.Form == FormJWK {
		n.KID, n.Use, n.Alg = OrDefault(kid, parsed.Key.KeyID), OrDefault(use, parsed.Key.Use), OrDefault(alg, parsed.Key.Algorithm)
	}
	if r.WithoutAlg {
		n.Alg = types.StringNull()
	}
	return n, cmp.Or(r.checkUse(n, use), n.checkMetadata())
}

// OrDefault is a value, or the text where there is none.
func OrDefault(value types.String, text string) types.String {
	if !value.IsNull() || text == "" {
		return value
	}
	return types.StringValue(text)
}

// checkConflict finds an argument that says other than the JWK beside it.
func (n RequestedKey) checkConflict() error {
	if !n.Parsed.Known || n.Parsed.Form != FormJWK {
		return nil
	}
	for _, c := range []struct {
		name     string
		argument types.String
		jwk      string
	}{{"kid", n.KID, n.Parsed.Key.KeyID}, {"use", n.Use, n.Parsed.Key.Use}, {"alg", n.Alg, n.Parsed.Key.Algorithm}} {
		if c.argument.IsNull() || c.argument.IsUnknown() || c.jwk == "" || c.argument.ValueString() == c.jwk {
			continue
		}
		return fmt.Errorf("%s is %q, and jwk_json has %q. Remove the argument, or the member of jwk_json", c.name, c.argument.ValueString(), c.jwk)
	}
	return nil
}

// checkUse finds a use that there is not, or that is not for the type of the key.
// Which words the argument can be, the schema checks; a JWK is not in it.
func (r KeyRules) checkUse(n RequestedKey, argument types.String) error {
	if !n.Parsed.Known || n.Use.IsUnknown() {
		return nil
	}
	use := n.Use.ValueString()
	switch kty := n.Parsed.Key.Params().Kty; {
	case argument.IsNull() && use != "" && !slices.Contains(r.Uses, use):
		return fmt.Errorf("use in jwk_json is not one of %s", strings.Join(quotedAll(r.Uses), ", "))
	case r.EffectiveUse(use) == useEncryption && kty != "RSA":
		return fmt.Errorf("an encryption key has to be RSA, and this one is %s", kty)
	default:
		return nil
	}
}

// useEncryption is the use of keys that are encrypted to (RFC 7517 section 4.2).
const useEncryption = "enc"

// checkMetadata finds a kid that does not stay as it is, and an algorithm of other keys.
func (n RequestedKey) checkMetadata() error {
	if !n.Parsed.Known {
		return nil
	}
	return n.Parsed.Key.Check(jwk.Members{KeyID: n.KID.ValueString(), Algorithm: n.Alg.ValueString()})
}
