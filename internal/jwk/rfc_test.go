package jwk

import (
	"strings"
	"testing"
)

// The EC key of RFC 7517 appendix A.1, as it stands there.
const rfcEC = `{"kty":"EC",
          "crv":"P-256",
          "x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
          "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
          "use":"enc",
          "kid":"1"}`

// The RSA key of RFC 7517 appendix A.1, which is that of RFC 7638 section 3.1.
const rfcRSA = `{"kty":"RSA",
          "n": "` + rfcModulus + `",
          "e":"AQAB",
          "alg":"RS256",
          "kid":"2011-04-29"}`

func TestParse_keysOfTheRFCs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text, thumbprint string
		members          Members
	}{
		"RFC 7517 A.1, EC":  {rfcEC, "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s", Members{KeyID: "1", Use: "enc"}},
		"RFC 7517 A.1, RSA": {rfcRSA, rfcThumbprint, Members{KeyID: "2011-04-29", Algorithm: "RS256"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			key, err := Parse(c.text)
			if err != nil || key.Members != c.members {
				t.Fatalf("got %+v, %v, want %+v", key.Members, err, c.members)
			}
			if got, err := key.Thumbprint(); err != nil || got != c.thumbprint {
				t.Errorf("got %s, %v, want %s", got, err, c.thumbprint)
			}
			if key.Equal(curveKey(t)) || !key.Equal(key.Public) {
				t.Error("two keys are one, or one is two")
			}
			checkReadsBack(t, key.Public)
		})
	}
}

func TestParse_setOfRFC7517IsNotOneKey(t *testing.T) {
	t.Parallel()
	set := `{"keys":[` + strings.Join([]string{rfcEC, rfcRSA}, ",") + `]}`
	if _, err := Parse(set); err == nil || err.Error() != "found a JWK set; give one of its keys" {
		t.Errorf("got %v", err)
	}
}

func TestZeroKey_isNoKey(t *testing.T) {
	t.Parallel()
	var none Public
	if none.Equal(none) || none.Equal(curveKey(t)) || curveKey(t).Equal(none) {
		t.Error("no key equals a key")
	}
	if none.Params() != (Params{}) {
		t.Errorf("members %+v", none.Params())
	}
	if _, err := none.Thumbprint(); err == nil {
		t.Error("no key has a thumbprint")
	}
	if _, err := none.PEM(); err == nil {
		t.Error("no key has a PEM")
	}
	if _, err := none.JSON(Members{}); err == nil {
		t.Error("no key has a JWK")
	}
}
