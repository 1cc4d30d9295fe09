package jwk

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"math/big"
	"strings"
	"testing"
)

// oddRSA is a public key of so many bits.
func oddRSA(bits uint, exponent int) *rsa.PublicKey {
	n := new(big.Int).Lsh(big.NewInt(1), bits-1)
	return &rsa.PublicKey{N: n.SetBit(n, 0, 1), E: exponent}
}

// checkRefused parses what has to be refused in these words, and in nothing but
// them; where a star is, there are words of the standard library.
func checkRefused(t *testing.T, text, want string) {
	t.Helper()
	key, err := Parse(text)
	prefix, open := strings.CutSuffix(want, "*")
	if err == nil || err.Error() != want && !(open && strings.HasPrefix(err.Error(), prefix)) {
		t.Errorf("got error  %v\nwant error %s", err, want)
	}
	if key != (Key{}) {
		t.Errorf("a key beside the error: %+v", key)
	}
}

// evil is a public key whose DER holds more numbers than a public key has.
func evil(t *testing.T, numbers ...*big.Int) []byte {
	t.Helper()
	inner, err := asn1.Marshal(numbers)
	if err != nil {
		t.Fatal(err)
	}
	return inner
}

// spki wraps octets as an RSA key (RFC 5280 section 4.1).
func spki(t *testing.T, inner []byte) []byte {
	t.Helper()
	type algorithm struct {
		ID   asn1.ObjectIdentifier
		Null asn1.RawValue
	}
	der, err := asn1.Marshal(struct {
		Algorithm algorithm
		Key       asn1.BitString
	}{
		algorithm{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}, asn1.NullRawValue},
		asn1.BitString{Bytes: inner, BitLength: 8 * len(inner)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// secp256k1 is the generator of the curve that Bitcoin uses, as PKIX.
const secp256k1 = "MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEeb5mfvncu6xVoGKVzocLBwKb/NstzijZWfKBWxb4F5hIOtp3JqPEZV2k+/wOEQio/Re0SKaFVBmcR9CP+xDUuA=="

func TestParse_refusesPEM(t *testing.T) {
	t.Parallel()
	good, cert := publicPEM(t, rsaKey().Public()), certificate(t, rsaKey())
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p224, err := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	k1, err := base64.StdEncoding.DecodeString(secp256k1)
	if err != nil {
		t.Fatal(err)
	}
	rsaDER := x509.MarshalPKCS1PublicKey(&rsaKey().PublicKey)
	ecDER := onePEMOf(t, publicPEM(t, ecKey(t).Public()))
	offCurve := append([]byte{}, ecDER...)
	offCurve[len(offCurve)-1] ^= 1
	n, e := rsaKey().N, big.NewInt(65537)
	even := oddRSA(2048, 65537)
	even.N.SetBit(even.N, 0, 0).SetBit(even.N, 1, 1)

	const neither = `found neither PEM (-----BEGIN PUBLIC KEY-----) nor a JWK ({"kty": ...})`
	const malformed = "found a malformed PEM block; BEGIN, END and base64 have to stand on lines of their own"
	const before, after, openSSH = "found PEM headers, or data before the key; give only the lines from BEGIN to END, without headers", "found data after the key; give only the lines from BEGIN to END",
		"found a key in the form of OpenSSH; write it as PEM: ssh-keygen -e -m PKCS8 -f FILE"
	const whole = `; give the file as it is: file("key.pem") in Terraform, "$(cat key.pem)" with the quotes in a shell`
	const bare = ", without the lines of PEM; write it as PEM: base64 -d FILE | openssl "
	const unreadable, tooMuch = "malformed or unknown public key: ", "found more than a public key in the DER; write the key anew: openssl pkey -pubin -in FILE"
	const wrongLabel = unreadable + "its content does not fit its label"
	const otherBlock = "found a PEM block that is no PUBLIC KEY, RSA PUBLIC KEY or CERTIFICATE"
	for name, c := range map[string]struct{ text, want string }{
		"nothing":                 {"", "found nothing; give PEM or a JWK"},
		"white space":             {" \r\n\t", "found nothing; give PEM or a JWK"},
		"text":                    {"not a key", neither},
		"bare base64":             {base64.StdEncoding.EncodeToString(rsaDER), "found the base64 of a public key in DER" + bare + "pkey -pubin -inform DER"},
		"bare base64url":          {base64.RawURLEncoding.EncodeToString(ecDER), "found the base64 of a public key in DER" + bare + "pkey -pubin -inform DER"},
		"bare certificate":        {base64.StdEncoding.EncodeToString(onePEMOf(t, cert)), "found the base64 of a certificate in DER" + bare + "x509 -inform DER"},
		"base64 of PEM":           {base64.StdEncoding.EncodeToString([]byte(good)), "found PEM that is encoded in base64 once more; decode it: base64decode in Terraform, base64 -d in a shell"},
		"CR alone":                {strings.ReplaceAll(good, "\n", "\r"), `found a PEM block whose lines end in CR alone; turn CR into LF: tr '\r' '\n' < FILE`},
		"indented":                {strings.ReplaceAll(good, "\n", "\n  "), "found a PEM block whose lines begin with blanks; begin a text in Terraform with <<-EOT, which takes the indentation off"},
		"four dashes":             {strings.ReplaceAll(good, "-----", "----"), "found a PEM block whose BEGIN or END does not stand between five dashes on each side" + whole},
		"OpenSSH":                 {"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ me@example.com", openSSH},
		"OpenSSH, EC":             {"ecdsa-sha2-nistp256 AAAAE2VjZHNh me@example.com", openSSH},
		"SSH2":                    {"---- BEGIN SSH2 PUBLIC KEY ----\nAAAAB3\n---- END SSH2 PUBLIC KEY ----", neither},
		"a file's name":           {"file://key.pem", neither},
		"byte order mark":         {"\ufeff" + good, "found a byte order mark before the key; leave it out"},
		"UTF-16":                  {"\xff\xfe-\x00-\x00", "found bytes that are not UTF-8; give DER as PEM"},
		"DER":                     {string(rsaDER), "found bytes that are not UTF-8; give DER as PEM"},
		"too long":                {strings.Repeat(" ", maxText) + good, "found 65987 bytes; a text of more than 65536 is not read"},
		"one line":                {strings.ReplaceAll(good, "\n", " "), "found a PEM block in one line, whose line ends are lost or turned into blanks" + whole},
		"lower case":              {strings.ToLower(good), "no PEM block found"},
		"no end":                  {strings.Split(good, "-----END")[0], malformed},
		"another end":             {strings.Replace(good, "END PUBLIC", "END RSA PUBLIC", 1), malformed},
		"text on the first line":  {strings.Replace(good, "KEY-----\n", "KEY----- mine\n", 1), malformed},
		"not base64":              {strings.Replace(good, "\n", "\n!", 1), malformed},
		"two keys":                {good + good, "found a key with another PEM block after it; give the first alone: openssl pkey -pubin -in FILE"},
		"a chain":                 {cert + cert, "found a certificate with another PEM block after it; give the first alone: openssl x509 -in FILE"},
		"text after":              {good + "mine", after},
		"a zero after":            {good + "\x00", after},
		"text before":             {"mine:\n" + good, before},
		"text, CRLF":              {"mine:\r\n" + strings.ReplaceAll(good, "\n", "\r\n"), before},
		"headers":                 {withHeader(good, "Comment: mine"), before},
		"half a block before":     {"-----BEGIN PUBLIC KEY-----\n" + good, "found a malformed PEM block before the key; give only the lines from BEGIN to END"},
		"quoted":                  {`"` + strings.ReplaceAll(good, "\n", `\n`) + `"`, "found a PEM block in quotes; leave the quotes out"},
		"a list":                  {"[" + jsonOf(t, good) + "]", "found a list; give one key at a time"},
		"a request":               {block("CERTIFICATE REQUEST", rsaDER), otherBlock},
		"EC parameters":           {block("EC PARAMETERS", rsaDER), otherBlock},
		"PKCS#7":                  {block("PKCS7", rsaDER), otherBlock},
		"X509 CERTIFICATE":        {block("X509 CERTIFICATE", rsaDER), otherBlock},
		"empty":                   {block("PUBLIC KEY", nil), wrongLabel},
		"PKCS#1 as PKIX":          {block("PUBLIC KEY", rsaDER), unreadable + "*"},
		"PKIX as PKCS#1":          {block("RSA PUBLIC KEY", spki(t, rsaDER)), unreadable + "*"},
		"a key as a certificate":  {block("CERTIFICATE", spki(t, rsaDER)), "malformed or unknown certificate: x509: *"},
		"a certificate as a key":  {block("PUBLIC KEY", onePEMOf(t, cert)), wrongLabel},
		"DER after PKIX":          {block("PUBLIC KEY", append(spki(t, rsaDER), 0)), unreadable + "*"},
		"DER after PKCS#1":        {block("RSA PUBLIC KEY", append(rsaDER[:len(rsaDER):len(rsaDER)], 5, 0)), wrongLabel},
		"DER after a certificate": {block("CERTIFICATE", append(onePEMOf(t, cert), 0)), "malformed or unknown certificate: x509: *"},
		"a third number":          {block("PUBLIC KEY", spki(t, evil(t, n, e, rsaKey().D))), tooMuch},
		"a second sequence":       {block("PUBLIC KEY", spki(t, append(evil(t, n, e), evil(t, rsaKey().D)...))), tooMuch},
		"a third number, PKCS#1":  {block("RSA PUBLIC KEY", evil(t, n, e, rsaKey().D)), tooMuch},
		"Ed25519":                 {publicPEM(t, ed.Public()), "found an Ed25519 key, not RSA or EC"},
		"Ed25519 certificate":     {certificate(t, ed), "found an Ed25519 key, not RSA or EC"},
		"P-224":                   {publicPEM(t, p224.Public()), "found an EC key on P-224, not on P-256, P-384 or P-521"},
		"P-224 certificate":       {certificate(t, p224), "found an EC key on P-224, not on P-256, P-384 or P-521"},
		"secp256k1":               {block("PUBLIC KEY", k1), unreadable + "its curve is not supported; make a key on one of these" + supported},
		"off the curve":           {block("PUBLIC KEY", offCurve), unreadable + "*"},
		"RSA-1024":                {publicPEM(t, oddRSA(1024, 65537)), "found an RSA key of 1024 bits; it has to have 2048 or more"},
		"RSA-2047":                {publicPEM(t, oddRSA(2047, 65537)), "found an RSA key of 2047 bits; it has to have 2048 or more"},
		"RSA-16385":               {publicPEM(t, oddRSA(16385, 65537)), "found an RSA key of 16385 bits; no more than 16384 are taken"},
		"even modulus":            {publicPEM(t, even), "found an RSA key whose modulus is even"},
		"exponent 1":              {publicPEM(t, oddRSA(2048, 1)), "found an RSA key with the exponent 1; it has to be odd, and 65537 or more"},
		"exponent 3":              {publicPEM(t, oddRSA(2048, 3)), "found an RSA key with the exponent 3; it has to be odd, and 65537 or more"},
		"exponent 65535":          {publicPEM(t, oddRSA(2048, 65535)), "found an RSA key with the exponent 65535; it has to be odd, and 65537 or more"},
		"exponent 65538":          {publicPEM(t, oddRSA(2048, 65538)), "found an RSA key with the exponent 65538; it has to be odd, and 65537 or more"},
		"exponent 2^31+1":         {block("PUBLIC KEY", spki(t, evil(t, n, big.NewInt(1<<31+1)))), "found an RSA key with an exponent above 2^31-1, which many verifiers refuse"},
		"exponent 2^64+1":         {block("PUBLIC KEY", spki(t, evil(t, n, new(big.Int).SetBit(big.NewInt(1), 64, 1)))), unreadable + "*"},
		"negative modulus":        {block("PUBLIC KEY", spki(t, evil(t, new(big.Int).Neg(n), e))), unreadable + "*"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkRefused(t, c.text, c.want)
		})
	}
}

// onePEMOf are the octets of a PEM block.
func onePEMOf(t testing.TB, text string) []byte {
	t.Helper()
	decoded, err := onePEM(strings.TrimSpace(text), "the key")
	if err != nil {
		t.Fatal(err)
	}
	return decoded.Bytes
}

func TestParse_takesKeysAtTheLimits(t *testing.T) {
	t.Parallel()
	for _, key := range []*rsa.PublicKey{
		oddRSA(minRSABits, minExponent), oddRSA(maxRSABits, maxExponent), oddRSA(2049, minExponent), oddRSA(4096, 65539),
	} {
		checkForms(t, t, key, rsaKey())
	}
	good := publicPEM(t, rsaKey().Public())
	if _, err := Parse(strings.Repeat(" ", maxText-len(good)) + good); err != nil {
		t.Error(err)
	}
}

// A certificate may hold text that its parser quotes in an error.
func TestParse_errorsOfCertificatesQuoteNothing(t *testing.T) {
	t.Parallel()
	der := onePEMOf(t, certificate(t, rsaKey()))
	if got := unreadable("certificate", der, errQuoting).Error(); got != "malformed or unknown certificate: x509: cannot parse URI" {
		t.Errorf("got %q", got)
	}
}
