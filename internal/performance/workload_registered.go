package performance

import (
	"fmt"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// apps is how many apps the single keys are on, and keysPerSet how many keys a set has:
// 50 keys is what an app may have.
const (
	apps       = 20
	keysPerSet = 50
)

// The workloads of registered keys, and their floors.
var (
	singleKeys = Workload{
		Name: "`idpkeys_okta_app_jwk`, on up to 20 apps", provider: realProvider, floor: singleData.Name,
		configure: func(f *fixture, n int) {
			ids := times(min(n, apps), func(int) string { return f.s.Okta().AddApp(sandbox.OktaApp{}) })
			f.write(realProvider, `resource "idpkeys_okta_app_jwk" "all" {
  for_each       = jsondecode(file("data.json"))
  app_id         = each.value.app_id
  public_key_pem = each.value.public_key_pem
}
`, byNumber(times(n, func(i int) singleKey { return singleKey{ids[i%len(ids)], f.publicPEM()} })))
		},
		requests: func(o Operation, n int) int {
			if o == Apply {
				return 2*min(n, apps) + n // a list per app and walk, and an addition per key
			}
			return min(n, apps)
		},
	}
	singleData = Workload{
		Name: "`terraform_data`, with the same two arguments", provider: noProvider,
		configure: func(f *fixture, n int) {
			f.write(noProvider, dataResource, byNumber(times(n, func(i int) singleKey {
				return singleKey{fmt.Sprintf("0oa%017d", i%apps), f.publicPEM()}
			})))
		},
	}
	keySets = Workload{
		Name: "`idpkeys_okta_app_jwks`, 50 keys per set", provider: realProvider, floor: setData.Name,
		configure: func(f *fixture, n int) {
			sets := f.keySets(n, func(int) string { return f.s.Okta().AddApp(sandbox.OktaApp{}) })
			f.write(realProvider, `resource "idpkeys_okta_app_jwks" "all" {
  for_each = jsondecode(file("data.json"))
  app_id   = each.value.app_id
  keys     = each.value.keys
}
`, sets)
		},
		requests: func(o Operation, n int) int {
			if o == Apply {
				return 2*setsOf(n) + n // a list per set and walk, and an addition per key
			}
			return setsOf(n)
		},
	}
	setData = Workload{
		Name: "`terraform_data`, with the same maps of 50", provider: noProvider,
		configure: func(f *fixture, n int) {
			f.write(noProvider, dataResource, f.keySets(n, func(i int) string { return fmt.Sprintf("0oa%017d", i) }))
		},
	}
)

// dataResource is the floor of resources in the CLI itself.
const dataResource = `resource "terraform_data" "all" {
  for_each = jsondecode(file("data.json"))
  input    = each.value
}
`

// singleKey are the arguments of a single key.
type singleKey struct {
	AppID        string `json:"app_id"`
	PublicKeyPEM string `json:"public_key_pem"`
}

// keySet are the arguments of a set.
type keySet struct {
	AppID string                       `json:"app_id"`
	Keys  map[string]map[string]string `json:"keys"`
}

// setsOf is how many sets n keys are in.
func setsOf(n int) int { return (n + keysPerSet - 1) / keysPerSet }

// keySets are n keys in sets of 50, each at an app of its own.
func (f *fixture) keySets(n int, app func(i int) string) map[string]keySet {
	sets := times(setsOf(n), func(i int) keySet { return keySet{app(i), map[string]map[string]string{}} })
	for i := range n {
		sets[i/keysPerSet].Keys[fmt.Sprintf("k%04d", i)] = map[string]string{"public_key_pem": f.publicPEM()}
	}
	return byNumber(sets)
}
