package okta_test

import (
	"crypto"
	"crypto/elliptic"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// wrong is a secret of no use.
const wrong = "a-secret-that-is-not-the-right-one"

// login is the HCL of signing in with a private key.
func login(s *acctest.Scenario, c sandbox.OktaClient, privateKey string) string {
	return fmt.Sprintf("client_id = %q\n    private_key = %q\n    scopes = [%q, %q]", s.Okta().AddClient(c).ClientID, privateKey, scopes[0], scopes[1])
}

// members are the private members of a JWK, which are secrets one by one.
func members(t *testing.T, key crypto.PrivateKey) map[string]string {
	t.Helper()
	var all, private = map[string]string{}, map[string]string{}
	if err := json.Unmarshal([]byte(acctest.PrivateJWK(t, key, "")), &all); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"d", "p", "q", "dp", "dq", "qi"} {
		if all[name] != "" {
			private["member "+name] = all[name]
		}
	}
	if private["member d"] == "" {
		t.Fatal("the JWK has no private member")
	}
	return private
}

func named(name, secret string) map[string]string { return map[string]string{name: secret} }

// secretsRuns are the runs: how to sign in, what goes wrong, and what must not be
// written down.
func secretsRuns(t *testing.T) map[string]func(s *acctest.Scenario) acctest.SecretsRun {
	t.Helper()
	rsa, ec := acctest.RSAKey(t), acctest.ECKey(t, elliptic.P256())
	private, sec1 := acctest.PKCS8(t, rsa), acctest.SEC1(t, ec)
	pem := named("key", private)
	known := sandbox.OktaClient{PublicKey: rsa.Public()}
	refused := func(okta func(s *acctest.Scenario) string, secrets map[string]string, wire int) func(s *acctest.Scenario) acctest.SecretsRun {
		return func(s *acctest.Scenario) acctest.SecretsRun {
			return acctest.SecretsRun{Block: okta(s), Secrets: secrets, Plan: 1, Apply: 1, OnTheWire: wire}
		}
	}
	fixed := func(block string) func(*acctest.Scenario) string {
		return func(*acctest.Scenario) string { return block }
	}
	token := func(answer sandbox.Answer) func(s *acctest.Scenario) string {
		return func(s *acctest.Scenario) string {
			s.Inject(sandbox.Fault{Match: sandbox.OnToken, Times: -1, Answer: answer})
			return login(s, known, private)
		}
	}
	return map[string]func(s *acctest.Scenario) acctest.SecretsRun{
		"SSWS": func(s *acctest.Scenario) acctest.SecretsRun {
			return acctest.SecretsRun{Block: fmt.Sprintf("api_token = %q", s.OktaToken), Secrets: named("token", s.OktaToken), OnTheWire: 1}
		},
		"SSWS of a read-only admin": func(s *acctest.Scenario) acctest.SecretsRun {
			token := s.Okta().ReadOnlyAPIToken()
			return acctest.SecretsRun{Block: fmt.Sprintf("api_token = %q", token), Secrets: named("token", token), Apply: 1, OnTheWire: 1}
		},
		"wrong SSWS":           refused(fixed(fmt.Sprintf("api_token = %q", wrong)), named("token", wrong), 1),
		"SSWS with its scheme": refused(fixed(fmt.Sprintf("api_token = \"SSWS %s\"", wrong)), named("token", wrong), 0),
		"access token": func(s *acctest.Scenario) acctest.SecretsRun {
			token := s.Okta().AccessToken()
			return acctest.SecretsRun{Block: fmt.Sprintf("access_token = %q", token), Secrets: named("token", token), OnTheWire: 1}
		},
		"access token without the scope": func(s *acctest.Scenario) acctest.SecretsRun {
			token := s.Okta().AccessToken("okta.users.read")
			return acctest.SecretsRun{Block: fmt.Sprintf("access_token = %q", token), Secrets: named("token", token), Plan: 1, Apply: 1, OnTheWire: 1}
		},
		// An assertion and its signature, and an access token, in each walk.
		"private key": func(s *acctest.Scenario) acctest.SecretsRun {
			return acctest.SecretsRun{Block: login(s, known, private), Secrets: pem, OnTheWire: 6}
		},
		"private key in one line": func(s *acctest.Scenario) acctest.SecretsRun {
			return acctest.SecretsRun{Block: login(s, known, strings.ReplaceAll(private, "\n", `\n`)), Secrets: pem, OnTheWire: 6}
		},
		"RSA JWK": func(s *acctest.Scenario) acctest.SecretsRun {
			return acctest.SecretsRun{Block: login(s, known, acctest.PrivateJWK(t, rsa, "")), Secrets: members(t, rsa), OnTheWire: 6}
		},
		"EC JWK with DPoP": func(s *acctest.Scenario) acctest.SecretsRun {
			c := sandbox.OktaClient{PublicKey: ec.Public(), DPoP: true}
			return acctest.SecretsRun{Block: login(s, c, acctest.PrivateJWK(t, ec, "")), Secrets: members(t, ec), OnTheWire: 20}
		},
		"SEC 1 with DPoP of a read-only admin": func(s *acctest.Scenario) acctest.SecretsRun {
			c := sandbox.OktaClient{PublicKey: ec.Public(), DPoP: true, ReadOnly: true}
			return acctest.SecretsRun{Block: login(s, c, sec1), Secrets: named("key", sec1), Apply: 1, OnTheWire: 20}
		},
		"lost answer of the rotation": func(s *acctest.Scenario) acctest.SecretsRun {
			s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Commit: true, Answer: sandbox.HTML200()})
			return acctest.SecretsRun{Block: login(s, known, private), Secrets: pem, OnTheWire: 6}
		},
		"private key that is not registered": refused(func(s *acctest.Scenario) string {
			return login(s, sandbox.OktaClient{PublicKey: ec.Public()}, private)
		}, pem, 2),
		"token endpoint down":   refused(token(sandbox.Drop()), pem, 2),
		"token endpoint 500":    refused(token(sandbox.Status(500)), pem, 2),
		"token without an end":  refused(token(sandbox.OKJSON(`{"token_type":"DPoP","access_token":"`+wrong+`"}`)), named("token", wrong), 2),
		"token of another type": refused(token(sandbox.OKJSON(`{"token_type":"MAC","access_token":"`+wrong+`"}`)), named("token", wrong), 2),
		"token with a line end": refused(token(sandbox.OKJSON(`{"token_type":"Bearer","access_token":"`+wrong+`\n"}`)), named("token", wrong), 2),
		"token that is cut":     refused(token(sandbox.Truncated(200)), pem, 2),
		"conflicting arguments": refused(fixed(fmt.Sprintf("api_token = %q\n    access_token = %q", wrong, wrong+"-2")), named("token", wrong), 0),
		"bad org":               refused(fixed(fmt.Sprintf("org_url = \"http://example.okta.com\"\n    api_token = %q", wrong)), named("token", wrong), 0),
		"token in the org":      refused(fixed(fmt.Sprintf("org_url = \"https://example.okta.com/?token=%s\"\n    api_token = \"x\"", wrong)), named("token", wrong), 0),
		"cut private key":       refused(fixed(arguments(strings.Replace(private, "-----BEGIN PRIVATE KEY-----", "-----BEGIN NOTHING-----", 1))), pem, 0),
		"half a JWK":            refused(fixed(arguments(strings.TrimSuffix(acctest.PrivateJWK(t, rsa, ""), "}"))), members(t, rsa), 0),
		"JWK without primes":    refused(fixed(arguments(strings.Replace(acctest.PrivateJWK(t, rsa, ""), `"p":`, `"pp":`, 1))), members(t, rsa), 0),
		"set of JWKs":           refused(fixed(arguments(`{"keys":[`+acctest.PrivateJWK(t, ec, "")+`]}`)), members(t, ec), 0),
	}
}

// arguments is the HCL of signing in with a private key that cannot be one.
func arguments(privateKey string) string {
	return fmt.Sprintf("client_id = \"x\"\n    private_key = %q\n    scopes = [\"okta.authorizationServers.read\"]", privateKey)
}

// Not one of them is in the output, the trace, the state or the saved plan.
func TestAccOktaCLI_noSecretIsEverWritten(t *testing.T) {
	t.Parallel()
	for name, make := range secretsRuns(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewScenario(t, acctest.OktaKeys)
			run := make(s)
			if !strings.Contains(run.Block, "org_url") {
				run.Block = fmt.Sprintf("org_url = %q\n    %s", s.Okta().URL(), run.Block)
			}
			s.WritesNoSecret(run)
		})
	}
}
