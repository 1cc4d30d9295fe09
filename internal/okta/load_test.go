package okta_test

import (
	"crypto/elliptic"
	"fmt"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// loadLimit is how many requests per minute are allowed in the tests of a load.
const loadLimit = 100

// loadOf is how much of a load is tested: all of it, or less with -short.
func loadOf(all, short int) int {
	if testing.Short() {
		return short
	}
	return all
}

// loadApps are so many apps.
func loadApps(l *acctest.Load, n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = l.Okta().AddApp(sandbox.OktaApp{})
	}
	return ids
}

// Keys on ten apps, and more of them than the rate limit allows at once: each is added
// once, and all other requests are a list per app and walk.
func TestLoad_singleKeys(t *testing.T) {
	t.Parallel()
	n := loadOf(500, 150)
	acctest.RunLoad(t, loadLimit, func(l *acctest.Load) {
		apps := loadApps(l, 10)
		text := acctest.PublicPEM(t, curveKey(t, elliptic.P256()))
		config := func(i int) map[string]any {
			return appConfig(apps[i%len(apps)], givenPEM(text), map[string]any{"kid": fmt.Sprintf("k%03d", i)})
		}
		objects := l.Create(appJWKType, n, config)
		l.ExpectNoChanges(objects, config)
		l.ExpectLimitedRequests(map[string]int{"GET 200": 3 * len(apps), "POST 201": n})
		for _, app := range apps {
			if got := len(l.Okta().AppKeys(app)); got != n/len(apps) {
				t.Errorf("an app has %d keys, want %d", got, n/len(apps))
			}
		}
	})
}

// Sets with 50 keys each.
func TestLoad_setsOfKeys(t *testing.T) {
	t.Parallel()
	sets := loadOf(20, 3)
	acctest.RunLoad(t, loadLimit, func(l *acctest.Load) {
		apps := loadApps(l, sets)
		keys := map[string]any{}
		for i := range 50 {
			keys[fmt.Sprintf("k%02d", i)] = map[string]any{"public_key_pem": acctest.PublicPEM(t, curveKey(t, elliptic.P256()))}
		}
		config := func(i int) map[string]any { return map[string]any{"app_id": apps[i], "keys": keys} }
		objects := l.Create("idpkeys_okta_app_jwks", sets, config)
		l.ExpectNoChanges(objects, config)
		l.ExpectLimitedRequests(map[string]int{"GET 200": 3 * sets, "POST 201": sets * len(keys)})
	})
}

// 200 data sources of one app, half of all its keys and half of one, are one request.
func TestLoad_dataSourcesOfOneApp(t *testing.T) {
	t.Parallel()
	acctest.RunLoad(t, loadLimit, func(l *acctest.Load) {
		app := l.Okta().AddApp(sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "one"}}})
		l.BeginWalk()
		l.Each(200, func(i int) acctest.Diags {
			typeName, config := "idpkeys_okta_app_jwks", map[string]any{"app_id": app}
			if i%2 == 1 {
				typeName, config = appJWKType, map[string]any{"app_id": app, "kid": "one"}
			}
			_, diags := l.RPC.ReadData(typeName, config)
			return diags
		})
		l.ExpectCalls(0, "GET jwks 200")
	})
}
