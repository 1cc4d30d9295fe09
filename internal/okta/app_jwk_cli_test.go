package okta_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// cliWorld is an app, and a folder in which a real CLI manages its keys.
type cliWorld struct {
	*appWorld
	*acctest.CLI
	t *testing.T
}

func newCLIWorld(t *testing.T, app sandbox.OktaApp) *cliWorld {
	t.Helper()
	cli := acctest.NewCLI(t)
	return &cliWorld{appWorld: newAppWorld(t, app), CLI: cli, t: t}
}

// block is a resource in HCL.
func (w *cliWorld) block(name string, arguments ...string) string {
	return fmt.Sprintf("resource %q %q {\n  app_id = %q\n  %s\n}\n", appJWKType, name, w.app, strings.Join(arguments, "\n  "))
}

// configure writes the configuration.
func (w *cliWorld) configure(blocks ...string) {
	w.t.Helper()
	w.Write("main.tf", w.HCL()+strings.Join(blocks, ""))
}

func (w *cliWorld) must(code int, words []string, args ...string) string {
	w.t.Helper()
	out := w.MustRun(code, args...)
	acctest.MustHold(w.t, out, words...)
	return out
}

func (w *cliWorld) noChanges(args ...string) {
	w.t.Helper()
	w.must(0, []string{"No changes"}, append([]string{"plan", "-detailed-exitcode"}, args...)...)
}

// since skips the test on a CLI without what it needs.
func since(t *testing.T, minor int, what string) {
	t.Helper()
	var major, have int
	title := acctest.CLITitle(t)
	if _, err := fmt.Sscanf(title, "Terraform v%d.%d", &major, &have); err != nil || have < minor {
		t.Skipf("%s has no %s", title, what)
	}
}

func attr(name string, value any) string { return fmt.Sprintf("%s = %q", name, fmt.Sprint(value)) }

func pemOf(t *testing.T, i int) string { t.Helper(); return fmt.Sprint(rsaPEM(t, i)["public_key_pem"]) }

func TestAccAppJWK_fromFirstApplyToDestroy(t *testing.T) {
	t.Parallel()
	w := newCLIWorld(t, public)
	w.configure(w.block("k", attr("public_key_pem", pemOf(t, 0)), attr("kid", "a")))
	w.must(0, []string{"Success!"}, "validate")
	w.must(0, []string{"1 added"}, "apply", "-auto-approve")
	w.noChanges()
	w.configure(w.block("k", attr("public_key_pem", certificate(t, rsaSigner(t, 0))), attr("kid", "a"), attr("status", "INACTIVE")))
	w.must(0, []string{`"ACTIVE" -> "INACTIVE"`, "0 added, 1 changed, 0 destroyed"}, "apply", "-auto-approve")
	w.noChanges()
	// Deleted by somebody: added again.
	w.Okta().RemoveAppKey(w.app, w.keyID("a"))
	w.must(0, []string{"1 added"}, "apply", "-auto-approve")
	// Deleted and added again by somebody: the same key, of another ID.
	w.Okta().RemoveAppKey(w.app, w.keyID("a"))
	w.Okta().AddAppKey(w.app, sandbox.OktaAppKey{KID: "a", Status: inactive, PublicKey: rsaSigner(t, 0).Public()})
	w.must(0, []string{"0 added, 0 changed, 0 destroyed"}, "apply", "-auto-approve")
	w.noChanges()
	w.must(0, []string{"1 destroyed"}, "destroy", "-auto-approve")
	w.statuses(nil)
}

func TestAccAppJWK_replacedInBothOrders(t *testing.T) {
	t.Parallel()
	for _, first := range []string{"", "lifecycle { create_before_destroy = true }"} {
		w := newCLIWorld(t, public)
		w.configure(w.block("k", attr("public_key_pem", pemOf(t, 0)), first))
		w.must(0, []string{"1 added"}, "apply", "-auto-approve")
		w.configure(w.block("k", attr("public_key_pem", pemOf(t, 1)), first))
		w.must(0, []string{"forces replacement", "will lose a key", thumbprint(t, rsaSigner(t, 1).Public()), "1 added, 0 changed, 1 destroyed"}, "apply", "-auto-approve")
		w.noChanges()
		if first == "" {
			w.must(0, []string{"1 added, 0 changed, 1 destroyed"}, "apply", "-auto-approve", "-replace="+appJWKType+".k")
		} else { // one kid cannot be there twice
			w.must(0, []string{"Key taken over", "Key left in place"}, "apply", "-auto-approve", "-replace="+appJWKType+".k")
			w.noChanges()
			w.Clock().Advance(time.Hour)
			w.must(1, []string{"is registered already with status ACTIVE", "Nothing was sent"}, "apply", "-auto-approve", "-replace="+appJWKType+".k")
		}
		w.noChanges()
	}
}

// One apply takes one encryption key out of use and the next into it.
func TestAccAppJWK_flipInOneApply(t *testing.T) {
	t.Parallel()
	for _, saved := range []bool{false, true} {
		w := newCLIWorld(t, sandbox.OktaApp{})
		blocks := func(a, b string) {
			w.configure(w.block("a", attr("public_key_pem", pemOf(t, 0)), attr("kid", "a"), attr("use", "enc"), attr("status", a)),
				w.block("b", attr("public_key_pem", pemOf(t, 1)), attr("kid", "b"), attr("use", "enc"), attr("status", b)))
		}
		blocks(active, inactive)
		w.must(0, []string{"2 added"}, "apply", "-auto-approve")
		w.Okta().SetIDTokenEncryption(w.app, encryption)
		for i, flip := range [][2]string{{inactive, active}, {active, inactive}} {
			blocks(flip[0], flip[1])
			if saved {
				w.must(0, []string{"will change over"}, "plan", "-out=saved")
				w.must(0, []string{"0 added, 2 changed, 0 destroyed"}, "apply", "saved")
			} else {
				w.must(0, []string{"0 added, 2 changed, 0 destroyed"}, "apply", "-auto-approve")
			}
			w.noChanges()
			w.statuses(map[string]string{"a": flip[0], "b": flip[1]})
			if i == 0 {
				continue
			}
			blocks(active, active)
			w.must(1, []string{"Two active keys for one slot", `"a" and "b"`}, "plan")
		}
	}
}

func TestAccAppJWK_writeOnly(t *testing.T) {
	t.Parallel()
	since(t, 11, "write-only arguments")
	w := newCLIWorld(t, public)
	variable := "variable \"pem\" {\n  type = string\n  ephemeral = true\n}\n"
	version := func(v int) {
		w.configure(variable, w.block("k", "public_key_pem_wo = var.pem", fmt.Sprintf("public_key_pem_wo_version = %d", v)))
	}
	value := func(i int) string { return "-var=pem=" + pemOf(t, i) }
	version(1)
	w.must(0, []string{"Success!"}, "validate")
	// The plan was made with another key than the apply has.
	w.must(0, []string{"+ kid = (known after apply)", "(write-only attribute)"}, "plan", "-out=saved", value(0))
	w.must(0, []string{"1 added"}, "apply", value(1), "saved")
	w.statuses(map[string]string{thumbprint(t, rsaSigner(t, 1).Public()): active})
	w.noChanges(value(2))
	version(2)
	w.must(0, []string{"forces replacement", "1 added, 0 changed, 1 destroyed"}, "apply", "-auto-approve", value(3))
	w.statuses(map[string]string{thumbprint(t, rsaSigner(t, 3).Public()): active})
	w.noChanges(value(0))
	w.must(0, nil, "state", "rm", appJWKType+".k")
	w.must(0, []string{"Import successful"}, "import", value(3), appJWKType+".k", w.app+"/"+w.Okta().AppKeys(w.app)[0].ID)
	w.must(0, []string{"public_key_pem_wo_version", "0 added, 1 changed, 0 destroyed"}, "apply", "-auto-approve", value(3))
	w.noChanges(value(3))
	w.configure(w.block("k", attr("public_key_pem_wo", pemOf(t, 0))))
	w.must(1, []string{"public_key_pem_wo_version is missing"}, "validate")
}

func TestAccAppJWK_importByIdentity(t *testing.T) {
	t.Parallel()
	since(t, 12, "import by identity")
	w := newCLIWorld(t, kinds(t))
	key := w.Okta().AppKeys(w.app)[0]
	w.configure(w.block("k", attr("public_key_pem", acctest.PublicPEM(t, key.PublicKey))),
		fmt.Sprintf("import {\n  to = %s.k\n  identity = {\n    app_id = %q\n    id = %q\n  }\n}\n", appJWKType, w.app, key.ID))
	w.must(0, []string{"1 imported, 0 added, 0 changed, 0 destroyed"}, "apply", "-auto-approve")
	w.noChanges()
}

// killedAfter runs a command, and kills it and its provider when the first request
// that matches has been executed and its answer not been sent.
func (w *cliWorld) killedAfter(match func(*http.Request) bool, args ...string) {
	w.t.Helper()
	mark := "IDPKEYS_KILLED=" + filepath.Base(filepath.Dir(w.Dir)) + "-" + w.app
	cmd := w.Command(args...)
	cmd.Env = append(cmd.Env, mark)
	var killed atomic.Bool
	struck, once := make(chan struct{}), sync.Once{}
	quiet := w.After(match, func() {
		defer once.Do(func() { close(struck) })
		for _, pid := range processes(w.t, mark) {
			// The provider may have gone with the CLI by its turn.
			if process, err := os.FindProcess(pid); err == nil && process.Kill() == nil {
				killed.Store(true)
			}
		}
	})
	_ = cmd.Run() // killed is what it should be
	select {
	case <-struck: // the CLI may be gone before the blow is over
	case <-time.After(5 * time.Second):
	}
	quiet()
	if !killed.Load() {
		w.t.Fatal("nothing was killed")
	}
}

// processes are those with this entry in the environment.
func processes(t *testing.T, mark string) (pids []int) {
	t.Helper()
	entries, err := os.ReadDir("/proc")
	if err != nil {
		t.Skip("finding the provider's process needs /proc, which only Linux has")
	}
	for _, entry := range entries {
		var pid int
		if _, err := fmt.Sscan(entry.Name(), &pid); err != nil {
			continue
		}
		env, err := os.ReadFile("/proc/" + entry.Name() + "/environ") // #nosec G304 -- the environment of a process
		if err == nil && strings.Contains(string(env), mark+"\x00") {
			pids = append(pids, pid)
		}
	}
	return pids
}

// A kill right after each request: the next apply, of the same CLI, converges.
func TestAccAppJWK_killed(t *testing.T) {
	t.Parallel()
	for name, a := range acts() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newCLIWorld(t, a.app)
			signing := func(status string) []string {
				return []string{attr("public_key_pem", pemOf(t, 0)), attr("kid", "a"), attr("status", status)}
			}
			if a.before != nil {
				status := active
				if name == "activate" {
					status = inactive
				}
				w.configure(w.block("k", signing(status)...))
				w.must(0, nil, "apply", "-auto-approve")
			}
			switch name {
			case "add", "activate":
				w.configure(w.block("k", signing(active)...))
			case "deactivate":
				w.configure(w.block("k", signing(inactive)...))
			case "add inactive", "activate a new one":
				w.configure(w.block("k", attr("public_key_pem", pemOf(t, 0)), attr("kid", "a"), attr("use", "enc")))
			default:
				w.configure()
			}
			w.killedAfter(a.match, "apply", "-auto-approve")
			w.must(0, nil, "apply", "-auto-approve", "-lock=false")
			w.effects(a.effects...)
			w.noChanges("-lock=false")
		})
	}
}

// No byte of a private key is written down, in whatever argument it was put.
func TestAccAppJWK_privateKeysAreNeverWritten(t *testing.T) {
	t.Parallel()
	key, curve := rsaSigner(t, 0), ecSigner(t)
	for name, c := range map[string]struct{ argument, secret string }{
		"PEM, PKCS#8":      {"public_key_pem", acctest.PKCS8(t, key)},
		"PEM, PKCS#1":      {"public_key_pem", acctest.PKCS1(key)},
		"PEM, SEC 1":       {"public_key_pem", acctest.SEC1(t, curve)},
		"JWK":              {"jwk_json", acctest.PrivateJWK(t, key, "a")},
		"JWK, EC":          {"jwk_json", acctest.PrivateJWK(t, curve, "a")},
		"PEM as JWK":       {"jwk_json", acctest.PKCS8(t, key)},
		"a member":         {"n", acctest.PKCS8(t, key)},
		"kid":              {"kid", acctest.SEC1(t, curve)},
		"alg":              {"alg", acctest.PKCS8(t, key)},
		"use":              {"use", acctest.PKCS8(t, key)},
		"timeouts":         {"timeouts", acctest.PKCS8(t, key)},
		"write-only":       {"public_key_pem_wo", acctest.PKCS8(t, key)},
		"write-only, JWK":  {"public_key_pem_wo", acctest.PrivateJWK(t, key, "a")},
		"write-only, SEC1": {"public_key_pem_wo", acctest.SEC1(t, curve)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.argument == "public_key_pem_wo" {
				since(t, 11, "write-only arguments")
			}
			w := newCLIWorld(t, public)
			arguments := []string{c.argument + " = var.secret"}
			switch c.argument {
			case "timeouts":
				arguments = []string{attr("public_key_pem", pemOf(t, 1)), "timeouts = { create = var.secret }"}
			case "n":
				arguments = append(arguments, attr("kty", "RSA"), attr("e", "AQAB"))
			case "kid", "alg", "use":
				arguments = append(arguments, attr("public_key_pem", pemOf(t, 1)))
			case "public_key_pem_wo":
				arguments = append(arguments, "public_key_pem_wo_version = 1")
			}
			w.configure("variable \"secret\" {\n  type = string\n}\n", w.block("k", arguments...))
			w.Env = []string{"TF_LOG=trace", "TF_LOG_PATH=" + filepath.Join(w.Dir, "trace.log"), "TF_VAR_secret=" + c.secret}
			text := w.MustRun(1, "plan", "-out=saved") + w.MustRun(1, "apply", "-auto-approve")
			for _, file := range []string{"trace.log", "terraform.tfstate", "saved"} {
				raw, err := os.ReadFile(filepath.Join(w.Dir, file)) // #nosec G304 -- a file of the test's own folder
				if err != nil && file == "trace.log" {
					t.Fatal(err)
				}
				text += string(raw)
			}
			if !strings.Contains(text, "tf_provider_addr") {
				t.Error("the trace holds nothing of the provider: the test looks at the wrong file")
			}
			if holdsSecret(text, c.secret) || holdsSecret(strings.ReplaceAll(text, `\`, ""), c.secret) {
				t.Error("written down")
			}
			w.effects()
		})
	}
}

// Ctrl-C while the key is being added: the request is seen through and recorded.
func TestAccAppJWK_interrupted(t *testing.T) {
	t.Parallel()
	w := newCLIWorld(t, public)
	w.configure(w.block("k", attr("public_key_pem", pemOf(t, 0)), attr("kid", "a")))
	cmd, started := w.Command("apply", "-auto-approve"), make(chan struct{})
	w.After(sandbox.OnAppKeyAdd, func() {
		<-started
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Error(err)
		}
		<-time.After(500 * time.Millisecond) // the answer comes after the CLI has heard it
	})
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	close(started)
	_ = cmd.Wait()
	w.effects("add a")
	w.must(0, nil, "apply", "-auto-approve", "-lock=false")
	w.effects("add a")
	w.noChanges("-lock=false")
}
