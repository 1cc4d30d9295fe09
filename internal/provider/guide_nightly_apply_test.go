package provider_test

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// The files of the guide "One configuration, one nightly apply". What the nights print is written by the test
// below, with IDPKEYS_GUIDE=write; else it has to be in the guide already.
const (
	nightlyFiles  = "examples/guides/nightly-apply/"
	nightlyOutput = nightlyFiles + "nights.txt"
	pageApp       = "0oa1a2b3c4d5e6f7g8h9"
	// printedBy is the CLI whose texts the guide shows.
	printedBy = "Terraform v1.15.5"
)

// repositoryFile is the text of a file of the repository.
func repositoryFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// nightlyScript is what the workflow of the guide runs each night.
func nightlyScript(t *testing.T) string {
	t.Helper()
	workflow := repositoryFile(t, nightlyFiles+"nightly.yml")
	actions := usedAction.FindAllStringSubmatch(workflow, -1)
	for _, action := range actions {
		if !pinnedAction.MatchString(action[1]) {
			t.Errorf("the action %s is not pinned", action[1])
		}
	}
	_, step, found := strings.Cut(workflow, "- name: Plan and apply\n")
	_, script, runs := strings.Cut(step, "        run: |\n")
	if len(actions) == 0 || !found || !runs {
		t.Fatal("the workflow has no action, or no step that plans and applies")
	}
	var lines strings.Builder
	for line := range strings.Lines(script) {
		text, inside := strings.CutPrefix(line, "          ")
		if !inside {
			break
		}
		lines.WriteString(text)
	}
	return lines.String()
}

// nightlyJob is the org of the guide, and the folder in which its workflow runs.
type nightlyJob struct {
	*acctest.Sandbox
	cli    *acctest.CLI
	script string
	log    nightLog
	// seen are the effects that newEffects has returned.
	seen struct{ app, server, rotations int }
}

// newNightlyJob is the org and the folder before the change that the guide is about: each key is that of 2026-q3, and the
// signing keys of the server are 86 days old.
func newNightlyJob(t *testing.T) *nightlyJob {
	t.Helper()
	s := acctest.NewSandbox(t, sandbox.WithSeed(1), sandbox.WithStillClock(), sandbox.WithStart(time.Date(2026, 7, 7, 2, 17, 0, 0, time.UTC)))
	cli := acctest.NewServedCLI(t, s)
	s.Okta().AddApp(sandbox.OktaApp{ID: pageApp, Label: "Portal", Keys: []sandbox.OktaAppKey{{KID: "2026-q3", PublicKey: pagePublicKey(t, "2026-q3.pem")}}})
	s.Okta().AddAuthorizationServer(sandbox.OktaAuthorizationServer{
		ID: pageServer, Name: "Example", RotationMode: "MANUAL", AccessTokenEncryptedResponseAlgorithm: "RSA-OAEP-256",
		ResourceServerKeys: []sandbox.OktaResourceServerKey{{KID: "2026-q3", PublicKey: pagePublicKey(t, "2026-q3.pem"), Status: "ACTIVE"}},
	})
	s.Clock().Advance(86 * 24 * time.Hour)
	for _, name := range []string{"2026-q3.pem", "2026-q4.pem"} {
		cli.Write(name, repositoryFile(t, "examples/resources/"+encryptionKeys+"/"+name))
	}
	job := &nightlyJob{Sandbox: s, cli: cli, script: nightlyScript(t)}
	job.writeConfiguration(t, strings.NewReplacer("2026-q4", "2026-q3"))
	return job
}

// writeConfiguration writes the configuration of the guide, with changes.
func (j *nightlyJob) writeConfiguration(t *testing.T, changes *strings.Replacer) {
	t.Helper()
	for _, name := range []string{"keys.tf", "watch.tf"} {
		j.cli.Write(name, changes.Replace(repositoryFile(t, nightlyFiles+name)))
	}
}

// pagePublicKey is the public key in a file of an example.
func pagePublicKey(t *testing.T, name string) crypto.PublicKey {
	t.Helper()
	block, _ := pem.Decode([]byte(repositoryFile(t, "examples/resources/"+encryptionKeys+"/"+name)))
	if block == nil {
		t.Fatalf("%s is no PEM", name)
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// night runs the workflow's script, and returns the requests that changed something at Okta, and how many read.
func (j *nightlyJob) night(t *testing.T, number int) (changes []string, reads int) {
	t.Helper()
	mark := j.Journal().Len()
	printed, code := j.cli.RunScript(j.script)
	if code != 0 {
		t.Fatalf("night %d: exit code %d\n%s", number, code, printed)
	}
	for _, e := range j.Journal().Since(mark) {
		if e.Method == "GET" {
			reads++
		} else {
			path := strings.NewReplacer("/api/v1/", ".../", pageApp, "{app}", pageServer, "{server}").Replace(e.Path)
			changes = append(changes, fmt.Sprintf("%s %s %d", e.Method, keyID.ReplaceAllString(path, "{key}"), e.Status))
		}
	}
	slices.Sort(changes) // requests about two parents come in either order
	planned, err := os.ReadFile(filepath.Join(j.cli.Dir, "plan.txt"))
	if err != nil {
		t.Fatal(err)
	}
	j.log.add(night{number: number, date: j.Clock().Now(), planned: string(planned), printed: printed, changes: changes})
	j.Clock().Advance(24 * time.Hour)
	return changes, reads
}

// What a user writes once is carried by the workflow's script through 33 nights: each step is taken in the night in
// which it is due, once, and every other night changes nothing. What the nights print is in the guide.
func TestAccPages_nightlyApplyGuide(t *testing.T) {
	t.Parallel()
	j := newNightlyJob(t)
	j.night(t, 0)
	if effects := j.newEffects(); len(effects) > 0 {
		t.Fatalf("taking over what is there has these effects: %q", effects)
	}
	j.log = nightLog{}
	j.writeConfiguration(t, strings.NewReplacer())
	for number := 1; number <= 33; number++ {
		j.expectNight(t, number)
	}
	if title := acctest.CLITitle(t); title != printedBy {
		t.Logf("what %s prints is not compared with the guide, which shows %s", title, printedBy)
		return
	}
	checkNightlyOutput(t, j.log.String())
}

// nightlyEffects are what the nights after the change do to the keys.
var nightlyEffects = map[int][]string{
	1: {"app: add 2026-q4", "server: add 2026-q4"}, 3: {"server: activate 2026-q4", "server: deactivate 2026-q3"},
	6: {"server: rotate"}, 8: {"app: deactivate 2026-q3"}, 10: {"server: delete 2026-q3"}, 31: {"app: delete 2026-q3"},
}

// expectNight runs the script, and fails the test unless it does what is due in this night, and nothing else.
func (j *nightlyJob) expectNight(t *testing.T, number int) {
	t.Helper()
	changes, reads := j.night(t, number)
	effects, want := j.newEffects(), nightlyEffects[number]
	if !slices.Equal(effects, want) || len(effects) == 0 && len(changes) > 0 {
		t.Errorf("night %d has the effects %q by %q, want %q", number, effects, changes, want)
	}
	if len(effects) == 0 && reads != 5 {
		t.Errorf("night %d reads %d times, want three lists, the server and the published document", number, reads)
	}
}

// While everything waits, each block is renamed, with a moved block: no step is lost, none is taken twice, and each is
// taken in the night in which it would have been.
func TestAccPages_nightlyApplyMoved(t *testing.T) {
	t.Parallel()
	j := newNightlyJob(t)
	j.night(t, 0)
	j.writeConfiguration(t, strings.NewReplacer())
	for number := 1; number <= 10; number++ {
		if number == 2 {
			j.writeConfiguration(t, strings.NewReplacer(`"portal"`, `"web"`, ".portal.", ".web.", `"api"`, `"orders"`, ".api.", ".orders.", `"tokens"`, `"signing"`, ".tokens.", ".signing."))
			moved := ""
			for from, to := range map[string]string{
				"idpkeys_okta_app_jwks.portal": "web", "idpkeys_okta_resource_server_jwks.api": "orders", "idpkeys_okta_authorization_server_keys.tokens": "signing",
			} {
				moved += fmt.Sprintf("moved {\n  from = %s\n  to   = %s.%s\n}\n", from, strings.Split(from, ".")[0], to)
			}
			j.cli.Write("moved.tf", moved)
		}
		j.expectNight(t, number)
	}
}

// newEffects are the effects on keys since the last time, those of the app first.
func (j *nightlyJob) newEffects() (effects []string) {
	app, server := j.Okta().AppKeyEffects(pageApp), j.Okta().ResourceServerKeyEffects(pageServer)
	for _, effect := range app[j.seen.app:] {
		effects = append(effects, "app: "+effect)
	}
	for _, effect := range server[j.seen.server:] {
		effects = append(effects, "server: "+effect)
	}
	rotations := j.Okta().Rotations(pageServer)
	for range rotations - j.seen.rotations {
		effects = append(effects, "server: rotate")
	}
	j.seen.app, j.seen.server, j.seen.rotations = len(app), len(server), rotations
	return effects
}
