package okta_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

func TestAccExamples_serverSetResource(t *testing.T) {
	t.Parallel()
	w := serverSetExample(t, sandbox.OktaAuthorizationServer{}, "resource.tf")
	w.must(0, []string{"1 added", "other_keys = tolist([])"}, "apply", "-auto-approve")
	w.must(0, []string{`"kid":"2026-q4"`}, "output", "-raw", "active_key")
	w.noChanges()
	w.setEffects(0, "add 2026-q3", "add 2026-q4", "activate 2026-q4")
}

func TestAccExamples_appSetResource(t *testing.T) {
	t.Parallel()
	w := appSetExample(t, sandbox.OktaApp{}, "resource.tf")
	w.must(0, []string{"1 added"}, "apply", "-auto-approve")
	w.must(0, []string{`"kid":"2026-q4"`}, "output", "-raw", "jwk")
	w.noChanges()
	w.setFixture.expectStatuses(map[string]string{"2026-q3": inactive, "2026-q4": active, "id-tokens": active})
}

// imported fails the test unless the plan after an import of the whole parent is
// clean, and nothing has happened to the keys.
func (w *setExample) imported(words string, args ...string) {
	w.cliFixture.t.Helper()
	w.must(0, []string{words}, args...)
	w.must(0, []string{"0 added, 0 changed, 0 destroyed"}, "apply", "-auto-approve") // the outputs
	w.noChanges()
	w.setEffects(0)
}

// parentsAsConfigured are the examples where all is as they have it.
func parentsAsConfigured() map[string]func(*testing.T, ...string) *setExample {
	return map[string]func(*testing.T, ...string) *setExample{
		"server": func(t *testing.T, files ...string) *setExample {
			t.Helper()
			return serverSetExample(t, serverAsConfigured(t), files...)
		},
		"app": func(t *testing.T, files ...string) *setExample {
			t.Helper()
			return appSetExample(t, appAsConfigured(t), files...)
		},
	}
}

func TestAccExamples_setImport(t *testing.T) {
	t.Parallel()
	for name, open := range parentsAsConfigured() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			open(t, "resource.tf", "import-by-string-id.tf").imported("1 imported, 0 added, 0 changed", "apply", "-auto-approve")
			w := open(t, "resource.tf")
			for line := range strings.Lines(document(t, "examples/"+w.folder+"import.sh")) {
				if words := strings.Fields(line); len(words) > 0 && words[0] == "terraform" {
					w.imported("Import successful!", words[1:]...)
				}
			}
		})
	}
}

func TestAccExamples_setImportByIdentity(t *testing.T) {
	t.Parallel()
	requireCLI(t, 12, "import by identity")
	for name, open := range parentsAsConfigured() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			open(t, "resource.tf", "import-by-identity.tf").imported("1 imported, 0 added, 0 changed", "apply", "-auto-approve")
		})
	}
}

// The steps of the guide to sets: the old key can come back until it is removed.
func TestAccExamples_setGuide(t *testing.T) {
	t.Parallel()
	w := appSetExample(t, sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "2026-q3", PublicKey: exampleKey(t, appSetExamples+"2026-q3.pem")}}})
	w.configured(setGuide, "# Step 1")
	w.must(0, []string{"1 added", "were taken over", `"2026-q3"`}, "apply", "-auto-approve")
	now := w.setEffects(0, "add 2026-q4")
	w.configured(setGuide, "# Step 2")
	w.must(0, []string{`"ACTIVE" -> "INACTIVE"`, "1 changed"}, "apply", "-auto-approve")
	now = w.setEffects(now, "deactivate 2026-q3")
	w.configured(setGuide, "# Step 3")
	w.must(0, []string{`the apply deletes "2026-q3"`, "1 changed"}, "apply", "-auto-approve")
	w.noChanges()
	w.setEffects(now, "delete 2026-q3")
}

// With retire, one change of the configuration is enough.
func TestAccExamples_setGuideRetire(t *testing.T) {
	t.Parallel()
	w := appSetExample(t, sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "2026-q3", PublicKey: exampleKey(t, appSetExamples+"2026-q3.pem")}}})
	w.configured(setGuide, "# Step 1")
	w.must(0, []string{"1 added"}, "apply", "-auto-approve")
	now := w.setEffects(0, "add 2026-q4")
	w.configured(setGuide, "# Retired")
	w.must(0, []string{"leave keys and stay registered", `"2026-q3"`, "deactivated 7d after this apply, and deleted 30d after it", "1 changed"}, "apply", "-auto-approve")
	w.noChanges()
	w.setEffects(now)
}

// From single keys to the set, as the guide has it, nothing happens to the keys.
func TestAccExamples_singleKeysIntoTheSet(t *testing.T) {
	t.Parallel()
	requireCLI(t, 7, "removed blocks")
	for single, parent := range map[string]string{
		appJWKType:            "app_id = \"" + exampleApp,
		resourceServerJWKType: "authorization_server_id = \"" + exampleServer,
	} {
		t.Run(single, func(t *testing.T) {
			t.Parallel()
			w, set, added := appSetExample(t, sandbox.OktaApp{}), configurationWith(t, setGuide, "# Step 3"), []string{"add 2026-q4"}
			if single == resourceServerJWKType {
				w, set = serverSetExample(t, sandbox.OktaAuthorizationServer{}), configurationWith(t, rolloverGuide, "# The new key")
				added = append(added, "activate 2026-q4")
			}
			w.Write("main.tf", "resource \""+single+"\" \"q4\" {\n  "+parent+`"
  kid            = "2026-q4"
  public_key_pem = file("2026-q4.pem")
  status         = "ACTIVE"
}
`)
			w.must(0, []string{"1 added"}, "apply", "-auto-approve")
			w.Write("main.tf", set+configurationWith(t, ownerGuide, "from = "+single+".q4"))
			w.must(0, []string{"were taken over", "1 added, 0 changed, 0 destroyed"}, "apply", "-auto-approve")
			w.noChanges()
			w.setEffects(0, added...)
		})
	}
}

// The guide, as it is told: the new key is there before the old one goes.
func TestAccExamples_rolloverGuide(t *testing.T) {
	t.Parallel()
	w := serverSetExample(t, sandbox.OktaAuthorizationServer{})
	w.configured(rolloverGuide, "# The key in use")
	w.must(0, []string{"1 added"}, "apply", "-auto-approve")
	now := w.setEffects(0, "add 2026-q3", "activate 2026-q3")
	w.Okta().SetAccessTokenEncryption(exampleServer, encryption)

	w.configured(rolloverGuide, "# The new key")
	mark, gone := w.setFixture.Journal().Len(), w.keys()[0].ID
	w.must(0, []string{
		`"2026-q3" -> "2026-q4"`, "will be deactivated", `Activating key "2026-q4" deactivates key "2026-q3"`, "will be deleted", `the apply deletes "2026-q3"`,
	}, "apply", "-auto-approve")
	// The refresh, and then the requests that the guide lists.
	w.setFixture.ExpectCalls(mark, "GET keys 200", "GET keys 200", "POST keys 201", "POST activate 200", "DELETE "+gone+" 204")
	w.setEffects(now, "add 2026-q4", "activate 2026-q4", "deactivate 2026-q3", "delete 2026-q3")
	w.noChanges()
	w.neverWithoutActive()
}

// Over days: the first apply adds the key, and the next plans are empty. TestAccPages_nightlyApplyGuide has the nights after that.
func TestAccExamples_rolloverGuideOverDays(t *testing.T) {
	t.Parallel()
	expectNextKeyWaits(t, rolloverGuide, "# The delays do the rest", "leave keys and stay registered")
}

// expectNextKeyWaits has the key in use registered, and applies a block of a guide with activate_after: the apply only adds the
// next key, and says so.
func expectNextKeyWaits(t *testing.T, guide, block string, said ...string) {
	t.Helper()
	w := serverSetExample(t, sandbox.OktaAuthorizationServer{})
	w.configured(rolloverGuide, "# The key in use")
	w.must(0, nil, "apply", "-auto-approve")
	w.Okta().SetAccessTokenEncryption(exampleServer, encryption)
	w.configured(guide, block)
	now := len(w.effects())
	w.must(0, append(said, `Key "2026-q4" waits to be activated`, "1 changed"), "apply", "-auto-approve")
	w.setEffects(now, "add 2026-q4")
	w.noChanges()
	w.neverWithoutActive()
}

// In two applies, and back.
func TestAccExamples_rolloverGuideWithAWayBack(t *testing.T) {
	t.Parallel()
	w := serverSetExample(t, sandbox.OktaAuthorizationServer{})
	w.configured(rolloverGuide, "# The key in use")
	w.must(0, nil, "apply", "-auto-approve")
	w.Okta().SetAccessTokenEncryption(exampleServer, encryption)
	both, now := configurationWith(t, rolloverGuide, "# Both, for a while"), len(w.effects())
	for _, step := range []struct {
		text string
		want []string
	}{
		{both, []string{"add 2026-q4", "activate 2026-q4", "deactivate 2026-q3"}},
		{strings.Replace(both, `= "2026-q4"`, `= "2026-q3"`, 1), []string{"activate 2026-q3", "deactivate 2026-q4"}},
		{both, []string{"activate 2026-q4", "deactivate 2026-q3"}},
		{configurationWith(t, rolloverGuide, "# The new key"), []string{"delete 2026-q3"}},
	} {
		w.Write("main.tf", step.text)
		w.must(0, []string{"1 changed"}, "apply", "-auto-approve")
		now = w.setEffects(now, step.want...)
	}
	w.noChanges()
	w.neverWithoutActive()
}

// What is left to do after a kill is what the guide says, row by row.
func TestAccExamples_rolloverGuideKilled(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		match func(*http.Request) bool
		left  []string
	}{
		"add":        {sandbox.OnResourceServerKeyAdd, []string{"activate 2026-q4", "deactivate 2026-q3", "delete 2026-q3"}},
		"activation": {sandbox.OnResourceServerKeyActivate, []string{"delete 2026-q3"}},
		"delete":     {sandbox.OnResourceServerKeyDelete, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := serverSetExample(t, sandbox.OktaAuthorizationServer{})
			w.configured(rolloverGuide, "# The key in use")
			w.must(0, nil, "apply", "-auto-approve")
			w.Okta().SetAccessTokenEncryption(exampleServer, encryption)
			w.configured(rolloverGuide, "# The new key")
			w.killedAfter(c.match, "apply", "-auto-approve")
			now := len(w.effects())
			w.must(0, []string{"were taken over"}, "apply", "-auto-approve", "-lock=false")
			w.setEffects(now, c.left...)
			w.noChanges("-lock=false")
			w.neverWithoutActive()
		})
	}
}

// With activate_after, the apply only adds the key.
func TestAccExamples_setGuideActivateAfter(t *testing.T) {
	t.Parallel()
	expectNextKeyWaits(t, setGuide, "# The new key waits")
}

// Every configuration of the guides is applied above.
func TestExamples_setGuidesHoldWhatIsTested(t *testing.T) {
	t.Parallel()
	for page, want := range map[string]int{rolloverGuide: 4, setGuide: 5, ownerGuide: 2} {
		if n := len(configurations(t, page)); n != want {
			t.Errorf("%s has %d configurations, and %d are applied", page, n, want)
		}
	}
}
