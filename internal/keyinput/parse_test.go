package keyinput_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
)

// keyPEM is a new public key as PEM.
func keyPEM(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

func TestRead_everyForm(t *testing.T) {
	t.Parallel()
	text := keyPEM(t)
	key, err := jwk.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	spelled, err := keyinput.Encode(keyinput.Model{}, key.Public, jwk.Members{KeyID: "a", Use: "sig"})
	if err != nil {
		t.Fatal(err)
	}
	for form, config := range map[string]keyinput.Model{
		keyinput.FormPEM:       {Encodings: keyinput.Encodings{PublicKeyPEM: spelled.PublicKeyPEM}},
		keyinput.FormJWK:       {Encodings: keyinput.Encodings{JWKJSON: spelled.JWKJSON}},
		keyinput.FormMembers:   {Encodings: keyinput.Encodings{Kty: spelled.Kty, Crv: spelled.Crv, X: spelled.X, Y: spelled.Y}},
		keyinput.FormWriteOnly: {PublicKeyPEMWO: spelled.PublicKeyPEM, PublicKeyPEMWOVersion: types.Int64Value(1)},
	} {
		parsed, err := keyinput.Read(config)
		if err != nil || parsed.Form != form || !parsed.Known || !parsed.Key.Equal(key.Public) || parsed.WriteOnly() != (form == keyinput.FormWriteOnly) {
			t.Errorf("%s: %+v, %v", form, parsed, err)
		}
		if named := parsed.Key.KeyID == "a" && parsed.Key.Use == "sig"; named != (form == keyinput.FormJWK) {
			t.Errorf("%s: what is said beside the key is %+v", form, parsed.Key.Members)
		}
	}
}

func TestRead_whatIsUnknownMayBeNull(t *testing.T) {
	t.Parallel()
	u, text := types.StringUnknown(), types.StringValue(keyPEM(t))
	version := types.Int64Value(1)
	for name, c := range map[string]struct {
		config          keyinput.Model
		known, mayName  bool
		form, errorText string
	}{
		"PEM":                {config: keyinput.Model{Encodings: keyinput.Encodings{PublicKeyPEM: u}}, form: keyinput.FormPEM},
		"JWK":                {config: keyinput.Model{Encodings: keyinput.Encodings{JWKJSON: u}}, form: keyinput.FormJWK, mayName: true},
		"PEM or JWK":         {config: keyinput.Model{Encodings: keyinput.Encodings{PublicKeyPEM: u, JWKJSON: u}}, form: keyinput.FormPEM, mayName: true},
		"a known PEM":        {config: keyinput.Model{Encodings: keyinput.Encodings{PublicKeyPEM: text, JWKJSON: u}}, form: keyinput.FormPEM, known: true, mayName: true},
		"PEM and half a key": {config: keyinput.Model{Encodings: keyinput.Encodings{PublicKeyPEM: text, Kty: types.StringValue("EC"), X: u}}, form: keyinput.FormPEM, known: true},
		"a member":           {config: keyinput.Model{Encodings: keyinput.Encodings{Kty: types.StringValue("RSA"), N: u}}, form: keyinput.FormMembers},
		"write-only":         {config: keyinput.Model{PublicKeyPEMWO: u, PublicKeyPEMWOVersion: version}, form: keyinput.FormWriteOnly},
		"an unknown version": {config: keyinput.Model{Encodings: keyinput.Encodings{PublicKeyPEM: text}, PublicKeyPEMWOVersion: types.Int64Unknown()}, form: keyinput.FormPEM, known: true},
		"PEM or write-only":  {config: keyinput.Model{Encodings: keyinput.Encodings{PublicKeyPEM: text}, PublicKeyPEMWO: u, PublicKeyPEMWOVersion: version}, form: keyinput.FormPEM, known: true},
		"a PEM in both":      {config: keyinput.Model{Encodings: keyinput.Encodings{PublicKeyPEM: text, JWKJSON: text}}, errorText: "jwk_json cannot be used: found PEM"},
		"another PEM in write-only": {
			config:    keyinput.Model{Encodings: keyinput.Encodings{PublicKeyPEM: text}, PublicKeyPEMWO: text, PublicKeyPEMWOVersion: version},
			errorText: "public_key_pem and public_key_pem_wo are both set",
		},
		"none":                    {errorText: "no key is given"},
		"write-only, no version":  {config: keyinput.Model{PublicKeyPEMWO: u}, errorText: "public_key_pem_wo_version is missing"},
		"a version, not the rest": {config: keyinput.Model{Encodings: keyinput.Encodings{PublicKeyPEM: text}, PublicKeyPEMWOVersion: version}, errorText: "without public_key_pem_wo"},
	} {
		parsed, err := keyinput.Read(c.config)
		if c.errorText != "" {
			if err == nil || !strings.Contains(err.Error(), c.errorText) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || parsed.Form != c.form || parsed.Known != c.known || parsed.MayHaveMetadata() != c.mayName {
			t.Errorf("%s: %+v, %v", name, parsed, err)
		}
	}
}

// A configuration that Terraform generates has every form of the key. They are one
// as long as they are the same key; a JWK among them says what it says.
func TestRead_severalFormsOfOneKey(t *testing.T) {
	t.Parallel()
	all, other := everyForm(t), everyForm(t)
	parsed, err := keyinput.Read(all)
	if err != nil || parsed.Form != keyinput.FormJWK || !parsed.Known || parsed.Key.KeyID != "a" || parsed.Key.Use != "sig" {
		t.Errorf("%+v, %v", parsed, err)
	}
	for name, differ := range map[string]keyinput.Encodings{
		"PEM":     {PublicKeyPEM: other.PublicKeyPEM, JWKJSON: all.JWKJSON},
		"JWK":     {PublicKeyPEM: all.PublicKeyPEM, JWKJSON: other.JWKJSON, Kty: all.Kty, Crv: all.Crv, X: all.X, Y: all.Y},
		"members": {JWKJSON: all.JWKJSON, Kty: other.Kty, Crv: other.Crv, X: other.X, Y: other.Y},
	} {
		_, err := keyinput.Read(keyinput.Model{Encodings: differ})
		if err == nil || !strings.Contains(err.Error(), "are different keys. Keep one form") {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, part := range []string{all.X.ValueString(), other.X.ValueString(), all.Y.ValueString(), other.Y.ValueString()} {
			if strings.Contains(err.Error(), part[:8]) {
				t.Errorf("%s: a key is repeated: %v", name, err)
			}
		}
	}
	half := all
	half.X = types.StringNull()
	if _, err := keyinput.Read(half); err == nil || !strings.Contains(err.Error(), "x is missing") {
		t.Errorf("a form that is not whole: %v", err)
	}
}

// everyForm is a new key in each form that is stored.
func everyForm(t *testing.T) keyinput.Model {
	t.Helper()
	key, err := jwk.Parse(keyPEM(t))
	if err != nil {
		t.Fatal(err)
	}
	spelled, err := keyinput.Encode(keyinput.Model{}, key.Public, jwk.Members{KeyID: "a", Use: "sig"})
	if err != nil {
		t.Fatal(err)
	}
	return spelled
}

// What is written is kept, the rest filled in, and the write-only key never kept.
func TestSpell_keepsWhatIsWritten(t *testing.T) {
	t.Parallel()
	text := strings.ReplaceAll(keyPEM(t), "\n", "\r\n")
	config := keyinput.Model{Encodings: keyinput.Encodings{PublicKeyPEM: types.StringValue(text)}, PublicKeyPEMWO: types.StringValue("x"), PublicKeyPEMWOVersion: types.Int64Value(3)}
	key, err := jwk.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	m, err := keyinput.Encode(config, key.Public, jwk.Members{})
	if err != nil || m.PublicKeyPEM.ValueString() != text || m.JWKJSON.IsNull() || m.Kty.ValueString() != "EC" || !m.N.IsNull() {
		t.Errorf("%+v, %v", m, err)
	}
	if !m.PublicKeyPEMWO.IsNull() || m.PublicKeyPEMWOVersion.ValueInt64() != 3 {
		t.Errorf("write-only: %s, %s", m.PublicKeyPEMWO, m.PublicKeyPEMWOVersion)
	}
	if recorded, ok := m.Recorded(); !ok || !recorded.Equal(key.Public) {
		t.Error("not recorded")
	}
	unknown := keyinput.Unknown(config)
	if unknown.PublicKeyPEM.ValueString() != text || !unknown.JWKJSON.IsUnknown() || !unknown.N.IsUnknown() || !unknown.PublicKeyPEMWO.IsNull() {
		t.Errorf("%+v", unknown)
	}
	if _, ok := unknown.Recorded(); ok {
		t.Error("an unknown key is recorded")
	}
}
