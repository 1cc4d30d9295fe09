package oktaapi_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"regexp"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

func ecOn(curve elliptic.Curve) *ecdsa.PrivateKey { return must(ecdsa.GenerateKey(curve, rand.Reader)) }

func sec1(key *ecdsa.PrivateKey) string {
	return pemOf("EC PRIVATE KEY", must(x509.MarshalECPrivateKey(key)))
}

func b64(octets []byte) string { return base64.RawURLEncoding.EncodeToString(octets) }

func escaped(text string) string { return strings.ReplaceAll(text, "\n", `\n`) }

func withKey(text, id string) func(*oktaapi.Settings) {
	return func(s *oktaapi.Settings) {
		byKey(s)
		s.Credentials.PrivateKey, s.Credentials.PrivateKeyID = text, id
	}
}

// Each key signs an assertion that its public half verifies.
func TestPrivateKey_forms(t *testing.T) {
	t.Parallel()
	p384, p521 := ecOn(elliptic.P384()), ecOn(elliptic.P521())
	pkcs1 := pemOf("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsaKey()))
	for name, c := range map[string]struct {
		text, id  string
		public    crypto.PublicKey
		algorithm jose.SignatureAlgorithm
		kid       string
	}{
		"PKCS#1":               {pkcs1, "", rsaKey().Public(), jose.RS256, ""},
		"PKCS#8 RSA":           {pkcs8(rsaKey()), "k", rsaKey().Public(), jose.RS256, "k"},
		"PKCS#8 P-256":         {pkcs8(ecKey()), "k", ecKey().Public(), jose.ES256, "k"},
		"PKCS#8 P-384":         {pkcs8(p384), "k", p384.Public(), jose.ES384, "k"},
		"PKCS#8 P-521":         {pkcs8(p521), "k", p521.Public(), jose.ES512, "k"},
		"SEC 1 P-256":          {sec1(ecKey()), "k", ecKey().Public(), jose.ES256, "k"},
		"SEC 1 P-384":          {sec1(p384), "k", p384.Public(), jose.ES384, "k"},
		"EC PARAMETERS":        {pemOf("EC PARAMETERS", []byte{6, 8, 42}) + sec1(ecKey()), "k", ecKey().Public(), jose.ES256, "k"},
		"escaped line ends":    {escaped(pkcs8(rsaKey())), "k", rsaKey().Public(), jose.RS256, "k"},
		"white space around":   {" \n" + pkcs1 + "\n\n", "k", rsaKey().Public(), jose.RS256, "k"},
		"CRLF":                 {strings.ReplaceAll(pkcs8(ecKey()), "\n", "\r\n"), "k", ecKey().Public(), jose.ES256, "k"},
		"JWK RSA":              {jwkOf(rsaKey(), map[string]any{"kid": "j"}), "", rsaKey().Public(), jose.RS256, "j"},
		"JWK EC":               {jwkOf(ecKey(), map[string]any{"kid": "j"}), "", ecKey().Public(), jose.ES256, "j"},
		"JWK P-521":            {jwkOf(p521, nil), "", p521.Public(), jose.ES512, ""},
		"the ID wins":          {jwkOf(ecKey(), map[string]any{"kid": "j"}), "k", ecKey().Public(), jose.ES256, "k"},
		"JWK with alg PS256":   {jwkOf(rsaKey(), map[string]any{"alg": "PS256"}), "", rsaKey().Public(), jose.PS256, ""},
		"JWK with alg RS512":   {jwkOf(rsaKey(), map[string]any{"alg": "RS512", "use": "sig"}), "", rsaKey().Public(), jose.RS512, ""},
		"JWK with alg ES256":   {jwkOf(ecKey(), map[string]any{"alg": "ES256"}), "", ecKey().Public(), jose.ES256, ""},
		"JWK with odd members": {" " + jwkOf(ecKey(), map[string]any{"status": "ACTIVE", "created": 1}), "", ecKey().Public(), jose.ES256, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := newOrg(t, withTokens(t, answer(200, granted)))
			if err := calls["list"](t.Context(), served.client(t, withKey(c.text, c.id)), "aus1"); err != nil {
				t.Fatal(err)
			}
			claims, header := assertion(t, served.to(tokenPath)[0].body, c.public, c.algorithm)
			if claims.Subject != "client" || header.KeyID != c.kid || header.Algorithm != string(c.algorithm) {
				t.Errorf("got %+v, %+v", claims, header)
			}
		})
	}
}

// badKeys are what is given for a private key, with what is said of it.
func badKeys() map[string]struct{ text, want string } {
	_, ed, _ := ed25519.GenerateKey(rand.Reader)
	public := pemOf("PUBLIC KEY", must(x509.MarshalPKIXPublicKey(rsaKey().Public())))
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	certificate := pemOf("CERTIFICATE", must(x509.CreateCertificate(rand.Reader, template, template, ecKey().Public(), ecKey())))
	legacy := string(pem.EncodeToMemory(&pem.Block{
		Type: "RSA PRIVATE KEY", Bytes: []byte("xxxxxxxxxxxxxxxx"),
		Headers: map[string]string{"Proc-Type": "4,ENCRYPTED", "DEK-Info": "AES-128-CBC,00112233445566778899AABBCCDDEEFF"},
	}))
	good := pkcs8(rsaKey())
	const (
		whole     = `; give the file as it is: file("key.pem") in Terraform, "$(cat key.pem)" with the quotes in a shell`
		newRSA    = ": openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048"
		several   = "private_key is a PEM block with other text or another block beside it; give the private key alone: openssl pkey -in FILE"
		encrypted = "private_key is an encrypted private key; decrypt it: openssl pkey -in FILE"
		isPublic  = "private_key is a public key; give the private key that belongs to it"
		short     = "private_key is an RSA key of 1024 bits; use one of 2048 bits or more" + newRSA
		file      = "private_key is the name of a file; give what is in the file, for example with the function file"
		neither   = "private_key is a text that is not PEM (-----BEGIN PRIVATE KEY-----)" + whole
		cutShort  = "private_key is a PEM block that is cut short or malformed" + whole
		noKey     = "private_key is a PEM block that holds no RSA or EC private key (PKCS#8, PKCS#1 or SEC 1); use an RSA or EC key" + newRSA
		members   = "private_key is a JWK whose members are missing, malformed or do not belong together"
		ofAnother = "private_key is an EC key whose private part (d) does not belong to its public part (x, y); give the members of one key"
		badJSON   = "private_key is a JWK that is malformed JSON"
	)
	return map[string]struct{ text, want string }{
		"nothing":             {"", "private_key is empty"},
		"white space":         {" \n", "private_key is empty"},
		"public key":          {public, isPublic},
		"public key, PKCS#1":  {pemOf("RSA PUBLIC KEY", x509.MarshalPKCS1PublicKey(&rsaKey().PublicKey)), isPublic},
		"certificate":         {certificate, "private_key is a certificate; give the private key that belongs to it"},
		"encrypted PKCS#8":    {pemOf("ENCRYPTED PRIVATE KEY", []byte("xxxx")), encrypted},
		"encrypted PKCS#1":    {legacy, encrypted},
		"OpenSSH":             {pemOf("OPENSSH PRIVATE KEY", []byte("openssh-key-v1")), "private_key is a private key in the form of OpenSSH; convert a copy of it, which this changes: ssh-keygen -p -N '' -m PKCS8 -f COPY"},
		"short RSA":           {pkcs8(shortKey()), short},
		"P-224":               {pkcs8(ecOn(elliptic.P224())), "private_key is an EC key on P-224; use one on P-256, P-384 or P-521: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256"},
		"Ed25519":             {pkcs8(ed), "private_key is an Ed25519 key; use an RSA or EC key" + newRSA},
		"two keys":            {good + pkcs8(ecKey()), several},
		"text after it":       {good + "secret", several},
		"key, certificate":    {good + certificate, "private_key is a private key that is followed by a certificate; give the private key alone: openssl pkey -in FILE"},
		"one line":            {strings.ReplaceAll(good, "\n", " "), "private_key is a PEM block in one line, whose line ends are lost or turned into blanks" + whole},
		"d zero":              {jwkOf(ecKey(), map[string]any{"d": "AA"}), members},
		"d zero, padded":      {jwkOf(ecKey(), map[string]any{"d": b64(make([]byte, 32))}), ofAnother},
		"d of another":        {jwkOf(ecKey(), map[string]any{"d": b64(must(ecOn(elliptic.P256()).Bytes()))}), ofAnother},
		"d zero, RSA":         {jwkOf(rsaKey(), map[string]any{"d": "AA"}), members},
		"d one, RSA":          {jwkOf(rsaKey(), map[string]any{"d": "AQ"}), members},
		"p zero, RSA":         {jwkOf(rsaKey(), map[string]any{"p": "AA"}), members},
		"p one, RSA":          {jwkOf(rsaKey(), map[string]any{"p": "AQ"}), members},
		"dp of another, RSA":  {jwkOf(rsaKey(), map[string]any{"dp": "AQ"}), members},
		"d of another, RSA":   {jwkOf(rsaKey(), map[string]any{"d": b64(must(rsa.GenerateKey(rand.Reader, 2048)).D.Bytes())}), members},
		"a key after garbage": {"-----BEGIN PRIVATE KEY-----\nsecret!\n" + good, several},
		"cut short":           {good[:200], cutShort},
		"garbage in PEM":      {pemOf("PRIVATE KEY", []byte("secret")), noKey},
		"a path":              {"/home/x/secret.pem", file},
		"a path from here":    {"./keys/secret", file},
		"a path from home":    {"~/secret", file},
		"a path of Windows":   {`C:\secret\key`, file},
		"a name":              {"secret.pem", file},
		"base64 alone":        {strings.Split(good, "\n")[1], neither},
		"a word":              {"secret", neither},
		"public JWK":          {jwkOf(rsaKey().Public(), nil), "private_key is a public JWK; give the private one, which has a member d"},
		"public EC JWK":       {jwkOf(ecKey().Public(), nil), "private_key is a public JWK; give the private one, which has a member d"},
		"symmetric JWK":       {`{"kty":"oct","k":"c2VjcmV0"}`, "private_key is a symmetric JWK; use an RSA or EC key"},
		"OKP":                 {jwkOf(ed, nil), "private_key is a JWK of type OKP; use an RSA or EC key"},
		"JWK set":             {`{"keys":[` + jwkOf(ecKey(), nil) + `]}`, "private_key is a set of JWKs; give one key"},
		"no type":             {`{"d":"c2VjcmV0"}`, "private_key is a JWK of no known type (kty); use an RSA or EC key"},
		"encryption JWK":      {jwkOf(rsaKey(), map[string]any{"use": "enc"}), "private_key is a JWK that is not for signatures (use)"},
		"secp256k1":           {jwkOf(ecKey(), map[string]any{"crv": "secp256k1"}), "private_key is a JWK on a curve (crv) that is not supported; use one on P-256, P-384 or P-521"},
		"no primes":           {jwkOf(rsaKey(), map[string]any{"p": nil}), "private_key is an RSA JWK without its primes (p and q); give all members"},
		"no modulus":          {jwkOf(rsaKey(), map[string]any{"n": nil}), members},
		"another curve":       {jwkOf(ecKey(), map[string]any{"crv": "P-384"}), members},
		"another prime":       {jwkOf(rsaKey(), map[string]any{"p": "AQAB"}), members},
		"short JWK":           {jwkOf(shortKey(), nil), short},
		"alg of another type": {jwkOf(ecKey(), map[string]any{"alg": "RS256"}), "private_key is a JWK whose alg is none that its key signs with; use ES256"},
		"alg of encryption":   {jwkOf(rsaKey(), map[string]any{"alg": "RSA-OAEP"}), "private_key is a JWK whose alg is none that its key signs with; use RS256"},
		"malformed JSON":      {jwkOf(rsaKey(), nil)[:100], badJSON},
		"d is a number":       {jwkOf(rsaKey(), map[string]any{"d": 123456789}), members},
		"kty is a number":     {jwkOf(rsaKey(), map[string]any{"kty": 123456789}), badJSON},
	}
}

// What is quoted of a text may be its secret part.
func TestPrivateKey_refusalsQuoteNothing(t *testing.T) {
	t.Parallel()
	words := regexp.MustCompile(`[A-Za-z0-9+/_-]{6,}`)
	for name, c := range badKeys() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings := oktaapi.Settings{OrgURL: "https://example.okta.com"}
			withKey(c.text, "")(&settings)
			_, err := oktaapi.New(settings)
			if err == nil || err.Error() != c.want {
				t.Fatalf("got %v, want %s", err, c.want)
			}
			allowed := "private_key PRIVATE CERTIFICATE encrypted symmetric certificate PUBLIC secp256k1 " + c.want
			for _, word := range words.FindAllString(c.text, -1) {
				if strings.Contains(err.Error(), word) && !strings.Contains(allowed, word) {
					t.Errorf("%q quotes %q", err, word)
				}
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("%q quotes the secret", err)
			}
		})
	}
}
