package auth0_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// Rotations of more connections than the rate limit allows at once: each connection is
// rotated once. It is listed in both plans, before the rotation, and in the refresh. The list
// after the rotation may be left out, if the rate limit would hold up what is done already.
func TestLoad_rotations(t *testing.T) {
	t.Parallel()
	n := 200
	if testing.Short() {
		n = 40
	}
	acctest.RunLoad(t, 100, func(l *acctest.Load) {
		ids := make([]string, n)
		for i := range ids {
			ids[i] = l.Connection()
		}
		config := func(i int) map[string]any { return map[string]any{"connection_id": ids[i]} }
		objects := l.Create(acctest.ConnectionKeys, n, config)
		l.ExpectNoChanges(objects, config)
		got, refused := l.Requests()
		if got["POST 201"] != n || refused == 0 {
			t.Errorf("%d rotations and %d requests that met the rate limit, want %d and some", got["POST 201"], refused, n)
		}
		if lists := got["GET 200"]; len(got) != 2 || lists < 4*n || lists > 5*n {
			t.Errorf("requests %v, want between %d and %d lists", got, 4*n, 5*n)
		}
		for _, id := range ids {
			if got := l.Auth0().Rotations(id); got != 1 {
				t.Errorf("%s was rotated %d times", id, got)
			}
		}
	})
}

// 200 data sources of one connection are one request.
func TestLoad_dataSourcesOfOneConnection(t *testing.T) {
	t.Parallel()
	acctest.RunLoad(t, 100, func(l *acctest.Load) {
		id := l.Connection()
		l.BeginWalk()
		l.Each(200, func(int) acctest.Diags {
			_, diags := l.RPC.ReadData(acctest.ConnectionKeys, map[string]any{"connection_id": id})
			return diags
		})
		l.ExpectCalls(0, "GET keys 200")
	})
}
