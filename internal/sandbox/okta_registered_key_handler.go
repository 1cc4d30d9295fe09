package sandbox

import (
	"net/http"
	"time"
)

// oktaKeyOwner is what keys are registered with.
type oktaKeyOwner interface {
	register() *oktaRegister
	// mayAdd says what Okta has against one more key.
	mayAdd(*OktaRegisteredKey) *oktaRefusal
	// mayDeactivate says what Okta has against the deactivation of an active
	// key.
	mayDeactivate(*OktaRegisteredKey) *oktaRefusal
	// keysURL is where the keys are in the Management API.
	keysURL(base string) string
	// activeLinks are what may be done with an active key, which is at self.
	activeLinks(k *OktaRegisteredKey, self string) map[string]oktaLinkJSON
}

// oktaKeyAPI is the operations on the keys of one kind of owner.
type oktaKeyAPI struct {
	org  *OktaOrg
	kind oktaKeyKind
	// path is where the keys are, below /api/v1/.
	path         string
	read, manage string // scopes
	licensed     bool   // as of oktaOperation
	// owner looks up the owner of a call. The lock is held.
	owner func(oktaCall) (oktaKeyOwner, *oktaRefusal)
	// list is the body that answers a list. The lock is held.
	list func(keys []any) any
}

// operations are those on the keys.
func (a oktaKeyAPI) operations() []oktaOperation {
	key := a.path + "/{key}"
	return []oktaOperation{
		{http.MethodGet, a.path, a.read, nil, a.licensed, a.listKeys},
		{http.MethodPost, a.path, a.manage, nil, a.licensed, a.addKey},
		{http.MethodGet, key, a.read, nil, a.licensed, a.getKey},
		{http.MethodDelete, key, a.manage, nil, a.licensed, a.deleteKey},
		{http.MethodPost, key + "/lifecycle/activate", a.manage, nil, a.licensed, a.activateKey},
		{http.MethodPost, key + "/lifecycle/deactivate", a.manage, nil, a.licensed, a.deactivateKey},
	}
}

// listKeys is GET of the keys of an owner.
func (a oktaKeyAPI) listKeys(call oktaCall) reply {
	return a.onOwner(call, func(owner oktaKeyOwner) reply {
		keys := []any{} // never null
		for _, k := range owner.register().keys {
			keys = append(keys, k.listed(owner, call.base))
		}
		return oktaReply(http.StatusOK, a.list(keys))
	})
}

// getKey is GET …/{keyId} below them.
func (a oktaKeyAPI) getKey(call oktaCall) reply {
	return a.onKey(call, func(owner oktaKeyOwner, k *OktaRegisteredKey) reply {
		return oktaReply(http.StatusOK, k.listed(owner, call.base))
	})
}

// addKey is POST to the keys of an owner.
func (a oktaKeyAPI) addKey(call oktaCall) reply {
	if refused := checkMediaTypes(call); refused != nil {
		return refused.reply()
	}
	sent, refused := parseKey(a.kind, call.body)
	if refused != nil {
		return refused.reply()
	}
	k := a.org.newKey(a.kind, sent, a.org.clock.Now().Truncate(time.Second))
	k.sent = sent.sent
	a.org.mu.Lock()
	defer a.org.mu.Unlock()
	owner, refused := a.owner(call)
	if refused != nil {
		return refused.reply()
	}
	if refused := owner.mayAdd(k); refused != nil {
		return refused.reply()
	}
	owner.register().add(k)
	rep := oktaReply(http.StatusCreated, k.listed(owner, call.base))
	rep.committed = true
	return rep
}

// deleteKey is DELETE …/{keyId}.
func (a oktaKeyAPI) deleteKey(call oktaCall) reply {
	return a.onKey(call, func(owner oktaKeyOwner, k *OktaRegisteredKey) reply {
		if k.Status == statusActive {
			return refuseOkta(errOktaKeyActive).reply()
		}
		owner.register().remove(k)
		return reply{status: http.StatusNoContent, committed: true}
	})
}

// activateKey is POST …/{keyId}/lifecycle/activate.
func (a oktaKeyAPI) activateKey(call oktaCall) reply { return a.changeKey(call, statusActive) }

// deactivateKey is POST …/{keyId}/lifecycle/deactivate.
func (a oktaKeyAPI) deactivateKey(call oktaCall) reply { return a.changeKey(call, statusInactive) }

// changeKey gives a key a status. What is so already stays as it is, and nothing
// is committed.
func (a oktaKeyAPI) changeKey(call oktaCall, status string) reply {
	return a.onKey(call, func(owner oktaKeyOwner, k *OktaRegisteredKey) reply {
		if status == statusInactive && k.Status == statusActive {
			if refused := owner.mayDeactivate(k); refused != nil {
				return refused.reply()
			}
		}
		changed := owner.register().setStatus(k, status, a.org.clock.Now())
		rep := oktaReply(http.StatusOK, k.listed(owner, call.base))
		rep.committed = changed
		return rep
	})
}

// onKey is onOwner for a request about a key, which must exist.
func (a oktaKeyAPI) onKey(call oktaCall, run func(oktaKeyOwner, *OktaRegisteredKey) reply) reply {
	return a.onOwner(call, func(owner oktaKeyOwner) reply {
		k, ok := owner.register().key(call.key)
		if !ok {
			return refuseOkta(errOktaNotFound, call.key, "JsonWebKey").reply()
		}
		return run(owner, k)
	})
}

// onOwner answers a request without a body. The lock is held while run runs.
func (a oktaKeyAPI) onOwner(call oktaCall, run func(oktaKeyOwner) reply) reply {
	if refused := checkAccept(call); refused != nil {
		return refused.reply()
	}
	a.org.mu.Lock()
	defer a.org.mu.Unlock()
	owner, refused := a.owner(call)
	if refused != nil {
		return refused.reply()
	}
	return run(owner)
}
