// Package registeredkey implements the resources for public keys that are registered at
// an Okta app or authorization server: KeyResource for one key, and SetResource for all
// keys of a parent.
//
// The name of each file begins with what it is about:
//
//	key_*      KeyResource, the resource of one key
//	set_*      SetResource, the resource of all keys of a parent
//	base_*     resourceBase, what both have in common: the model, the type of parent, Configure, Read
//	run_*      RunState: what the resources of one plan or apply know of each other
//	request_*  the requests, each of which is sent exactly once, and the lock of the parent
//	private_*  values in private state that both resources write and read
package registeredkey
