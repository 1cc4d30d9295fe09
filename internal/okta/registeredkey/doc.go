// Package registeredkey implements the resources for public keys that are registered at
// an Okta app or authorization server: KeyResource for one key, and SetResource for all
// keys of a parent.
//
// The files of the one are named key_*.go, those of the other set_*.go. What both use is
// in the other files: the type of parent (parent_type.go), what the resources of one
// plan or apply know of each other (run_state.go), and the requests, each of which is
// sent exactly once (operation.go, change_once.go).
package registeredkey
