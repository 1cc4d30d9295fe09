package privatekey

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
)

func block(label string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der}))
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func newEC(curve elliptic.Curve) *ecdsa.PrivateKey {
	return must(ecdsa.GenerateKey(curve, rand.Reader))
}

func pkcs8(key any) string { return block("PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(key))) }

func sec1(key *ecdsa.PrivateKey) string {
	return block("EC PRIVATE KEY", must(x509.MarshalECPrivateKey(key)))
}

// parameters are the curve P-256, as "openssl ecparam -genkey" writes it before a key.
var parameters = block("EC PARAMETERS", []byte{6, 8, 42, 134, 72, 206, 61, 3, 1, 7})

func TestParsePEM_formsOfAKey(t *testing.T) {
	t.Parallel()
	ec, long := newEC(elliptic.P256()), must(rsa.GenerateKey(rand.Reader, 2048))
	for name, c := range map[string]struct {
		text string
		key  interface{ Equal(crypto.PrivateKey) bool }
	}{
		"PKCS#8":                   {pkcs8(ec), ec},
		"PKCS#8 of RSA":            {pkcs8(long), long},
		"PKCS#1":                   {block("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(long)), long},
		"SEC 1":                    {sec1(ec), ec},
		"parameters":               {parameters + sec1(ec), ec},
		"parameters, literal \\n":  {strings.ReplaceAll(parameters+sec1(ec), "\n", `\n`), ec},
		"literal \\n":              {strings.ReplaceAll(sec1(ec), "\n", `\n`), ec},
		"literal \\r\\n":           {strings.ReplaceAll(sec1(ec), "\n", `\r\n`), ec},
		"CRLF, white space around": {"\n " + strings.ReplaceAll(sec1(ec), "\n", "\r\n") + " \n", ec},
	} {
		if got, err := ParsePEM(c.text); err != nil || !c.key.Equal(got) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// explicitCurve is what OpenSSL writes with -param_enc explicit, as far as that the
// curve is written out: a version, an octet string, and the OID of prime fields.
var explicitCurve = append([]byte{0x30, 0x11, 2, 1, 1, 4, 1, 1, 0xa0, 9}, primeField...)

func TestParsePEM_namesWhatItSees(t *testing.T) {
	t.Parallel()
	ec := newEC(elliptic.P256())
	key := sec1(ec)
	public := must(x509.MarshalPKIXPublicKey(ec.Public()))
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	certificate := block("CERTIFICATE", must(x509.CreateCertificate(rand.Reader, template, template, ec.Public(), ec)))
	b64 := base64.StdEncoding.EncodeToString
	const beside = "a PEM block with other text or another block beside it; give the private key alone: openssl pkey -in FILE"
	const half = "; give the private key that belongs to it"
	for name, c := range map[string]struct{ text, want string }{
		"nothing":                 {" ", "empty; give the file"},
		"a word":                  {"secret-1", "a text that is not PEM (-----BEGIN PRIVATE KEY-----); give the file"},
		"a JWK":                   {`{"kty":"EC","d":"secret-1"}`, "a JSON text, such as a JWK; give the key as PEM"},
		"a file":                  {"./secret-1.pem", "the name of a file; give what is in the file"},
		"CR alone":                {strings.ReplaceAll(key, "\n", "\r"), `a PEM block whose lines end in CR alone; turn CR into LF: tr '\r' '\n' < FILE`},
		"an indented heredoc":     {strings.ReplaceAll(key, "\n", "\n    "), "a PEM block whose lines begin with blanks; begin a text in Terraform with <<-EOT"},
		"blanks":                  {strings.ReplaceAll(key, "\n", " "), `turned into blanks; give the file as it is: file("key.pem") in Terraform, "$(cat key.pem)"`},
		"four dashes":             {strings.ReplaceAll(key, "-----", "----"), "does not stand between five dashes on each side; give the file"},
		"the end is missing":      {strings.Split(key, "-----END")[0], "a PEM block that is cut short or malformed; give the file"},
		"bare base64":             {b64(must(x509.MarshalECPrivateKey(ec))), "the base64 of a private key in DER, without the lines of PEM; write it as PEM: base64 -d FILE | openssl pkey -inform DER"},
		"bare base64, public":     {b64(public), "the base64 of a public key or certificate in DER" + half},
		"base64 of PEM":           {b64([]byte(key)), "PEM that is encoded in base64 once more; decode it: base64decode in Terraform, base64 -d in a shell"},
		"a public key":            {block("PUBLIC KEY", public), "a public key" + half},
		"a certificate":           {certificate, "a certificate" + half},
		"a request":               {block("CERTIFICATE REQUEST", public), "a PEM block that is no private key; give a PRIVATE KEY"},
		"parameters alone":        {parameters, "a PEM block of EC parameters; give the private key"},
		"parameters, public key":  {parameters + block("PUBLIC KEY", public), "a PEM block of EC parameters; give the private key"},
		"encrypted, PKCS#8":       {block("ENCRYPTED PRIVATE KEY", public), "an encrypted private key; decrypt it: openssl pkey -in FILE"},
		"encrypted, traditional":  {strings.Replace(key, "KEY-----\n", "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n", 1), "an encrypted private key; decrypt it: openssl pkey -in FILE"},
		"OpenSSH":                 {block("OPENSSH PRIVATE KEY", public), "a private key in the form of OpenSSH; convert a copy of it, which this changes: ssh-keygen -p -N '' -m PKCS8 -f COPY"},
		"a key, its certificate":  {key + certificate, "a private key that is followed by a certificate; give the private key alone: openssl pkey -in FILE"},
		"parameters, key, cert":   {parameters + key + certificate, "a private key that is followed by a certificate; give the private key alone: openssl pkey -in FILE"},
		"a certificate, its key":  {certificate + key, beside},
		"a chain":                 {certificate + certificate, "a certificate" + half},
		"public key, certificate": {block("PUBLIC KEY", public) + certificate, "a public key" + half},
		"a public key of OpenSSH": {"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ me@example.com", "a public key in the form of OpenSSH" + half},
		"two keys":                {key + key, beside},
		"text after":              {key + "secret-1", beside},
		"text before":             {"secret-1\n" + key, "a PEM block with other text before it; give the private key alone: openssl pkey -in FILE"},
		"half a block before":     {"-----BEGIN PRIVATE KEY-----\n" + key, beside},
		"a curve written out":     {block("EC PRIVATE KEY", explicitCurve), "an EC key whose curve is written out in place of its name; name it: openssl ec -in FILE -param_enc named_curve"},
		"something under a label": {block("PRIVATE KEY", public), "a PEM block that holds no RSA or EC private key (PKCS#8, PKCS#1 or SEC 1); use an RSA or EC key: openssl genpkey"},
	} {
		signer, err := ParsePEM(c.text)
		if err == nil || signer != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
			continue
		}
		for line := range strings.FieldsSeq(c.text) {
			if len(line) > 20 && !strings.Contains(line, "---") && strings.Contains(err.Error(), line[:12]) || strings.Contains(err.Error(), "secret") {
				t.Errorf("%s: the text is quoted: %v", name, err)
			}
		}
	}
}
