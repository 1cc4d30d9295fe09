package auth0_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

func TestAccCLI_noSecretIsEverWritten(t *testing.T) {
	t.Parallel()
	key := acctest.RSAKey(t)
	private := acctest.PKCS8(t, key)
	const wrong = "a-secret-that-is-not-the-right-one"
	token, secret, pem := func(text string) map[string]string { return map[string]string{"token": text} },
		func(text string) map[string]string { return map[string]string{"secret": text} },
		map[string]string{"key": private}

	for name, make := range map[string]func(s *acctest.Scenario) acctest.SecretsRun{
		"static token": func(s *acctest.Scenario) acctest.SecretsRun {
			return acctest.SecretsRun{Block: fmt.Sprintf("api_token = %q", s.Token), Secrets: token(s.Token), OnTheWire: 1}
		},
		"wrong token": func(*acctest.Scenario) acctest.SecretsRun {
			return acctest.SecretsRun{Block: fmt.Sprintf("api_token = %q", wrong), Secrets: token(wrong), Plan: 1}
		},
		"client secret": func(s *acctest.Scenario) acctest.SecretsRun {
			c := s.Auth0().AddClient(sandbox.Auth0Client{})
			return acctest.SecretsRun{Block: fmt.Sprintf("client_id = %q\nclient_secret = %q", c.ClientID, c.ClientSecret), Secrets: secret(c.ClientSecret), OnTheWire: 1}
		},
		"wrong client secret": func(s *acctest.Scenario) acctest.SecretsRun {
			c := s.Auth0().AddClient(sandbox.Auth0Client{})
			return acctest.SecretsRun{Block: fmt.Sprintf("client_id = %q\nclient_secret = %q", c.ClientID, wrong), Secrets: secret(wrong), Plan: 1}
		},
		"token endpoint that echoes": func(s *acctest.Scenario) acctest.SecretsRun {
			c := s.Auth0().AddClient(sandbox.Auth0Client{})
			s.Inject(sandbox.Fault{Match: sandbox.OnToken, Times: -1, Answer: sandbox.JSON(401, fmt.Sprintf("<html>you sent %s</html>", c.ClientSecret))})
			return acctest.SecretsRun{Block: fmt.Sprintf("client_id = %q\nclient_secret = %q", c.ClientID, c.ClientSecret), Secrets: secret(c.ClientSecret), Plan: 1}
		},
		"private key": func(s *acctest.Scenario) acctest.SecretsRun {
			c := s.Auth0().AddClient(sandbox.Auth0Client{PublicKey: key.Public()})
			return acctest.SecretsRun{Block: fmt.Sprintf("client_id = %q\nclient_assertion_private_key = %q", c.ClientID, private), Secrets: pem, OnTheWire: 2}
		},
		"private key that is not registered": func(s *acctest.Scenario) acctest.SecretsRun {
			c := s.Auth0().AddClient(sandbox.Auth0Client{})
			return acctest.SecretsRun{Block: fmt.Sprintf("client_id = %q\nclient_assertion_private_key = %q", c.ClientID, private), Secrets: pem, Plan: 1}
		},
		"private key for another algorithm": func(s *acctest.Scenario) acctest.SecretsRun {
			c := s.Auth0().AddClient(sandbox.Auth0Client{PublicKey: key.Public()})
			return acctest.SecretsRun{Block: fmt.Sprintf("client_id = %q\nclient_assertion_signing_alg = \"ES256\"\nclient_assertion_private_key = %q", c.ClientID, private),
				Secrets: pem, Plan: 1}
		},
		"conflicting arguments": func(*acctest.Scenario) acctest.SecretsRun {
			return acctest.SecretsRun{Block: fmt.Sprintf("api_token = %q\nclient_id = \"x\"\nclient_secret = %q", wrong, wrong+"-2"), Secrets: token(wrong), Plan: 1}
		},
		"bad domain": func(*acctest.Scenario) acctest.SecretsRun {
			return acctest.SecretsRun{Block: fmt.Sprintf("domain = \"http://example.eu.auth0.com\"\napi_token = %q", wrong), Secrets: token(wrong), Plan: 1}
		},
		"bad algorithm": func(*acctest.Scenario) acctest.SecretsRun {
			return acctest.SecretsRun{Block: fmt.Sprintf("client_id = \"x\"\nclient_assertion_signing_alg = \"none\"\nclient_assertion_private_key = %q", private), Secrets: pem, Plan: 1}
		},
		"cut private key": func(*acctest.Scenario) acctest.SecretsRun {
			cut := strings.Replace(private, "-----BEGIN PRIVATE KEY-----", "-----BEGIN NOTHING-----", 1)
			return acctest.SecretsRun{Block: fmt.Sprintf("client_id = \"x\"\nclient_assertion_private_key = %q", cut), Secrets: pem, Plan: 1}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewScenario(t, acctest.Auth0Keys)
			run := make(s)
			if !strings.Contains(run.Block, "domain") {
				run.Block = fmt.Sprintf("domain = %q\n    %s", s.Auth0().URL(), run.Block)
			}
			run.Apply = run.Plan
			s.WritesNoSecret(run)
		})
	}
}
