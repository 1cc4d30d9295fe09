package jwk

import "testing"

// Parsing and thumbprint of a 2048-bit key in PEM are to take under 50 µs.
func BenchmarkParseAndThumbprint(b *testing.B) {
	text := publicPEM(b, rsaKey().Public())
	b.ReportAllocs()
	for b.Loop() {
		key, err := Parse(text)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := key.Thumbprint(); err != nil {
			b.Fatal(err)
		}
	}
}
