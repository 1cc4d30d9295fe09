package auth0_test

import (
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/processlock"
	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
)

// Two provider blocks are two processes, which know nothing of each other.
func TestAccCLI_twoAliasesOnOneParentRotateOnce(t *testing.T) {
	t.Parallel()
	acctest.NewScenario(t, acctest.Auth0Keys).TwoAliases()
}

// Two runs with a state each, on one machine.
func TestAccCLI_twoRunsAtOnceRotateOnce(t *testing.T) {
	t.Parallel()
	acctest.NewScenario(t, acctest.Auth0Keys).TwoRunsAtOnce()
}

// Two providers on one machine, which plan before either of them rotates.
func TestConnectionKeys_twoProvidersRotateOnce(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	for range 10 {
		id := s.Connection()
		acctest.RotateAtOnce(t, s, acctest.Auth0Keys, func() int { return s.Auth0().Rotations(id) }, id, id)
	}
}

// Waiting for another run ends with the time allowed, and says why.
func TestConnectionKeys_anotherRunHoldsTheLock(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id, folder := s.Connection(), t.TempDir()
	unlock, err := processlock.Locks{Folder: folder}.Lock(t.Context(),
		processlock.Name{Vendor: "auth0", Host: strings.TrimPrefix(s.Auth0().URL(), "http://"), Parent: id})
	if err != nil {
		t.Fatal(err)
	}
	r := s.RPC(idpkeys.WithLockFolder(folder))
	plan := r.Plan(keysType, nil, config(id, map[string]any{"timeouts": map[string]any{"create": "1s"}}))
	s.Walk(r)
	mark := s.Journal().Len()
	object, diags := r.Apply(plan, nil)
	if object != nil || !diags.Has("ERROR", "Unable to rotate Auth0 connection keys", id, "another run on this machine holds the lock of these keys", "nothing was sent", "Run again") {
		t.Errorf("%v\n%s", object, diags)
	}
	expectCalls(t, s, mark, "GET keys 200") // the plan in the apply walk
	unlock()
	plan = r.Plan(keysType, nil, config(id, map[string]any{"timeouts": map[string]any{"create": "1m"}}))
	s.Walk(r)
	if _, diags := r.Apply(plan, nil); diags.Errors() > 0 || s.Auth0().Rotations(id) != 1 {
		t.Errorf("%d rotations\n%s", s.Auth0().Rotations(id), diags)
	}
}
