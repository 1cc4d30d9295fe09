package auth0_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// everything is all that a run leaves behind for others to read: output, log,
// state. Terraform's configuration files hold the secrets by nature, and are not
// part of it.
func everything(t *testing.T, cli *acctest.CLI, logFile string, outputs ...string) string {
	t.Helper()
	text := strings.Join(outputs, "\n")
	for _, pattern := range []string{"*.tfstate*", logFile} {
		files, err := filepath.Glob(filepath.Join(cli.Dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text += "\n" + string(raw)
		}
	}
	return text
}

// savedPlan is what a saved plan says, but for the configuration that Terraform
// packs into it.
func savedPlan(t *testing.T, cli *acctest.CLI) string {
	t.Helper()
	cli.Env = nil // a trace would hide the JSON
	var plan map[string]json.RawMessage
	if err := json.Unmarshal([]byte(cli.MustRun(0, "show", "-json", "saved")), &plan); err != nil {
		t.Fatal(err)
	}
	if len(plan["planned_values"]) == 0 || len(plan["resource_changes"]) == 0 {
		t.Fatal("the saved plan holds no values: the test looks at the wrong file")
	}
	delete(plan, "configuration")
	text, err := json.Marshal(plan)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// leaks names the secrets that text holds. A PEM key is looked for line by
// line, because logs escape line ends.
func leaks(text string, secrets map[string]string) []string {
	var found []string
	for name, secret := range secrets {
		for _, line := range strings.Split(secret, "\n") {
			if len(line) >= 20 && !strings.HasPrefix(line, "-----") && strings.Contains(text, line) {
				found = append(found, name)
				break
			}
		}
	}
	return found
}

func TestAccCLI_noSecretIsEverWritten(t *testing.T) {
	t.Parallel()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	private := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	const wrong = "a-secret-that-is-not-the-right-one"

	for name, make := range map[string]func(s *acctest.Sandbox) (auth0 string, secrets map[string]string, fault *sandbox.Fault, code int){
		"static token": func(s *acctest.Sandbox) (string, map[string]string, *sandbox.Fault, int) {
			return fmt.Sprintf("api_token = %q", s.Token), map[string]string{"token": s.Token}, nil, 0
		},
		"wrong token": func(*acctest.Sandbox) (string, map[string]string, *sandbox.Fault, int) {
			return fmt.Sprintf("api_token = %q", wrong), map[string]string{"token": wrong}, nil, 1
		},
		"client secret": func(s *acctest.Sandbox) (string, map[string]string, *sandbox.Fault, int) {
			c := s.Auth0().AddClient(sandbox.Auth0Client{})
			return fmt.Sprintf("client_id = %q\nclient_secret = %q", c.ClientID, c.ClientSecret), map[string]string{"secret": c.ClientSecret}, nil, 0
		},
		"wrong client secret": func(s *acctest.Sandbox) (string, map[string]string, *sandbox.Fault, int) {
			c := s.Auth0().AddClient(sandbox.Auth0Client{})
			return fmt.Sprintf("client_id = %q\nclient_secret = %q", c.ClientID, wrong), map[string]string{"secret": wrong}, nil, 1
		},
		"token endpoint that echoes": func(s *acctest.Sandbox) (string, map[string]string, *sandbox.Fault, int) {
			c := s.Auth0().AddClient(sandbox.Auth0Client{})
			fault := &sandbox.Fault{Match: sandbox.OnToken, Times: -1, Answer: sandbox.JSON(401, fmt.Sprintf("<html>you sent %s</html>", c.ClientSecret))}
			return fmt.Sprintf("client_id = %q\nclient_secret = %q", c.ClientID, c.ClientSecret), map[string]string{"secret": c.ClientSecret}, fault, 1
		},
		"private key": func(s *acctest.Sandbox) (string, map[string]string, *sandbox.Fault, int) {
			c := s.Auth0().AddClient(sandbox.Auth0Client{PublicKey: key.Public()})
			return fmt.Sprintf("client_id = %q\nclient_assertion_private_key = %q", c.ClientID, private), map[string]string{"key": private}, nil, 0
		},
		"private key that is not registered": func(s *acctest.Sandbox) (string, map[string]string, *sandbox.Fault, int) {
			c := s.Auth0().AddClient(sandbox.Auth0Client{})
			return fmt.Sprintf("client_id = %q\nclient_assertion_private_key = %q", c.ClientID, private), map[string]string{"key": private}, nil, 1
		},
		"private key for another algorithm": func(s *acctest.Sandbox) (string, map[string]string, *sandbox.Fault, int) {
			c := s.Auth0().AddClient(sandbox.Auth0Client{PublicKey: key.Public()})
			return fmt.Sprintf("client_id = %q\nclient_assertion_signing_alg = \"ES256\"\nclient_assertion_private_key = %q", c.ClientID, private),
				map[string]string{"key": private}, nil, 1
		},
		"conflicting arguments": func(*acctest.Sandbox) (string, map[string]string, *sandbox.Fault, int) {
			return fmt.Sprintf("api_token = %q\nclient_id = \"x\"\nclient_secret = %q", wrong, wrong+"-2"), map[string]string{"token": wrong}, nil, 1
		},
		"bad domain": func(*acctest.Sandbox) (string, map[string]string, *sandbox.Fault, int) {
			return fmt.Sprintf("domain = \"http://example.eu.auth0.com\"\napi_token = %q", wrong), map[string]string{"token": wrong}, nil, 1
		},
		"bad algorithm": func(*acctest.Sandbox) (string, map[string]string, *sandbox.Fault, int) {
			return fmt.Sprintf("client_id = \"x\"\nclient_assertion_signing_alg = \"none\"\nclient_assertion_private_key = %q", private),
				map[string]string{"key": private}, nil, 1
		},
		"cut private key": func(*acctest.Sandbox) (string, map[string]string, *sandbox.Fault, int) {
			cut := strings.Replace(private, "-----BEGIN PRIVATE KEY-----", "-----BEGIN NOTHING-----", 1)
			return fmt.Sprintf("client_id = \"x\"\nclient_assertion_private_key = %q", cut), map[string]string{"key": private}, nil, 1
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, cli := story(t)
			auth0, secrets, fault, code := make(s)
			if fault != nil {
				s.Inject(*fault)
			}
			if !strings.Contains(auth0, "domain") {
				auth0 = fmt.Sprintf("domain = %q\n    %s", s.Auth0().URL(), auth0)
			}
			cli.Write("main.tf", fmt.Sprintf("provider \"idpkeys\" {\n  auth0 = {\n    %s\n  }\n}\n%s", auth0, block(s.Connection(), "")))
			cli.Env = []string{"TF_LOG=trace", "TF_LOG_PATH=" + filepath.Join(cli.Dir, "trace.log")}
			planned := cli.MustRun(code, "plan", "-out=saved")
			applied := cli.MustRun(code, "apply", "-auto-approve")
			text := everything(t, cli, "trace.log", planned, applied)
			if code == 0 {
				text += savedPlan(t, cli)
			}
			if found := leaks(text, secrets); len(found) > 0 {
				t.Errorf("written down: %v", found)
			}
			if !strings.Contains(text, "tf_provider_addr") {
				t.Error("the trace holds nothing of the provider: the test looks at the wrong file")
			}
			if code == 0 && !strings.Contains(text, "idpkeys.http") {
				t.Error("the trace holds no request log")
			}
			// The search finds what is there.
			for name, secret := range secrets {
				if len(leaks(text+"\n"+secret, map[string]string{name: secret})) != 1 {
					t.Errorf("a planted %s is not found", name)
				}
			}
		})
	}
}
