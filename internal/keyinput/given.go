package keyinput

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
)

// The forms in which a key can be given, by the argument that names them.
const (
	FormPEM       = "public_key_pem"
	FormJWK       = "jwk_json"
	FormMembers   = "kty, n and e, or kty, crv, x and y"
	FormWriteOnly = "public_key_pem_wo"
)

// Given is a key as a configuration gives it.
type Given struct {
	// Form is one of the forms.
	Form string
	// Known is false where any of it is only known after apply.
	Known bool
	// Key is the key, if it is known, with what a JWK says beside it.
	Key jwk.Key
}

// WriteOnly reports whether the key is given by the argument that no plan and no
// state holds.
func (g Given) WriteOnly() bool { return g.Form == FormWriteOnly }

// Read finds the key in a configuration. The error says which arguments are
// missing or too many, or why the key is refused; it holds nothing of the key.
func Read(config Model) (Given, error) {
	forms := config.forms()
	switch len(forms) {
	case 0:
		return Given{}, fmt.Errorf("no key is given. Set one of %s; or %s", strings.Join([]string{FormPEM, FormJWK, FormWriteOnly}, ", "), FormMembers)
	case 1:
	default:
		return Given{}, fmt.Errorf("the key is given in more than one form: %s. Keep one", strings.Join(forms, "; "))
	}
	given := Given{Form: forms[0]}
	if given.WriteOnly() && config.PublicKeyPEMWOVersion.IsNull() {
		return Given{}, errors.New("public_key_pem_wo_version is missing. Set it beside public_key_pem_wo: a change of it is what takes another key")
	}
	if !given.WriteOnly() && !config.PublicKeyPEMWOVersion.IsNull() {
		return Given{}, errors.New("public_key_pem_wo_version is set without public_key_pem_wo. Remove it")
	}
	if config.unknown(given.Form) {
		return given, nil
	}
	key, err := config.parse(given.Form)
	if err != nil {
		return Given{}, fmt.Errorf("%s cannot be used: %w", argument(given.Form), err)
	}
	given.Key, given.Known = key, true
	return given, nil
}

// forms are those that the configuration uses.
func (m Model) forms() (forms []string) {
	if !m.PublicKeyPEM.IsNull() {
		forms = append(forms, FormPEM)
	}
	if !m.JWKJSON.IsNull() {
		forms = append(forms, FormJWK)
	}
	for _, member := range m.members() {
		if !member.IsNull() && !slices.Contains(forms, FormMembers) {
			forms = append(forms, FormMembers)
		}
	}
	if !m.PublicKeyPEMWO.IsNull() {
		forms = append(forms, FormWriteOnly)
	}
	return forms
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
		return jwk.Parse(m.JWKJSON.ValueString())
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
	return jwk.Parse(text)
}

// argument is the form as the subject of a sentence.
func argument(form string) string {
	if form == FormMembers {
		return "the key in its members"
	}
	return form
}
