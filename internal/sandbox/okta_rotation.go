package sandbox

import (
	"encoding/json"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Rotate rotates the signing keys of an authorization server, by id or alias, as
// somebody does in the admin console, out of sight of the journal. It panics if
// there is no such server.
func (o *OktaOrg) Rotate(id string) { o.mustRotate(id, false) }

// AutoRotate rotates the signing keys as Okta does by itself in AUTO mode: the
// next rotation is then due one period from now. The sandbox never does so on
// its own. It panics if there is no such server.
func (o *OktaOrg) AutoRotate(id string) { o.mustRotate(id, true) }

// mustRotate is a rotation that no request asked for.
func (o *OktaOrg) mustRotate(id string, auto bool) {
	if _, ok := o.rotate(id, auto, ""); !ok {
		panic("sandbox: no authorization server " + id)
	}
}

// rotate rotates the keys of a server, by id or alias, and returns the list
// after it. It is false if there is no such server. Keys are made without the
// lock, as that may take a while.
func (o *OktaOrg) rotate(id string, auto bool, base string) ([]oktaSigningKeyJSON, bool) {
	var fresh []*OktaSigningKey
	for {
		o.mu.Lock()
		server, ok := o.find(id)
		if !ok {
			o.mu.Unlock()
			return nil, false
		}
		if missing := server.wants() - len(fresh); missing > 0 {
			index := o.drawn
			o.drawn += missing
			o.mu.Unlock()
			for i := range missing {
				fresh = append(fresh, o.newSigningKey(index+i, statusNext))
			}
			continue
		}
		server, _ = o.servers.change(server.id)
		server.rotate(fresh, o.keepExpired, o.clock.Now())
		if auto {
			server.nextRotation = server.lastRotated.Add(oktaRotationPeriod)
		}
		keys := server.keysJSON(base)
		o.mu.Unlock()
		return keys, true
	}
}

// Rotations counts the rotations of an authorization server since it was added,
// whoever made them. It is 0 for a server that does not exist.
func (o *OktaOrg) Rotations(id string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	if server, ok := o.find(id); ok {
		return server.rotations
	}
	return 0
}

// SetNextAbsent takes the NEXT key away and keeps rotations from making one, as
// Okta may not have generated it yet; turned off, a NEXT key appears. It panics
// if there is no such server.
func (o *OktaOrg) SetNextAbsent(id string, absent bool) {
	next := o.newSigningKey(o.draw(1), statusNext)
	o.mu.Lock()
	defer o.mu.Unlock()
	server := o.changeServer(id)
	server.nextAbsent = absent
	switch {
	case absent:
		server.next = nil
	case server.next == nil:
		server.next = next
	}
}

// KeepExpired sets how many EXPIRED keys stay in the list of a server: 1 at
// first; with 0 they are gone at once. Keys beyond that are deleted.
func (o *OktaOrg) KeepExpired(n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.keepExpired = n
	for _, id := range o.servers.ids() {
		server, _ := o.servers.change(id)
		server.dropExpired(n)
	}
}

// wants is how many new keys a rotation needs.
func (s *oktaServer) wants() int {
	n := 0
	if s.next == nil {
		n++
	}
	if !s.nextAbsent {
		n++
	}
	return n
}

// rotate shifts the roles: ACTIVE becomes EXPIRED, NEXT or else a fresh key
// becomes ACTIVE, and another fresh key NEXT unless that is to be absent.
func (s *oktaServer) rotate(fresh []*OktaSigningKey, keepExpired int, now time.Time) {
	expired := *s.active
	var active OktaSigningKey
	if s.next != nil {
		active = *s.next
	} else {
		active, fresh = *fresh[0], fresh[1:]
	}
	expired.Status, active.Status = statusExpired, statusActive
	s.active, s.next = &active, nil
	if !s.nextAbsent {
		s.next = fresh[0]
	}
	s.expired = slices.Insert(s.expired, 0, &expired)
	s.dropExpired(keepExpired)
	s.lastRotated = now.Truncate(time.Second)
	s.rotations++
}

// dropExpired deletes all but the youngest n EXPIRED keys.
func (s *oktaServer) dropExpired(n int) {
	s.expired = s.expired[:min(max(n, 0), len(s.expired))]
}

// rotateSigningKeys is POST
// /api/v1/authorizationServers/{id}/credentials/lifecycle/keyRotate. The answer
// is the list of all keys after the rotation.
func (o *OktaOrg) rotateSigningKeys(call oktaCall) reply {
	if refused := checkRotateRequest(call); refused != nil {
		return refused.reply()
	}
	keys, ok := o.rotate(call.id, false, call.base)
	if !ok {
		return refuseOkta(errOktaNotFound, call.id, "AuthorizationServer").reply()
	}
	rep := oktaReply(http.StatusOK, keys)
	rep.committed = true
	return rep
}

// checkRotateRequest refuses wrong media types and bodies.
func checkRotateRequest(call oktaCall) *oktaRefusal {
	if refused := checkMediaTypes(call); refused != nil {
		return refused
	}
	var body struct {
		Use any `json:"use"`
	}
	if len(strings.TrimSpace(string(call.body))) == 0 || json.Unmarshal(call.body, &body) != nil {
		return refuseOkta(errOktaMalformed)
	}
	if body.Use != "sig" {
		return refuseOkta(errOktaValidationUse)
	}
	return nil
}

// checkMediaTypes refuses a request that must have a body of JSON and take JSON as
// the answer.
func checkMediaTypes(call oktaCall) *oktaRefusal {
	if refused := checkAccept(call); refused != nil {
		return refused
	}
	if kind, _, err := mime.ParseMediaType(call.header.Get("Content-Type")); err != nil || kind != "application/json" {
		return refuseOkta(errOktaContentType)
	}
	return nil
}

// checkAccept refuses a request that does not take JSON. No Accept takes all.
func checkAccept(call oktaCall) *oktaRefusal {
	accept := call.header.Get("Accept")
	for _, part := range strings.Split(accept, ",") {
		kind, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		switch kind {
		case "", "*/*", "application/*", "application/json":
			return nil
		}
	}
	return refuseOkta(errOktaAccept)
}

// draw takes n keys of the pool for the org and returns the index of the first.
func (o *OktaOrg) draw(n int) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	index := o.drawn
	o.drawn += n
	return index
}
