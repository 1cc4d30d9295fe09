package sandbox

import "net/http"

// The states of an app. Only one that is INACTIVE can be deleted.
const (
	appActive   = "ACTIVE"
	appInactive = "INACTIVE"
)

// parentOperations are the operations that end an app or an authorization server.
func (o *OktaOrg) parentOperations(app, server string) []oktaOperation {
	return []oktaOperation{
		{http.MethodPost, app + "/lifecycle/deactivate", scopeManageApps, nil, false, o.deactivateApp},
		{http.MethodDelete, app, scopeManageApps, nil, false, o.deleteApp},
		{http.MethodDelete, server, scopeManageServers, nil, true, o.deleteServer},
	}
}

// deactivateApp is POST /api/v1/apps/{appId}/lifecycle/deactivate.
func (o *OktaOrg) deactivateApp(call oktaCall) reply {
	o.mu.Lock()
	defer o.mu.Unlock()
	app, ok := o.app(call)
	if !ok {
		return refuseOkta(errOktaNotFound, call.id, "AppInstance").reply()
	}
	app.status = appInactive
	return reply{status: http.StatusOK, committed: true}
}

// deleteApp is DELETE /api/v1/apps/{appId}. The keys of the app and its provisioning
// connection are deleted with it.
func (o *OktaOrg) deleteApp(call oktaCall) reply {
	o.mu.Lock()
	defer o.mu.Unlock()
	app, ok := o.app(call)
	switch {
	case !ok:
		return refuseOkta(errOktaNotFound, call.id, "AppInstance").reply()
	case app.status == appActive:
		return refuseOkta(errOktaAppActive).reply()
	}
	o.apps.remove(call.id)
	return reply{status: http.StatusNoContent, committed: true}
}

// deleteServer is DELETE /api/v1/authorizationServers/{authServerId}. The keys of
// the server are deleted with it.
func (o *OktaOrg) deleteServer(call oktaCall) reply {
	o.mu.Lock()
	defer o.mu.Unlock()
	server, ok := o.server(call)
	if !ok {
		return refuseOkta(errOktaNotFound, call.id, "AuthorizationServer").reply()
	}
	o.servers.remove(server.id)
	return reply{status: http.StatusNoContent, committed: true}
}
