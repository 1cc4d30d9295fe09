package okta_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// A key that the plan keeps, and that goes, or comes back as another one, before the
// apply: Terraform would call what is recorded a bug of the provider, after the
// requests.
func TestJWKSDirectChange_keptKeyIsGoneBeforeTheApply(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		object := w.apply(nil, w.config(rsaKeys(t, "ab")))
		for _, back := range []bool{false, true} {
			plan := w.planned(object, w.config(rsaKeys(t, "abc")))
			status := w.key("b").Status
			w.remove("b")
			if back {
				w.add("b", "b", status)
			}
			mark := w.Journal().Len()
			w.Walk(w.r)
			if _, diags := w.r.Apply(plan, nil); diags.Errors() != 1 || !diags.Has("ERROR", `key "b"`, "Nothing was sent", "Plan again, without -refresh=false") {
				t.Errorf("back %v:\n%s", back, diags)
			}
			if sent := w.writes(mark); len(sent) > 0 {
				t.Errorf("sent %q", sent)
			}
			object = w.apply(w.refreshed(object), w.config(rsaKeys(t, "ab")))
		}
	})
}

// Where the refresh has found the parent gone, planning the set anew is no error: that
// would block a destroy.
func TestJWKSDirectChange_parentIsGone(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		c := w.config(rsaKeys(t, "a"))
		object := w.apply(nil, c)
		if w.ofServer() {
			w.Okta().RemoveAuthorizationServer(w.parent)
		} else {
			w.Okta().RemoveApp(w.parent)
		}
		w.Walk(w.r)
		if next, diags := w.r.Read(object); next.Exists() || diags.Errors() > 0 {
			t.Fatalf("the refresh:\n%s", diags)
		}
		if plan := w.r.Plan(w.typeName, nil, c); plan.Diags.Errors() > 0 {
			t.Errorf("after the refresh:\n%s", plan.Diags)
		}
		if plan := w.plan(nil, c); !plan.Diags.Has("ERROR", "Not found", "terraform destroy -refresh=false") {
			t.Errorf("without one:\n%s", plan.Diags)
		}
	})
}

// What an exclusive create would delete has to be known in its plan.
func TestJWKSDirectChange_exclusiveCreateThatCannotRead(t *testing.T) {
	t.Parallel()
	w := newServerSet(t, sandbox.OktaAuthorizationServer{})
	w.add("f", "f", active)
	w.Inject(sandbox.Fault{Match: sandbox.OnResourceServerKeyList, Answer: sandbox.Status(403)})
	if plan := w.plan(nil, w.config(rsaKeys(t, "a"), map[string]any{"exclusive": true})); !plan.Diags.Has("ERROR", "HTTP 403") || plan.Diags.Has("To destroy instead") {
		t.Errorf("planned blindly, or what fails as well is advised:\n%s", plan.Diags)
	}
}

// A set under another name, of the same keys, is a renamed one more often than not.
func TestJWKSDirectChange_renamed(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		c := w.config(rsaKeys(t, "a"))
		object := w.refreshed(w.apply(nil, c))
		if plan := w.r.Plan(w.typeName, nil, c); !plan.Diags.Has("WARNING", "is already managed by another resource", `"a"`, "-replace") {
			t.Errorf("no warning:\n%s", plan.Diags)
		}
		if plan := w.r.Plan(w.typeName, object, nil); !plan.Diags.Has("ERROR", "would be deleted", `"a"`, "moved block", "destroy = false") {
			t.Errorf("not refused:\n%s", plan.Diags)
		}
		w.expectNoChanges(object, c)
	})
}

// What is left without an active key is said so.
func TestJWKSDirectChange_noneActiveAnyMore(t *testing.T) {
	t.Parallel()
	w := newServerSet(t, sandbox.OktaAuthorizationServer{})
	object := w.apply(nil, w.config(rsaKeys(t, "ab"), activeKID("a")))
	if plan := w.planned(object, w.config(rsaKeys(t, "b"))); !plan.Diags.Has("WARNING", `Key "a" is the last active one for "enc"`, w.parent) {
		t.Errorf("no warning:\n%s", plan.Diags)
	}
	if plan := w.planned(object, w.config(rsaKeys(t, "b"), activeKID("b"))); plan.Diags.Has("last active") {
		t.Errorf("another one takes over:\n%s", plan.Diags)
	}
}

// -replace is not planned as a destroy, so the apply has to say what to do.
func TestJWKSDirectChange_destroyedWhileEncrypting(t *testing.T) {
	t.Parallel()
	w := newServerSet(t, sandbox.OktaAuthorizationServer{})
	object := w.apply(nil, w.config(rsaKeys(t, "a"), activeKID("a")))
	plan := w.planned(object, nil)
	w.Okta().SetAccessTokenEncryption(w.parent, encryption)
	w.Walk(w.r)
	if _, diags := w.r.Apply(plan, nil); !diags.Has("ERROR", `key "a" stays as it is`, `in the configuration again, with on_destroy = "delete_if_unneeded"`) {
		t.Errorf("no way out:\n%s", diags)
	}
}

// What ignore_changes leaves out is in the configuration of the apply all the same.
func TestAccJWKS_ignoreChanges(t *testing.T) {
	t.Parallel()
	w := newCLISet(t, newServerSet(t, encrypting))
	w.configure(written(t, "ab"), `active_kid = "a"`)
	w.cli.must(0, []string{"1 added"}, "apply", "-auto-approve")
	w.configure(written(t, "abd"), `active_kid = "b"`, "lifecycle {\n    ignore_changes = [active_kid]\n  }")
	w.cli.must(0, []string{"1 changed"}, "apply", "-auto-approve")
	w.expectEffects("add a", "add b", "activate a", "add d")
	w.cli.noChanges()

	app := newCLISet(t, newAppSet(t, public))
	app.configure(written(t, "ab", `status = "ACTIVE"`))
	app.cli.must(0, []string{"1 added"}, "apply", "-auto-approve")
	keys := written(t, "abd", `status = "ACTIVE"`)
	keys["b"] = attr("public_key_pem", pemOf(t, 4)) + `, status = "INACTIVE"`
	app.configure(keys, "lifecycle {\n    ignore_changes = [keys[\"b\"]]\n  }")
	app.cli.must(0, []string{"1 changed"}, "apply", "-auto-approve")
	app.expectEffects("add a", "add b", "add d")
	app.cli.noChanges()
}

// With the server deleted, a destroy has nothing left to do, on every CLI.
func TestAccJWKS_destroyAfterTheServer(t *testing.T) {
	t.Parallel()
	w := newCLISet(t, newServerSet(t, sandbox.OktaAuthorizationServer{}))
	w.configure(written(t, "a"), `active_kid = "a"`)
	w.cli.must(0, []string{"1 added"}, "apply", "-auto-approve")
	w.Okta().RemoveAuthorizationServer(w.parent)
	acctest.MustContain(t, w.cli.MustRun(0, "destroy", "-auto-approve"), "0 destroyed")
}
