package sandbox

import (
	"net/http"
	"time"
)

// addAppKey is POST /api/v1/apps/{appId}/credentials/jwks.
func (o *OktaOrg) addAppKey(call oktaCall) reply {
	if refused := checkMediaTypes(call); refused != nil {
		return refused.reply()
	}
	sent, refused := parseAppKey(call.body)
	if refused != nil {
		return refused.reply()
	}
	k := o.newAppKey(sent, o.clock.Now().Truncate(time.Second))
	k.sent = sent.sent
	o.mu.Lock()
	defer o.mu.Unlock()
	app, refused := o.oauthApp(call)
	if refused != nil {
		return refused.reply()
	}
	if refused := app.mayAdd(k); refused != nil {
		return refused.reply()
	}
	app.add(k)
	rep := oktaReply(http.StatusCreated, app.keyJSON(k, call.base))
	rep.committed = true
	return rep
}

// deleteAppKey is DELETE /api/v1/apps/{appId}/credentials/jwks/{keyId}.
func (o *OktaOrg) deleteAppKey(call oktaCall) reply {
	if refused := checkAccept(call); refused != nil {
		return refused.reply()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	app, k, refused := o.appKey(call)
	if refused != nil {
		return refused.reply()
	}
	if k.Status == statusActive {
		return refuseOkta(errOktaKeyActive).reply()
	}
	app.remove(k)
	return reply{status: http.StatusNoContent, committed: true}
}

// activateAppKey is POST
// /api/v1/apps/{appId}/credentials/jwks/{keyId}/lifecycle/activate.
func (o *OktaOrg) activateAppKey(call oktaCall) reply { return o.changeAppKey(call, statusActive) }

// deactivateAppKey is POST
// /api/v1/apps/{appId}/credentials/jwks/{keyId}/lifecycle/deactivate.
func (o *OktaOrg) deactivateAppKey(call oktaCall) reply { return o.changeAppKey(call, statusInactive) }

// changeAppKey gives a key a status. What is so already stays as it is, and
// nothing is committed.
func (o *OktaOrg) changeAppKey(call oktaCall, status string) reply {
	if refused := checkAccept(call); refused != nil {
		return refused.reply()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	app, k, refused := o.appKey(call)
	if refused != nil {
		return refused.reply()
	}
	if status == statusInactive && k.Status == statusActive {
		if refused := app.mayDeactivate(k); refused != nil {
			return refused.reply()
		}
	}
	changed := app.setStatus(k, status, o.clock.Now())
	rep := oktaReply(http.StatusOK, app.keyJSON(k, call.base))
	rep.committed = changed
	return rep
}
