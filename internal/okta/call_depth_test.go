package okta_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
)

// Few functions stand between the method of a resource and the SDK, and a stack trace says
// which method it was.
func TestCallDepth_registeredKeys(t *testing.T) {
	t.Parallel()
	calls := new(acctest.CallRecorder)
	w := newAppFixture(t, public, idpkeys.WithNetwork(calls))
	config := func(status string) map[string]any {
		return w.config(rsaPEM(t, 0), map[string]any{"kid": "a"}, ofStatus(status))
	}
	object := w.apply(nil, config(active))
	calls.Expect(t, "okta/registeredkey.(*KeyResource).Create")
	object = w.apply(object, config(inactive))
	object = w.apply(object, config(active))
	calls.Expect(t, "okta/registeredkey.(*KeyResource).Update")
	w.apply(object, nil)
	calls.Expect(t, "okta/registeredkey.(*KeyResource).Delete")

	set := newAppSet(t, public)
	set.r = set.RPC(idpkeys.WithNetwork(calls))
	object = set.apply(nil, set.config(rsaKeys(t, "a")))
	calls.Expect(t, "okta/registeredkey.(*SetResource).Create")
	object = set.apply(object, set.config(rsaKeys(t, "b")))
	calls.Expect(t, "okta/registeredkey.(*SetResource).Update")
	set.apply(object, nil)
	calls.Expect(t, "okta/registeredkey.(*SetResource).Delete")
}

func TestCallDepth_rotations(t *testing.T) {
	t.Parallel()
	calls := new(acctest.CallRecorder)
	s := acctest.NewSandbox(t)
	acctest.ExpectRotationCallDepth(t, s, s.RPC(idpkeys.WithNetwork(calls)), acctest.OktaKeys, calls)
}
