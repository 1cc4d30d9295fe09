package yearsimulation

import (
	"crypto"
	"fmt"
	"strconv"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// The parties, by what they do.
const (
	connectionParty = "Auth0 signs in at Okta"
	billingParty    = "the app signs in at Okta"
	apiParty        = "the API decrypts"
	verifierParty   = "a verifier verifies"
)

// parties are those who use the keys.
type parties struct {
	f *fixture
	// appInstances have the private key with which they sign, and apiInstances those with which they decrypt, by kid.
	appInstances [2]ownKey
	apiInstances [2]map[string]crypto.Signer
	verifiers    []*verifier
	// signed and encrypted are the tokens that were issued the last time, which are still under way.
	signed, encrypted string
	turn              int
}

// newParties are the parties with the keys of before the first night.
func newParties(f *fixture) *parties {
	p := &parties{f: f}
	for i := range p.appInstances {
		p.appInstances[i] = f.billing.configured()
		p.apiInstances[i] = map[string]crypto.Signer{f.api.configured().kid: f.api.configured().private}
	}
	// Their caches end at different hours.
	for i := range 3 {
		p.verifiers = append(p.verifiers, &verifier{f: f, name: strconv.Itoa(i + 1), fetches: firstNight.Add(time.Duration(8*i) * time.Hour)})
	}
	return p
}

// act has each party do once what it does: sign in, decrypt, verify. hourly is false between two changes of an apply.
func (p *parties) act(hourly bool) {
	p.turn++
	p.signInOfConnection()
	p.signInOfApp(p.appInstances[p.turn%2])
	p.decrypt()
	p.verify()
	if hourly {
		p.f.report.Hours++
	}
}

// claims are those of a client assertion for an app.
func (p *parties) claims(app string) jwt.Claims {
	now := p.f.now()
	return jwt.Claims{Issuer: app, Subject: app, IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(5 * time.Minute))}
}

// signInOfConnection is Auth0 signing in at the app of the connection.
func (p *parties) signInOfConnection() {
	if p.f.state[workforceAddress] == nil {
		return // the app has no keys before the first apply has ended
	}
	assertion, err := p.f.box.Auth0().SignAssertion(p.f.connection, p.claims(p.f.workforceApp))
	if err == nil {
		err = p.f.box.Okta().VerifyAssertion(p.f.workforceApp, assertion)
	}
	p.tried(connectionParty, p.f.records.signs[connectionParent], err)
}

// signInOfApp is an instance of the billing app signing in with the private key that it has.
func (p *parties) signInOfApp(key ownKey) {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: key.private, KeyID: key.kid}}, nil)
	var assertion string
	if err == nil {
		assertion, err = jwt.Signed(signer).Claims(p.claims(p.f.billingApp)).Serialize()
	}
	if err == nil {
		err = p.f.box.Okta().VerifyAssertion(p.f.billingApp, assertion)
	}
	p.tried(billingParty, key.kid, err)
}

// decrypt has one instance of the API decrypt a new token, and the other one the token of before.
func (p *parties) decrypt() {
	before := p.encrypted
	now, err := p.f.box.Okta().EncryptToken(p.f.server, "token")
	if err != nil {
		p.tried(apiParty, "none", err)
		return
	}
	p.encrypted = now
	p.decryptBy(p.apiInstances[p.turn%2], now)
	if before != "" {
		p.decryptBy(p.apiInstances[(p.turn+1)%2], before)
	}
}

// decryptBy decrypts a token with the private key that its header names.
func (p *parties) decryptBy(keys map[string]crypto.Signer, text string) {
	token, err := jose.ParseEncrypted(text, []jose.KeyAlgorithm{jose.RSA_OAEP_256}, []jose.ContentEncryption{jose.A256GCM})
	if err != nil {
		p.tried(apiParty, "none", err)
		return
	}
	key, there := keys[token.Header.KeyID]
	if !there {
		p.tried(apiParty, token.Header.KeyID, fmt.Errorf("an instance has no private key %q", token.Header.KeyID))
		return
	}
	_, err = token.Decrypt(key)
	p.tried(apiParty, token.Header.KeyID, err)
}

// verify has each verifier verify a new token and the one of before.
func (p *parties) verify() {
	before := p.signed
	now, err := p.f.box.Okta().SignToken(p.f.server, jwt.Claims{Subject: "user"})
	if err != nil {
		p.tried(verifierParty, "none", err)
		return
	}
	p.signed = now
	for _, v := range p.verifiers {
		for _, token := range []string{now, before} {
			if token != "" {
				kid, err := v.verify(token)
				p.tried(verifierParty, kid, err)
			}
		}
	}
}

// tried counts something that a party has tried with a key.
func (p *parties) tried(party, kid string, err error) {
	p.f.report.Tried[party]++
	if err != nil {
		p.f.failed(party, kid, err)
	}
}
