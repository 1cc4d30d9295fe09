package registeredkey

import "github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"

// ActiveKeyNeed is why a parent has to keep an active key of a use.
type ActiveKeyNeed struct {
	// Setting is the setting of the parent that needs the key, as a clause: "the app
	// authenticates with private_key_jwt". It is empty if no setting does.
	Setting string
	// Loss is what is not possible without an active key, as a clause: "the app could no
	// longer sign in".
	Loss string
	// AnyUse is true if the vendor documents only that it refuses to deactivate the
	// last active key of all uses.
	AnyUse bool
}

// isRemovalRefused reports whether the vendor documents that it refuses to deactivate the last
// active key of the use. stayingActive are the keys of the parent that stay active.
func (n ActiveKeyNeed) isRemovalRefused(stayingActive []oktaapi.Key) bool {
	return n.Setting != "" && (!n.AnyUse || len(stayingActive) == 0)
}
