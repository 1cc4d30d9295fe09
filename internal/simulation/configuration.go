package simulation

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Kind is a resource type.
type Kind int

// The resource types.
const (
	ConnectionKeys Kind = iota
	ServerKeys
	AppKey
	AppKeySet
	ResourceServerKey
	ResourceServerKeySet
)

// TypeName is the type in a configuration.
func (k Kind) TypeName() string {
	return [...]string{
		"idpkeys_auth0_connection_keys", "idpkeys_okta_authorization_server_keys", "idpkeys_okta_app_jwk",
		"idpkeys_okta_app_jwks", "idpkeys_okta_resource_server_jwk", "idpkeys_okta_resource_server_jwks",
	}[k]
}

// ParentArgument is the argument that names the parent.
func (k Kind) ParentArgument() string {
	return [...]string{
		"connection_id", "authorization_server_id", "app_id", "app_id", "authorization_server_id", "authorization_server_id",
	}[k]
}

// Rotates reports whether the resource rotates keys; others register keys.
func (k Kind) Rotates() bool { return k == ConnectionKeys || k == ServerKeys }

// IsSet reports whether the resource has all keys of its parent.
func (k Kind) IsSet() bool { return k == AppKeySet || k == ResourceServerKeySet }

// The statuses of a registered key.
const (
	Active   = "ACTIVE"
	Inactive = "INACTIVE"
)

// The uses of a registered key.
const (
	Signature  = "sig"
	Encryption = "enc"
)

// Key is a registered key as a configuration has it.
type Key struct {
	KID string
	// Material is the number of the public key.
	Material int
	Use      string
	// Status is empty where the configuration leaves it to the vendor.
	Status string
}

// Block is one resource in the user's files.
type Block struct {
	Kind   Kind
	Parent string

	// Trigger is the value in rotate_when_changed, 0 for none.
	Trigger int
	// Period is rotation_period, Interval is min_rotation_interval; 0 for none.
	Period, Interval time.Duration
	RotateOnCreate   bool

	// Keys are those of a set, or the one of a single-key resource, in the order of kids.
	Keys []Key
	// ActiveKID is active_kid of a set of encryption keys, empty where it is not set.
	ActiveKID string
	Exclusive bool
}

// Wanted are the keys that the block wants, with the statuses that it asks for.
func (b Block) Wanted() []Key {
	wanted := slices.Clone(b.Keys)
	if b.ActiveKID != "" {
		for i := range wanted {
			wanted[i].Status = Inactive
			if wanted[i].KID == b.ActiveKID {
				wanted[i].Status = Active
			}
		}
	}
	return wanted
}

// Arguments are the arguments of the block. pem writes a public key.
func (b Block) Arguments(parentID string, pem func(int) string) map[string]any {
	arguments := map[string]any{b.Kind.ParentArgument(): parentID}
	switch {
	case b.Kind.Rotates():
		arguments["rotate_on_create"] = b.RotateOnCreate
		arguments["min_rotation_interval"] = b.Interval.String()
		if b.Trigger > 0 {
			arguments["rotate_when_changed"] = map[string]any{"v": fmt.Sprint(b.Trigger)}
		}
		if b.Period > 0 {
			arguments["rotation_period"] = b.Period.String()
		}
	case b.Kind.IsSet():
		keys := map[string]any{}
		for _, key := range b.Keys {
			keys[key.KID] = b.keyArguments(key, pem)
		}
		arguments["keys"], arguments["exclusive"] = keys, b.Exclusive
		if b.ActiveKID != "" {
			arguments["active_kid"] = b.ActiveKID
		}
	default:
		maps.Copy(arguments, b.keyArguments(b.Keys[0], pem))
		arguments["kid"] = b.Keys[0].KID
	}
	return arguments
}

func (b Block) keyArguments(key Key, pem func(int) string) map[string]any {
	arguments := map[string]any{"public_key_pem": pem(key.Material)}
	if b.Kind == AppKey || b.Kind == AppKeySet {
		arguments["use"] = key.Use
	}
	if key.Status != "" && b.Kind != ResourceServerKeySet {
		arguments["status"] = key.Status
	}
	return arguments
}

// String is the block in one line.
func (b Block) String() string {
	var parts []string
	if b.Kind.Rotates() {
		parts = append(parts, fmt.Sprintf("trigger %d", b.Trigger), fmt.Sprintf("period %s", b.Period), fmt.Sprintf("interval %s", b.Interval))
		if b.RotateOnCreate {
			parts = append(parts, "rotate_on_create")
		}
	}
	for _, key := range b.Keys {
		parts = append(parts, fmt.Sprintf("%s(%s %s, material %d)", key.KID, key.Use, key.Status, key.Material))
	}
	if b.ActiveKID != "" {
		parts = append(parts, "active_kid "+b.ActiveKID)
	}
	if b.Exclusive {
		parts = append(parts, "exclusive")
	}
	return b.Parent + ": " + strings.Join(parts, ", ")
}

// Configuration is the user's files: blocks by address.
type Configuration map[string]Block

// Clone is a copy that shares nothing.
func (c Configuration) Clone() Configuration {
	copied := maps.Clone(c)
	for address, block := range copied {
		block.Keys = slices.Clone(block.Keys)
		copied[address] = block
	}
	return copied
}

// Wanted are the keys that all blocks of a parent want.
func (c Configuration) Wanted(parent string) (all []Key) {
	for _, address := range slices.Sorted(maps.Keys(c)) {
		if c[address].Parent == parent {
			all = append(all, c[address].Wanted()...)
		}
	}
	return all
}

// kindOf is the type of the resource at an address.
func kindOf(address string) Kind {
	typeName, _, _ := strings.Cut(address, ".")
	for kind := ConnectionKeys; kind <= ResourceServerKeySet; kind++ {
		if kind.TypeName() == typeName {
			return kind
		}
	}
	panic("no resource type " + typeName)
}
