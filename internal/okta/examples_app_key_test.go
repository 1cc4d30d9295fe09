package okta_test

import (
	"crypto/x509"
	"encoding/pem"
	"strconv"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// exampleKeyID is Okta's ID of the key that the examples import.
const exampleKeyID = "pks1a2b3c4d5e6f7g8h9"

// appKeyGuide is the guide about the keys of an app.
const appKeyGuide = "templates/guides/okta-rotate-app-key.md"

// appKeyExample is example for the resource of one key, with an app and the files
// of public keys.
func appKeyExample(t *testing.T, app sandbox.OktaApp, files ...string) *cliFixture {
	t.Helper()
	for i, file := range files {
		files[i] = registeredKeyExamples + file
	}
	s, cli := example(t, append(files, registeredKeyExamples+"2026-q4.pem", registeredKeyExamples+"id-tokens.pem")...)
	app.ID = exampleApp
	return &cliFixture{appFixture: appFixtureAt(t, s, nil, s.Okta().AddApp(app)), CLI: cli, t: t}
}

// registered is an app that has the key of the example already.
func registered(t *testing.T) sandbox.OktaApp {
	t.Helper()
	key, err := x509.ParsePKIXPublicKey(pemBytes(document(t, "examples/"+registeredKeyExamples+"2026-q4.pem")))
	if err != nil {
		t.Fatal(err)
	}
	return sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{ID: exampleKeyID, KID: "2026-q4", PublicKey: key}}}
}

// pemBytes is what the first block of a PEM file holds.
func pemBytes(text string) []byte {
	block, _ := pem.Decode([]byte(text))
	return block.Bytes
}

func TestAccExamples_appKeyResource(t *testing.T) {
	t.Parallel()
	w := appKeyExample(t, sandbox.OktaApp{}, "resource.tf")
	w.must(0, []string{"2 added"}, "apply", "-auto-approve")
	w.must(0, []string{`"kid":"2026-q4"`}, "output", "-raw", "jwk")
	w.noChanges()
	w.Okta().SetIDTokenEncryption(exampleApp, encryption)
	w.Write("id-tokens.pem", pemOf(t, 0))
	w.must(0, []string{"will be deactivated", "1 added, 0 changed, 1 destroyed"}, "apply", "-auto-approve")
	w.noChanges()
	w.expectStatuses(map[string]string{"2026-q4": active, thumbprint(t, rsaSigner(t, 0).Public()): active})
}

func TestAccExamples_appKeyImportBlock(t *testing.T) {
	t.Parallel()
	w := appKeyExample(t, registered(t), "resource.tf", "import-by-string-id.tf")
	w.must(0, []string{"1 imported, 1 added, 0 changed"}, "apply", "-auto-approve")
	w.noChanges()
}

func TestAccExamples_appKeyImportBlockByIdentity(t *testing.T) {
	t.Parallel()
	requireCLI(t, 12, "import by identity")
	w := appKeyExample(t, registered(t), "resource.tf", "import-by-identity.tf")
	w.must(0, []string{"1 imported, 1 added, 0 changed"}, "apply", "-auto-approve")
	w.noChanges()
}

func TestAccExamples_appKeyImportCommand(t *testing.T) {
	t.Parallel()
	w := appKeyExample(t, registered(t), "resource.tf")
	for line := range strings.Lines(document(t, "examples/"+registeredKeyExamples+"import.sh")) {
		if words := strings.Fields(line); len(words) > 0 && words[0] == "terraform" {
			w.must(0, []string{"Import successful!"}, words[1:]...)
		}
	}
	w.must(0, []string{"1 added, 0 changed, 0 destroyed"}, "apply", "-auto-approve")
}

// step is a configuration of the guide about the keys of an app. What it takes
// from other providers is replaced: pairs of what it says and what is there
// instead.
func (w *cliFixture) step(name, text string, replaced ...string) {
	w.t.Helper()
	w.Write(name, strings.NewReplacer(replaced...).Replace(configurationWith(w.t, appKeyGuide, text)))
}

// The guide, step by step.
func TestAccExamples_appKeyGuide(t *testing.T) {
	t.Parallel()
	w := appKeyExample(t, sandbox.OktaApp{})
	w.Write("2026-q3.pem", pemOf(t, 0))
	w.step("q3.tf", "# Step 1")
	w.must(0, []string{"1 added"}, "apply", "-auto-approve")
	w.step("q4.tf", "# Step 2")
	w.must(0, []string{"1 added, 0 changed, 0 destroyed"}, "apply", "-auto-approve")
	w.expectStatuses(map[string]string{"2026-q3": active, "2026-q4": active})
	w.step("q3.tf", "# Step 4")
	w.must(0, []string{`"ACTIVE" -> "INACTIVE"`, "0 added, 1 changed, 0 destroyed"}, "apply", "-auto-approve")
	w.noChanges()
	w.expectStatuses(map[string]string{"2026-q3": inactive, "2026-q4": active})
	w.Write("q3.tf", "") // step 5
	w.must(0, []string{"1 destroyed"}, "apply", "-auto-approve")
	w.expectStatuses(map[string]string{"2026-q4": active})
	w.noChanges()
	// The only one left: Okta refuses, and the error says what to do.
	w.Write("q4.tf", "")
	w.must(1, []string{"stays as it is", "Activate another key first"}, "apply", "-auto-approve")
	w.expectEffects("add 2026-q3", "add 2026-q4", "deactivate 2026-q3", "delete 2026-q3")
}

func TestAccExamples_appKeyGuideInOneApply(t *testing.T) {
	t.Parallel()
	w := appKeyExample(t, sandbox.OktaApp{})
	w.step("main.tf", "# One apply")
	for i, words := range []string{"1 added, 0 changed, 0 destroyed", "1 added, 0 changed, 1 destroyed"} {
		w.Write("current.pem", pemOf(t, i))
		w.must(0, []string{words}, "apply", "-auto-approve")
		w.noChanges()
		w.expectStatuses(map[string]string{thumbprint(t, rsaSigner(t, i).Public()): active})
	}
}

// A key that Terraform makes: here a file stands for that of tls_private_key.
func TestAccExamples_appKeyGuideKeyOfTerraform(t *testing.T) {
	t.Parallel()
	w := appKeyExample(t, sandbox.OktaApp{})
	w.step("main.tf", "# A key that is in the state", "tls_private_key.made.public_key_pem", `file("2026-q4.pem")`)
	w.must(0, []string{"1 added"}, "apply", "-auto-approve")
	w.noChanges()
	w.expectStatuses(map[string]string{"2026-q4": active})
}

func TestAccExamples_appKeyGuideEphemeral(t *testing.T) {
	t.Parallel()
	requireCLI(t, 11, "write-only arguments")
	w := appKeyExample(t, sandbox.OktaApp{})
	w.Write("key.tf", "variable \"pem\" {\n  type      = string\n  ephemeral = true\n}\n")
	w.step("q4.tf", "# Ephemeral", "ephemeral.tls_private_key.q4.public_key_pem", "var.pem")
	w.must(0, []string{"1 added"}, "apply", "-auto-approve", "-var=pem="+pemOf(t, 0))
	w.noChanges("-var=pem=" + pemOf(t, 1))
	w.expectStatuses(map[string]string{"2026-q4": active})
}

// The spoke and the hub are two orgs, and so two sandboxes.
func TestAccExamples_appKeyGuideSpokeToHub(t *testing.T) {
	t.Parallel()
	const hubApp = "0oa9h8g7f6e5d4c3b2a1"
	cli, spoke, hub := acctest.NewCLI(t), acctest.NewSandbox(t), acctest.NewSandbox(t)
	spoke.Okta().AddApp(sandbox.OktaApp{ID: exampleApp, Connection: &sandbox.OktaConnection{Keys: make([]sandbox.OktaConnectionKey, 2)}})
	spoke.Okta().AddApp(sandbox.OktaApp{ID: exampleApp + "later", Connection: &sandbox.OktaConnection{}})
	hub.Okta().AddApp(sandbox.OktaApp{ID: hubApp})
	w := &cliFixture{appFixture: appFixtureAt(t, hub, nil, hubApp), CLI: cli, t: t}
	w.Env = []string{"TF_VAR_spoke_api_token=" + spoke.OktaToken, "TF_VAR_hub_api_token=" + hub.OktaToken}
	urls := []string{"https://spoke.okta.com", spoke.Okta().URL(), "https://hub.okta.com", hub.Okta().URL()}
	want := func(app string) map[string]string {
		all := map[string]string{}
		for _, key := range spoke.Okta().ConnectionKeys(app) {
			all[key.KID] = active
		}
		return all
	}
	w.step("main.tf", "idpkeys.spoke", urls...)
	w.must(0, []string{"2 added"}, "apply", "-auto-approve")
	w.noChanges()
	w.expectStatuses(want(exampleApp))
	// Another key: it is registered, and those that are not listed any more go, in
	// a second apply where Okta refused the last of them in the first.
	w.step("main.tf", "idpkeys.spoke", append(urls, exampleApp, exampleApp+"later")...)
	w.Run("apply", "-auto-approve")
	w.must(0, nil, "apply", "-auto-approve")
	w.noChanges()
	w.expectStatuses(want(exampleApp + "later"))
}

// What okta_app_oauth does to a retired key is shown and taken back.
func TestAccExamples_appKeyGuideBesideOkta(t *testing.T) {
	t.Parallel()
	w := appKeyExample(t, sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "first"}}})
	w.Write("2026-q3.pem", pemOf(t, 0))
	w.step("main.tf", "# Beside okta_app_oauth", "okta_app_oauth.example.id", strconv.Quote(exampleApp))
	w.must(0, []string{"1 added"}, "apply", "-auto-approve")
	w.Okta().SetAppKeyStatus(exampleApp, w.keyID("2026-q3"), active)
	w.must(0, []string{`"ACTIVE" -> "INACTIVE"`, "1 changed"}, "apply", "-auto-approve")
	w.noChanges()
	w.expectStatuses(map[string]string{"first": active, "2026-q3": inactive})
}
