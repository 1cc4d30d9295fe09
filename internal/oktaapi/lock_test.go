package oktaapi_test

import (
	"context"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/processlock"
)

// Clients of one org on one machine exclude each other, the alias all IDs.
func TestLock_clientsExcludeEachOther(t *testing.T) {
	t.Parallel()
	served, other := newOrg(t, working(t)), newOrg(t, working(t))
	folder := t.TempDir()
	oneMachine := func(s *oktaapi.Settings) { s.Locks = processlock.Locks{Folder: folder} }
	for what, c := range map[string]struct {
		holder, id string
		org        *org
		held       bool
	}{
		"one server":                {"aus1", "aus1", served, true},
		"two servers":               {"aus1", "aus2", served, false},
		"the alias after an ID":     {"aus1", oktaapi.DefaultServer, served, true},
		"an ID after the alias":     {oktaapi.DefaultServer, "aus1", served, true},
		"the alias after the alias": {oktaapi.DefaultServer, oktaapi.DefaultServer, served, true},
		"another org":               {"aus1", "aus1", other, false},
	} {
		unlock, err := served.client(t, oneMachine).Lock(t.Context(), c.holder)
		if err != nil {
			t.Fatal(err)
		}
		client := c.org.client(t, oneMachine)
		wait := 30 * time.Second
		if c.held {
			wait = 150 * time.Millisecond
		}
		ctx, cancel := context.WithTimeout(t.Context(), wait)
		release, err := client.Lock(ctx, c.id)
		cancel()
		if held := apierr.Is(err, apierr.Canceled); held != c.held || err != nil && !held {
			t.Errorf("%s: %v", what, err)
		}
		unlock()
		if err == nil {
			release()
		}
		release, err = served.client(t, oneMachine).Lock(t.Context(), oktaapi.DefaultServer)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		release()
	}
}
