package acctest

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// SecretsRun is a run that must not write down any secret.
type SecretsRun struct {
	// Block holds the vendor's arguments of the provider block, in HCL.
	Block string
	// Secrets are what must not be found, by name. Credentials that requests
	// carry are added.
	Secrets map[string]string
	// Plan and Apply are the exit codes.
	Plan, Apply int
	// OnTheWire is how many credentials requests have to carry at least.
	OnTheWire int
}

// WritesNoSecret plans and applies with a trace, and looks for secrets in all
// that is left behind.
func (s *Scenario) WritesNoSecret(run SecretsRun) {
	t := s.t
	t.Helper()
	wire := s.recordCredentials()
	s.Write("main.tf", fmt.Sprintf("provider \"idpkeys\" {\n  %s = {\n    %s\n  }\n}\n%s",
		strings.ToLower(s.kind.Vendor), run.Block, s.kind.Block(s.ID, "")))
	s.Env = []string{"TF_LOG=trace", "TF_LOG_PATH=" + filepath.Join(s.Dir, "trace.log")}
	planned := s.MustRun(run.Plan, "plan", "-out=saved")
	applied := s.MustRun(run.Apply, "apply", "-auto-approve")
	text := s.allOutput("trace.log", planned, applied)
	if run.Plan == 0 {
		text += s.savedPlan()
	}
	secrets := wire.credentials()
	if len(secrets) < run.OnTheWire {
		t.Errorf("%d credentials were seen on the wire, want at least %d: the test looks at the wrong place", len(secrets), run.OnTheWire)
	}
	maps.Copy(secrets, run.Secrets)
	if found := leakedSecrets(text, secrets); len(found) > 0 {
		t.Errorf("written down: %v", found)
	}
	if !strings.Contains(text, "tf_provider_addr") {
		t.Error("the trace holds nothing of the provider: the test looks at the wrong file")
	}
	if run.Plan == 0 && !strings.Contains(text, "idpkeys.http") {
		t.Error("the trace holds no request log")
	}
	// The search finds what is there.
	for name, secret := range secrets {
		if len(leakedSecrets(text+"\n"+secret, map[string]string{name: secret})) != 1 {
			t.Errorf("a planted %s is not found", name)
		}
	}
}

// allOutput is all that a run leaves behind for others to read: output, log,
// state. Terraform's configuration files hold the secrets by nature, and are not
// part of it.
func (s *Scenario) allOutput(logFile string, outputs ...string) string {
	s.t.Helper()
	text := strings.Join(outputs, "\n")
	for _, pattern := range []string{"*.tfstate*", logFile} {
		files, err := filepath.Glob(filepath.Join(s.Dir, pattern))
		if err != nil {
			s.t.Fatal(err)
		}
		for _, file := range files {
			raw, err := os.ReadFile(file) // #nosec G304 -- a file of the test's own folder
			if err != nil {
				s.t.Fatal(err)
			}
			text += "\n" + string(raw)
		}
	}
	return text
}

// savedPlan is what a saved plan says, but for the configuration that Terraform
// packs into it.
func (s *Scenario) savedPlan() string {
	s.t.Helper()
	s.Env = nil // a trace would hide the JSON
	var plan map[string]json.RawMessage
	if err := json.Unmarshal([]byte(s.MustRun(0, "show", "-json", "saved")), &plan); err != nil {
		s.t.Fatal(err)
	}
	if len(plan["planned_values"]) == 0 || len(plan["resource_changes"]) == 0 {
		s.t.Fatal("the saved plan holds no values: the test looks at the wrong file")
	}
	delete(plan, "configuration")
	text, err := json.Marshal(plan)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

// leakedSecrets names the secrets that text holds. A PEM key is looked for line by
// line, because logs escape line ends.
func leakedSecrets(text string, secrets map[string]string) []string {
	var found []string
	for name, secret := range secrets {
		for line := range strings.Lines(secret) {
			line = strings.TrimSpace(line)
			if len(line) >= 20 && !strings.HasPrefix(line, "-----") && strings.Contains(text, line) {
				found = append(found, name)
				break
			}
		}
	}
	return found
}

// credentialRecorder collects the credentials of requests.
type credentialRecorder struct {
	mu   sync.Mutex
	seen map[string]string
}

// recordCredentials begins to collect.
func (s *Sandbox) recordCredentials() *credentialRecorder {
	w := &credentialRecorder{seen: map[string]string{}}
	s.Before(w.recordRequest, func() {})
	return w
}

// recordRequest reads a request. The sandbox keeps the body for itself.
func (w *credentialRecorder) recordRequest(r *http.Request) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, token, found := strings.Cut(r.Header.Get("Authorization"), " "); found {
		w.add("access token", token)
	}
	w.add("DPoP proof", r.Header.Get("Dpop"))
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return false
	}
	if form, err := url.ParseQuery(string(body)); err == nil {
		w.add("client assertion", form.Get("client_assertion"))
		w.add("client secret", form.Get("client_secret"))
	}
	return false
}

// add keeps a credential. The signature of a JWT is one by itself.
func (w *credentialRecorder) add(name, credential string) {
	if credential == "" {
		return
	}
	name = fmt.Sprintf("%s of the wire, number %d", name, len(w.seen))
	w.seen[name] = credential
	if parts := strings.Split(credential, "."); len(parts) == 3 {
		w.seen["signature of "+name] = parts[2]
	}
}

func (w *credentialRecorder) credentials() map[string]string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return maps.Clone(w.seen)
}
