package auth0api_test

import (
	"context"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/processlock"
)

// Clients of one tenant on one machine exclude each other, connection by connection.
func TestLock_clientsExcludeEachOther(t *testing.T) {
	t.Parallel()
	settings := auth0api.Settings{
		Domain: "example.eu.auth0.com", Credentials: auth0api.Credentials{Token: "token"}, UserAgent: userAgent,
		Locks: processlock.Locks{Folder: t.TempDir()},
	}
	unlock, err := newClient(t, settings).Lock(t.Context(), "con_1")
	if err != nil {
		t.Fatal(err)
	}
	client := newClient(t, settings)
	ctx, cancel := context.WithTimeout(t.Context(), 150*time.Millisecond)
	defer cancel()
	if _, err := client.Lock(ctx, "con_1"); !apierr.Is(err, apierr.Canceled) {
		t.Errorf("a connection that another client has locked: %v", err)
	}
	free := func(client *auth0api.Client, id string) {
		t.Helper()
		release, err := client.Lock(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		release()
	}
	free(client, "con_2")
	elsewhere := settings
	elsewhere.Domain = "example.us.auth0.com"
	free(newClient(t, elsewhere), "con_1")
	unlock()
	free(client, "con_1")
}
