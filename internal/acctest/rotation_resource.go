package acctest

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

const (
	second = time.Second
	day    = 24 * time.Hour
)

// RotationResource is a resource under test that rotates keys: what differs between the
// vendors.
type RotationResource struct {
	// Type is the resource type, Parent the argument that names the parent.
	Type, Parent string
	// Noun is what diagnostics call the keys, Vendor whose they are.
	Noun, Vendor string
	// Refresh are the requests of a refresh, in the form of Calls.
	Refresh []string
	// Locate are the requests by which the first refresh finds where the keys are published.
	Locate []string
	// missingSettings is what a provider without settings is told to set.
	missingSettings string
	// unknownID is an ID of the right form that no parent has.
	unknownID string

	addParent func(s *Sandbox) string
	kids      func(s *Sandbox, id string) (current, next, previous string)
	rotate    func(s *Sandbox, id string)
	rotations func(s *Sandbox, id string) int
	stop      func(s *Sandbox)
}

// The rotate-only resources.
var (
	Auth0Keys = RotationResource{
		Type: ConnectionKeys, Parent: "connection_id", Noun: "Auth0 connection keys", Vendor: "Auth0",
		Refresh: []string{"GET keys 200"}, missingSettings: "Set auth0.domain (or AUTH0_DOMAIN)", unknownID: "con_0000000000000000",
		addParent: (*Sandbox).Connection, kids: (*Sandbox).KIDs,
		rotate:    func(s *Sandbox, id string) { s.Auth0().Rotate(id) },
		rotations: func(s *Sandbox, id string) int { return s.Auth0().Rotations(id) },
		stop:      func(s *Sandbox) { s.Auth0().Stop() },
	}
	OktaKeys = RotationResource{
		Type: AuthorizationServerKeys, Parent: "authorization_server_id", Noun: "Okta authorization server keys", Vendor: "Okta",
		Refresh: []string{"GET keys 200", "GET server 200"}, Locate: []string{"GET metadata 200"}, missingSettings: "Set okta.org_url (or OKTA_ORG_URL)", unknownID: "aus00000000000000000",
		addParent: (*Sandbox).AuthorizationServer, kids: (*Sandbox).SigningKIDs,
		rotate:    func(s *Sandbox, id string) { s.Okta().Rotate(id) },
		rotations: func(s *Sandbox, id string) int { return s.Okta().Rotations(id) },
		stop:      func(s *Sandbox) { s.Okta().Stop() },
	}
)

// Block is the resource "this" in HCL.
func (k RotationResource) Block(id, arguments string) string {
	return fmt.Sprintf("resource %q \"this\" {\n  %s = %q\n%s\n}\n", k.Type, k.Parent, id, arguments)
}

// Address is where Block's resource is in the configuration.
func (k RotationResource) Address() string { return k.Type + ".this" }

// Config is a resource's configuration with more arguments.
func (k RotationResource) Config(id any, more ...map[string]any) map[string]any {
	return Merge(append([]map[string]any{{k.Parent: id}}, more...)...)
}

// T is the test that the sandbox belongs to.
func (s *Sandbox) T() testing.TB { return s.t }

// RotationRequests counts the requests to rotate since mark, of every vendor.
func (s *Sandbox) RotationRequests(mark int) (n int) {
	for _, call := range s.Calls(mark) {
		if strings.HasPrefix(call, "POST rotate ") || strings.HasPrefix(call, "POST keyRotate ") {
			n++
		}
	}
	return n
}

// PlanSecondRotation makes a parent and a resource with a planned rotation, its second, and
// begins the apply walk.
func (s *Sandbox) PlanSecondRotation(r *RPC, k RotationResource) (id string, plan *Planned) {
	s.t.Helper()
	id = k.addParent(s)
	object := s.CreatedYesterday(r, k.Type, k.Config(id, Trigger("1")))
	plan = r.Plan(k.Type, object, k.Config(id, Trigger("2")))
	s.Walk(r)
	return id, plan
}

// ExpectRotations fails unless a parent was rotated so often, by so many
// requests since mark.
func (s *Sandbox) ExpectRotations(k RotationResource, id string, want, mark, requests int) {
	s.t.Helper()
	if n, posts := k.rotations(s, id), s.RotationRequests(mark); n != want || posts != requests {
		s.t.Errorf("%d rotations in all, %d requests to rotate; want %d and %d:\n%q", n, posts, want, requests, s.Calls(mark))
	}
}

// expectKeys fails the test unless the object holds the keys that the vendor has.
func (s *Sandbox) expectKeys(t testing.TB, k RotationResource, id string, object *Object) {
	t.Helper()
	current, next, previous := k.kids(s, id)
	Expect(t, object, map[string]string{"kid": current, "next_kid": next, "previous_kid": previous})
}
