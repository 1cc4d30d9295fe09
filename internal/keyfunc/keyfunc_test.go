package keyfunc_test

import (
	"crypto"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

func TestMain(m *testing.M) { os.Exit(acctest.Main(m)) }

// The functions, by the name of their parameter.
var (
	ofOneKey = []string{"jwk", "jwk_thumbprint", "jwk_to_pem"}
	all      = append(slices.Clone(ofOneKey), "jwks_json")
)

func functions(t testing.TB) *acctest.Functions {
	t.Helper()
	return acctest.NewFunctions(t, acctest.Provider())
}

// rfcEC is the EC key of RFC 7517 appendix A.1.
const (
	rfcEC = `{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",` +
		`"y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"enc","kid":"1"}`
	rfcECThumbprint = "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s"
)

// keys are public keys of every kind, each with the one that signs for it.
func keys(t testing.TB) map[string]crypto.Signer {
	t.Helper()
	return map[string]crypto.Signer{
		"RSA": acctest.RSAKey(t), "P-256": acctest.ECKey(t, elliptic.P256()), "P-384": acctest.ECKey(t, elliptic.P384()), "P-521": acctest.ECKey(t, elliptic.P521()),
	}
}

// publicJWK is a key as go-jose writes it.
func publicJWK(t testing.TB, key crypto.PublicKey, kid string) string {
	t.Helper()
	text, err := jose.JSONWebKey{Key: key, KeyID: kid}.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// forms are the texts of one key.
func forms(t testing.TB, key crypto.Signer) map[string]string {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{
		"PEM":         acctest.PublicPEM(t, key.Public()),
		"PEM, CRLF":   strings.ReplaceAll(acctest.PublicPEM(t, key.Public()), "\n", "\r\n"),
		"certificate": string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})),
		"JWK":         publicJWK(t, key.Public(), ""),
		"nulls":       strings.Replace(publicJWK(t, key.Public(), ""), "{", `{"kid":null,"use":null,"d":null,`, 1),
	}
	if key, ok := key.Public().(*rsa.PublicKey); ok {
		all["PKCS#1"] = string(pem.EncodeToMemory(&pem.Block{Type: "RSA PUBLIC KEY", Bytes: x509.MarshalPKCS1PublicKey(key)}))
	}
	return all
}

func text(t testing.TB, value tftypes.Value) string {
	t.Helper()
	var text string
	if err := value.As(&text); err != nil {
		t.Fatal(err)
	}
	return text
}

func TestFunctions_everyFormOfAKeyGivesTheSame(t *testing.T) {
	t.Parallel()
	f := functions(t)
	for kind, key := range keys(t) {
		for _, name := range all {
			want, bad := f.Text(name, acctest.PublicPEM(t, key.Public()))
			if bad != nil {
				t.Fatalf("%s of %s: %s", name, kind, bad.Text)
			}
			for form, key := range forms(t, key) {
				if got, bad := f.Text(name, key); bad != nil || !got.Equal(want) {
					t.Errorf("%s of %s as %s: got %s, %v, want %s", name, kind, form, got, bad, want)
				}
			}
		}
	}
}

func TestJWK_membersAndNulls(t *testing.T) {
	t.Parallel()
	f := functions(t)
	ec, bad := f.Text("jwk", rfcEC)
	if bad != nil {
		t.Fatal(bad.Text)
	}
	for member, want := range map[string]string{
		"kty": "EC", "n": "null", "e": "null", "crv": "P-256", "kid": "1", "thumbprint": rfcECThumbprint,
		"x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
	} {
		if got := acctest.Show(t, ec, member); got != want {
			t.Errorf("%s is %s, want %s", member, got, want)
		}
	}
	rsa, bad := f.Text("jwk", acctest.PublicPEM(t, acctest.RSAKey(t).Public()))
	if bad != nil {
		t.Fatal(bad.Text)
	}
	for member, want := range map[string]string{
		"kty": "RSA", "e": "AQAB", "crv": "null", "x": "null", "y": "null", "kid": acctest.Show(t, rsa, "thumbprint"),
	} {
		if got := acctest.Show(t, rsa, member); got != want {
			t.Errorf("%s is %s, want %s", member, got, want)
		}
	}
}

// The result of jwk, through jsonencode, is a JWK again: its nulls are absent.
func TestJWK_resultIsAKeyAgain(t *testing.T) {
	t.Parallel()
	f := functions(t)
	for kind, key := range keys(t) {
		pem := acctest.PublicPEM(t, key.Public())
		result, bad := f.Text("jwk", pem)
		if bad != nil {
			t.Fatal(bad.Text)
		}
		members := map[string]*string{}
		for _, name := range strings.Fields("kty n e crv x y kid thumbprint") {
			if value := acctest.Show(t, result, name); value != "null" {
				members[name] = &value
			} else {
				members[name] = nil
			}
		}
		encoded, err := json.Marshal(members)
		if err != nil {
			t.Fatal(err)
		}
		if got, bad := f.Text("jwk_to_pem", string(encoded)); bad != nil || text(t, got) != pem {
			t.Errorf("%s: got %s, %v, want %s", kind, got, bad, pem)
		}
	}
}

func TestJWKThumbprint_isRFC7638s(t *testing.T) {
	t.Parallel()
	if got, bad := functions(t).Text("jwk_thumbprint", rfcEC); bad != nil || text(t, got) != rfcECThumbprint {
		t.Errorf("got %s, %v", got, bad)
	}
}

func TestJWKSJSON_keepsOrderAndMembers(t *testing.T) {
	t.Parallel()
	f := functions(t)
	key := acctest.ECKey(t, elliptic.P384())
	pem := acctest.PublicPEM(t, key.Public())
	print, bad := f.Text("jwk_thumbprint", pem)
	if bad != nil {
		t.Fatal(bad.Text)
	}
	first := `{"use":"enc","kty":"EC","kid":"1",` + rfcEC[len(`{"kty":"EC",`):strings.Index(rfcEC, `,"use"`)] + `}`
	second := publicJWK(t, key.Public(), text(t, print))
	for name, c := range map[string]struct {
		keys []string
		want string
	}{
		"none":       {nil, `{"keys":[]}`},
		"two":        {[]string{rfcEC, pem}, `{"keys":[` + first + "," + second + `]}`},
		"other way":  {[]string{pem, rfcEC}, `{"keys":[` + second + "," + first + `]}`},
		"one, twice": {[]string{pem, publicJWK(t, key.Public(), "other")}, `{"keys":[` + second + "," + publicJWK(t, key.Public(), "other") + `]}`},
	} {
		if got, bad := f.Text("jwks_json", c.keys...); bad != nil || text(t, got) != c.want {
			t.Errorf("%s: got %s, %v, want %s", name, got, bad, c.want)
		}
	}
}

func TestJWKSJSON_unknownAndNullKeys(t *testing.T) {
	t.Parallel()
	f := functions(t)
	list := func(last tftypes.Value) tftypes.Value {
		return tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, []tftypes.Value{tftypes.NewValue(tftypes.String, rfcEC), last})
	}
	got, bad := f.Call("jwks_json", list(tftypes.NewValue(tftypes.String, tftypes.UnknownValue)))
	if bad != nil || got.IsKnown() {
		t.Errorf("an unknown key gives %s, %v", got, bad)
	}
	_, bad = f.Call("jwks_json", list(tftypes.NewValue(tftypes.String, nil)))
	checkRefused(t, bad, "keys[1] is null; leave it out")
}
