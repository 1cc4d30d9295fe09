package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// exampleKeys are the keys that one run of the program makes.
type exampleKeys struct {
	// registered is a public key as PEM, indented for a heredoc.
	registered string
	// client is the public key of the OAuth application, clientFile the file with
	// its private key.
	client     crypto.PublicKey
	clientFile string
}

// makeKeys makes the keys, and a folder for the file that only this user can read.
func makeKeys() (exampleKeys, error) {
	registered, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return exampleKeys{}, fmt.Errorf("making a key: %w", err)
	}
	public, err := x509.MarshalPKIXPublicKey(registered.Public())
	if err != nil {
		return exampleKeys{}, fmt.Errorf("encoding a key: %w", err)
	}
	client, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return exampleKeys{}, fmt.Errorf("making a key: %w", err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(client)
	if err != nil {
		return exampleKeys{}, fmt.Errorf("encoding a key: %w", err)
	}
	dir, err := os.MkdirTemp("", "idpkeys-sandbox-")
	if err != nil {
		return exampleKeys{}, fmt.Errorf("making a folder for the key of the OAuth application: %w", err)
	}
	text := strings.TrimSpace(string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})))
	keys := exampleKeys{
		registered: strings.ReplaceAll(text, "\n", "\n    "),
		client:     client.Public(),
		clientFile: filepath.ToSlash(filepath.Join(dir, "okta-client.pem")),
	}
	if err := os.WriteFile(keys.clientFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600); err != nil {
		keys.remove()
		return exampleKeys{}, fmt.Errorf("writing the key of the OAuth application: %w", err)
	}
	return keys, nil
}

// remove deletes the folder with the private key.
func (k exampleKeys) remove() { _ = os.RemoveAll(filepath.Dir(k.clientFile)) }
