package keyinput

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
)

// The forms in which a key can be given, by the argument that names them.
const (
	FormPEM       = "public_key_pem"
	FormJWK       = "jwk_json"
	FormMembers   = "kty, n and e, or kty, crv, x and y"
	FormWriteOnly = "public_key_pem_wo"
)

// ErrNoKey says that a configuration gives no key at all.
var ErrNoKey = errors.New("no key is given")

// ParsedKey is a key as a configuration gives it.
type ParsedKey struct {
	// Form is one of the forms: a JWK, if it is among several, as it can say more
	// than the key.
	Form string
	// Known is false where none is known before apply.
	Known bool
	// Key is the key, if it is known, with what a JWK says beside it.
	Key jwk.Key
	// mayBeJWK is true where a JWK may turn out to be given, too.
	mayBeJWK bool
}

// WriteOnly reports whether the key is given by the argument that no plan and no
// state holds.
func (g ParsedKey) WriteOnly() bool { return g.Form == FormWriteOnly }

// MayHaveMetadata reports whether there is a JWK that is not known yet, which may say more
// than the key.
func (g ParsedKey) MayHaveMetadata() bool { return g.mayBeJWK }

// Read finds the key in a configuration. Several forms of it are as good as one, as
// long as they are the same key: a configuration that Terraform generates has all
// of them. Only the write-only one stands alone. The error says which arguments are
// missing or do not go together, or why the key is refused; it holds nothing of the
// key.
//
// What is unknown may turn out to be null, as in a module that hands on each of
// its variables; so nothing is missing as long as there is something unknown.
func Read(config Model) (ParsedKey, error) {
	set, open := config.forms()
	alone := slices.Contains(set, FormWriteOnly)
	switch {
	case alone && len(set) > 1:
		return ParsedKey{}, fmt.Errorf("%s and %s are both set. Keep one of them: %s cannot be combined with another form of the key", argument(set[0]), FormWriteOnly, FormWriteOnly)
	case len(set)+len(open) == 0:
		return ParsedKey{}, fmt.Errorf("%w. Set one of %s; or %s", ErrNoKey, strings.Join([]string{FormPEM, FormJWK, FormWriteOnly}, ", "), FormMembers)
	}
	parsed := ParsedKey{Form: append(set, open...)[0], mayBeJWK: slices.Contains(open, FormJWK) && !alone}
	if err := config.checkVersion(parsed, len(open) > 0); err != nil {
		return ParsedKey{}, err
	}
	for _, form := range set {
		if config.unknown(form) {
			continue
		}
		key, err := config.parse(form)
		switch {
		case err != nil:
			return ParsedKey{}, fmt.Errorf("%s cannot be used: %w", argument(form), err)
		case parsed.Known && !parsed.Key.Equal(key.Public):
			return ParsedKey{}, fmt.Errorf("%s and %s are different keys. Keep one form", argument(parsed.Form), argument(form))
		case !parsed.Known || form == FormJWK:
			parsed.Form, parsed.Key, parsed.Known = form, key, true
		}
	}
	return parsed, nil
}

// checkVersion: the write-only argument and its version go together.
func (m Model) checkVersion(parsed ParsedKey, open bool) error {
	switch {
	case parsed.WriteOnly() && m.PublicKeyPEMWOVersion.IsNull():
		return errors.New("public_key_pem_wo_version is missing. Set it beside public_key_pem_wo: the key is only replaced when the version changes")
	case !parsed.WriteOnly() && !open && !m.PublicKeyPEMWOVersion.IsNull() && !m.PublicKeyPEMWOVersion.IsUnknown():
		return errors.New("public_key_pem_wo_version is set without public_key_pem_wo. Remove it")
	default:
		return nil
	}
}

// forms are those that the configuration uses, and those that it may turn out to
// use. A form of several members is used once one of them is known to be set.
func (m Model) forms() (set, open []string) {
	add := func(form string, values ...*types.String) {
		isSet := func(v *types.String) bool { return !v.IsNull() && !v.IsUnknown() }
		switch {
		case slices.ContainsFunc(values, isSet):
			set = append(set, form)
		case slices.ContainsFunc(values, func(v *types.String) bool { return v.IsUnknown() }):
			open = append(open, form)
		}
	}
	add(FormPEM, &m.PublicKeyPEM)
	add(FormJWK, &m.JWKJSON)
	add(FormMembers, m.members()...)
	add(FormWriteOnly, &m.PublicKeyPEMWO)
	return set, open
}

func (m Model) unknown(form string) bool {
	switch form {
	case FormPEM:
		return m.PublicKeyPEM.IsUnknown()
	case FormJWK:
		return m.JWKJSON.IsUnknown()
	case FormWriteOnly:
		return m.PublicKeyPEMWO.IsUnknown()
	}
	for _, member := range m.members() {
		if member.IsUnknown() {
			return true
		}
	}
	return false
}

func (m Model) parse(form string) (jwk.Key, error) {
	switch form {
	case FormPEM:
		return parsePEM(m.PublicKeyPEM.ValueString())
	case FormWriteOnly:
		return parsePEM(m.PublicKeyPEMWO.ValueString())
	case FormJWK:
		return parseJWK(m.JWKJSON.ValueString())
	default:
		key, err := jwk.FromParams(m.params())
		return jwk.Key{Public: key}, err
	}
}

// parsePEM reads a key that is to be PEM. A JWK there would lose what it says
// beside the key.
func parsePEM(text string) (jwk.Key, error) {
	if strings.HasPrefix(strings.TrimSpace(text), "{") {
		return jwk.Key{}, errors.New("found a JWK; give it as jwk_json")
	}
	key, err := jwk.Parse(text)
	return key, withFileHint(err, text, "key.pem")
}

// parseJWK reads a key that is to be a JWK: other resources read it as one.
func parseJWK(text string) (jwk.Key, error) {
	key, err := jwk.Parse(text)
	if err == nil && !strings.HasPrefix(strings.TrimSpace(text), "{") {
		return jwk.Key{}, errors.New("found PEM; give it as public_key_pem")
	}
	return key, withFileHint(err, text, "key.json")
}

// withFileHint adds to an error about what is no key at all how a file is read: it may be
// the name of one.
func withFileHint(err error, text, name string) error {
	const longestName = 255
	if err == nil || len(text) > longestName || strings.ContainsAny(text, "{\n") || strings.Contains(text, "-----") {
		return err
	}
	return fmt.Errorf("%w. The argument takes the key itself and not the name of a file. To read a file, write file(\"${path.module}/%s\")", err, name)
}

// argument is the form as the subject of a sentence.
func argument(form string) string {
	if form == FormMembers {
		return "the key in its members"
	}
	return form
}
