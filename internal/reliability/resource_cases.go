package reliability

import (
	"net/http"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// ResourceCases is what is tried of one resource. A new resource adds its own.
type ResourceCases struct {
	Operations    []Operation
	Refreshes     []Refresh
	KillScenarios []KillScenario
	// Note is what the page has to say of it, a paragraph; may be empty.
	Note string
}

// AllResourceCases are those of all resources that write.
func AllResourceCases() []ResourceCases {
	return []ResourceCases{
		auth0ConnectionKeys(), oktaAuthorizationServerKeys(), oktaAppJWK(), oktaResourceServerJWK(),
		resourceServerSet().cases(""), appSet().cases(setNote),
	}
}

// auth0ConnectionKeys is idpkeys_auth0_connection_keys. A rotation reads the list
// before it sends, and again afterwards, since the answer names only one key; a
// create plans once more in the apply.
func auth0ConnectionKeys() ResourceCases {
	keys := keysOf{
		typeName:  acctest.ConnectionKeys,
		parent:    "connection_id",
		add:       (*acctest.Sandbox).Connection,
		rotations: func(s *acctest.Sandbox, id string) int { return s.Auth0().Rotations(id) },
		kids:      (*acctest.Sandbox).KIDs,
		onRead:    sandbox.OnKeys,
	}
	return ResourceCases{
		Operations: []Operation{
			keys.operation("create", 2, 1, keys.create).holding(),
			keys.operation("update", 1, 1, keys.update).holding(),
		},
		Refreshes:     []Refresh{keys.refresh("refresh", sandbox.OnKeys)},
		KillScenarios: []KillScenario{keys.createScenario(4, 3), keys.updateScenario(3, 2), keys.destroyScenario(1)},
	}
}

// oktaAuthorizationServerKeys is idpkeys_okta_authorization_server_keys. A look
// is a list, and the server, which tells the times, where this walk has not read
// it; the answer to a rotation lists all keys, so that nothing is read afterwards.
func oktaAuthorizationServerKeys() ResourceCases {
	keys := keysOf{
		typeName:  acctest.AuthorizationServerKeys,
		parent:    "authorization_server_id",
		add:       (*acctest.Sandbox).AuthorizationServer,
		rotations: func(s *acctest.Sandbox, id string) int { return s.Okta().Rotations(id) },
		kids:      (*acctest.Sandbox).SigningKIDs,
		onRead:    func(r *http.Request) bool { return sandbox.OnKeys(r) || sandbox.OnServer(r) },
		onDetail:  sandbox.OnServer,
	}
	withoutNext := keys // and with several keys that signed before
	withoutNext.add = func(s *acctest.Sandbox) string {
		s.Okta().KeepExpired(5)
		id := s.AuthorizationServer()
		for range 3 {
			s.Okta().Rotate(id)
		}
		s.Okta().SetNextAbsent(id, true)
		s.Clock().Advance(2 * time.Hour)
		return id
	}
	return ResourceCases{
		Operations: []Operation{
			keys.operation("create", 3, 0, keys.create).holding(),
			keys.operation("update", 2, 0, keys.update).holding(),
			withoutNext.operation("update without a next key", 2, 0, withoutNext.update).onlyWriting().holding(),
		},
		Refreshes: []Refresh{
			keys.refresh("refresh, its list", sandbox.OnKeys),
			keys.refresh("refresh, its server", sandbox.OnServer),
		},
		KillScenarios: []KillScenario{keys.createScenario(4, 4), keys.updateScenario(3, 3)},
	}
}
