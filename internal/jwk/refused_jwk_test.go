package jwk

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
)

func TestParse_refusesJWK(t *testing.T) {
	t.Parallel()
	rsa, ec := paramsOf(t, rsaKey().Public()), paramsOf(t, ecKey(t).Public())
	goodRSA, goodEC := jsonOf(t, rsa.asMap()), jsonOf(t, ec.asMap())
	withRSA := func(name string, value any) string { return with(t, rsa, map[string]any{name: value}) }
	withEC := func(name string, value any) string { return with(t, ec, map[string]any{name: value}) }
	otherCert := base64.StdEncoding.EncodeToString(onePEMOf(t, certificate(t, ecKey(t))))

	const malformed, twice, lists = "found malformed JSON, not a JWK", "found a JWK that names a member twice; name each member once", "found a list; give one key at a time"
	const oddKID = "kid holds other characters than printable ASCII, which Terraform and others change"
	const symmetric, chain = "found a symmetric key (kty oct), not a public key", "x5c is not a list of certificates"
	for name, c := range map[string]struct{ text, want string }{
		"empty object":                     {`{}`, "kty is missing; set it to RSA or EC"},
		"kty null":                         {withRSA("kty", json.RawMessage("null")), "kty is missing; set it to RSA or EC"},
		"kty in other case":                {withRSA("kty", "rsa"), `kty is "rsa", not RSA or EC`},
		"OKP":                              {withRSA("kty", "OKP"), `kty is "OKP", not RSA or EC`},
		"kty of many words":                {withRSA("kty", "an RSA key of mine"), "kty is something else, not RSA or EC"},
		"kty a number":                     {withRSA("kty", 5), "kty is not a string"},
		"symmetric":                        {`{"kty":"oct","k":"c2VjcmV0"}`, symmetric},
		"symmetric, null":                  {`{"kty":"oct","k":null}`, symmetric},
		"half an object":                   {goodRSA[:len(goodRSA)-1], malformed},
		"a comma too many":                 {strings.Replace(goodRSA, "}", ",}", 1), malformed},
		"a comment":                        {strings.Replace(goodRSA, "{", "{/**/", 1), malformed},
		"not quoted":                       {`{kty: "RSA"}`, malformed},
		"too deep":                         {goodRSA[:len(goodRSA)-1] + `,"a":` + strings.Repeat("[", 10000) + strings.Repeat("]", 10000) + "}", "found JSON that is malformed, or nested thousands of levels deep, not a JWK"},
		"text after":                       {goodRSA + " mine", "found data after the JWK; give one JSON object alone"},
		"two keys":                         {goodRSA + goodRSA, "found data after the JWK; give one JSON object alone"},
		"PEM after":                        {goodRSA + publicPEM(t, rsaKey().Public()), "found data after the JWK; give one JSON object alone"},
		"a BOM":                            {"\ufeff" + goodRSA, "found a byte order mark before the key; leave it out"},
		"not UTF-8":                        {withRSA("kid", "\x00") + "\xff", "found bytes that are not UTF-8; give DER as PEM"},
		"too long":                         {withRSA("a", strings.Repeat("a", maxText)), "found *"},
		"a list":                           {"[" + goodRSA + "]", lists},
		"a list of nothing":                {"[]", lists},
		"a set":                            {`{"keys":[` + goodRSA + `]}`, "found a JWK set; give one of its keys"},
		"an empty set":                     {`{"keys":[]}`, "found a JWK set; give one of its keys"},
		"a key and a set":                  {withRSA("keys", []any{}), "found a JWK set; give one of its keys"},
		"n twice":                          {`{"n":"AQAB",` + goodRSA[1:], twice},
		"n twice, escaped":                 {`{"\u006e":"AQAB",` + goodRSA[1:], twice},
		"n twice, null":                    {`{"n":null,` + goodRSA[1:], twice},
		"another twice":                    {`{"a":1,"a":1,` + goodRSA[1:], twice},
		"N beside n":                       {withRSA("N", rsa.N), `found the member "N"; it is written "n"`},
		"N alone":                          {with(t, rsa, map[string]any{"N": rsa.N, "n": nil}), `found the member "N"; it is written "n"`},
		"Kid":                              {withRSA("Kid", "a"), `found the member "Kid"; it is written "kid"`},
		"KEYS":                             {withRSA("KEYS", []any{}), `found the member "KEYS"; it is written "keys"`},
		"X5C":                              {withRSA("X5C", []string{otherCert}), `found the member "X5C"; it is written "x5c"`},
		"X5U":                              {withRSA("X5U", "a"), `found the member "X5U"; it is written "x5u"`},
		"X5t":                              {withRSA("X5t", "a"), `found the member "X5t"; it is written "x5t"`},
		"x5t#s256":                         {withRSA("x5t#s256", "a"), `found the member "x5t#s256"; it is written "x5t#S256"`},
		"KEY_OPS":                          {withRSA("KEY_OPS", []any{}), `found the member "KEY_OPS"; it is written "key_ops"`},
		"kid long":                         {withRSA("kid", strings.Repeat("a", 256)), "kid has 256 characters; no more than 255 are taken"},
		"kid with a line end":              {withRSA("kid", "a\n"), oddKID},
		"kid with a delete":                {withRSA("kid", "a\x7f"), oddKID},
		"kid with an accent":               {withRSA("kid", "e\u0301"), oddKID},
		"kid with half a pair":             {withRSA("kid", json.RawMessage(`"\ud800"`)), oddKID},
		"alg of EC":                        {withRSA("alg", "ES256"), `alg is "ES256", which is for EC keys on P-256, not for RSA keys`},
		"alg of RSA":                       {withEC("alg", "RS256"), `alg is "RS256", which is for RSA keys, not for EC keys on P-256`},
		"alg of another curve":             {withEC("alg", "ES384"), `alg is "ES384", which is for EC keys on P-384, not for EC keys on P-256`},
		"alg none":                         {withEC("alg", "none"), `alg is "none", which is not for public keys`},
		"alg symmetric":                    {withRSA("alg", "HS256"), `alg is "HS256", which is not for public keys`},
		"n missing":                        {withRSA("n", nil), "n is missing"},
		"n null":                           {withRSA("n", json.RawMessage("null")), "n is missing"},
		"n empty":                          {withRSA("n", ""), "n is missing"},
		"n a number":                       {withRSA("n", 5), "n is not a string"},
		"kid a number":                     {withRSA("kid", 5), "kid is not a string"},
		"use a list":                       {withRSA("use", []string{"sig"}), "use is not a string"},
		"alg an object":                    {withRSA("alg", map[string]string{}), "alg is not a string"},
		"e missing":                        {withRSA("e", nil), "e is missing"},
		"n padded":                         {withRSA("n", rsa.N+"=="), "n is padded with =, which base64url in a JWK is not"},
		"n base64":                         {withRSA("n", "+/"+rsa.N[2:]), "n is base64, not base64url: it holds + or /"},
		"n with a line end":                {withRSA("n", rsa.N[:64]+"\n"+rsa.N[64:]), "n is not base64url"},
		"n, then a line end":               {withRSA("n", rsa.N+"\r\n"), "n is not base64url"},
		"n with a space":                   {withRSA("n", " "+rsa.N), "n is not base64url"},
		"n a line end":                     {withRSA("n", "\n"), "n is not base64url"},
		"n one character":                  {withRSA("n", "A"), "n is not base64url"},
		"n zero":                           {withRSA("n", "AA"), "found an RSA key of 0 bits; it has to have 2048 or more"},
		"n short":                          {withRSA("n", "AQAB"), "found an RSA key of 17 bits; it has to have 2048 or more"},
		"n long":                           {withRSA("n", b64(oddRSA(16385, 3).N.Bytes())), "found an RSA key of 16385 bits; no more than 16384 are taken"},
		"n even":                           {withRSA("n", rsa.N[:len(rsa.N)-2]+"AA"), "found an RSA key whose modulus is even"},
		"e zero":                           {withRSA("e", "AA"), "found an RSA key with the exponent 0; it has to be odd, and 65537 or more"},
		"e 3":                              {withRSA("e", "Aw"), "found an RSA key with the exponent 3; it has to be odd, and 65537 or more"},
		"e even":                           {withRSA("e", "AQAC"), "found an RSA key with the exponent 65538; it has to be odd, and 65537 or more"},
		"e in digits":                      {withRSA("e", 65537), "e is not a string"},
		"e 2^31+1":                         {withRSA("e", "gAAAAQ"), "found an RSA key with an exponent above 2^31-1, which many verifiers refuse"},
		"e 2^64+1":                         {withRSA("e", "AQAAAAAAAAAB"), "found an RSA key with an exponent above 2^31-1, which many verifiers refuse"},
		"RSA with crv":                     {withRSA("crv", "P-256"), "found an RSA key with crv, x or y, which belong to EC keys"},
		"RSA with x":                       {withRSA("x", ec.X), "found an RSA key with crv, x or y, which belong to EC keys"},
		"EC with n":                        {withEC("n", rsa.N), "found an EC key with n or e, which belong to RSA keys"},
		"EC with e":                        {withEC("e", "AQAB"), "found an EC key with n or e, which belong to RSA keys"},
		"crv missing":                      {withEC("crv", nil), "crv is missing; set it to P-256, P-384 or P-521"},
		"P-224":                            {withEC("crv", "P-224"), `crv is "P-224", not P-256, P-384 or P-521`},
		"secp256k1":                        {withEC("crv", "secp256k1"), `crv is "secp256k1", not P-256, P-384 or P-521`},
		"crv in other case":                {withEC("crv", "p-256"), `crv is "p-256", not P-256, P-384 or P-521`},
		"crv with a slash":                 {withEC("crv", "a/b"), "crv is something else, not P-256, P-384 or P-521"},
		"x missing":                        {withEC("x", nil), "x is missing"},
		"y missing":                        {withEC("y", nil), "y is missing"},
		"x short":                          {withEC("x", b64(make([]byte, 31))), "x has 31 octets; on P-256 it must have 32"},
		"x long":                           {withEC("x", b64(make([]byte, 33))), "x has 33 octets; on P-256 it must have 32"},
		"y of another curve":               {withEC("y", b64(make([]byte, 48))), "y has 48 octets; on P-256 it must have 32"},
		"x of P-521 on another":            {with(t, ec, map[string]any{"crv": "P-521"}), "x has 32 octets; on P-521 it must have 66"},
		"off the curve":                    {withEC("y", ec.X), "x and y are not the coordinates of a point on P-256"},
		"the origin":                       {with(t, ec, map[string]any{"x": b64(make([]byte, 32)), "y": b64(make([]byte, 32))}), "x and y are not the coordinates of a point on P-256"},
		"x above the field":                {withEC("x", strings.Repeat("_", 42)+"8"), "x and y are not the coordinates of a point on P-256"},
		"x5c of another key":               {withEC("x5c", []string{otherCert}), "x5c holds the certificate of another key"},
		"x5c not base64":                   {withEC("x5c", []string{"!"}), chain},
		"x5c a string":                     {withEC("x5c", otherCert), chain},
		"x5c not a certificate":            {withEC("x5c", []string{"AAAA"}), "x5c: malformed or unknown certificate: x509: *"},
		"EC key, then a space of no width": {goodEC + "\u200b", "found data after the JWK; give one JSON object alone"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkRefused(t, c.text, c.want)
		})
	}
}
