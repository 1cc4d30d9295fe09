package simulation

import (
	"strings"

	"pgregory.net/rapid"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// move renames a resource that rotates keys, with a moved block or without.
func (f *fixture) move(t *rapid.T) {
	addresses := f.configured(true)
	if len(addresses) == 0 {
		t.Skip("nothing is in the state")
	}
	from := addresses[f.draw("address", len(addresses))]
	to := from + "x"
	if strings.HasSuffix(from, "x") {
		to = strings.TrimSuffix(from, "x")
	}
	moved := f.flip("moved")
	if !moved && !f.config[from].Kind.Rotates() {
		t.Skip("a key that changes its address without moved is refused in the plan")
	}
	if _, taken := f.state.resources[to]; taken {
		t.Skip("the address is taken")
	}
	f.trace.addf("  %s to %s, moved %t", from, to, moved)
	f.config[to] = f.config[from]
	delete(f.config, from)
	if moved {
		f.edit(func(s *state) {
			s.resources[to] = s.resources[from]
			delete(s.resources, from)
		})
	}
	f.expected.Intentions.NewEpoch(from)
	f.expected.Intentions.NewEpoch(to)
}

// upgrade passes the state of a resource through its form in a file.
func (f *fixture) upgrade(t *rapid.T) {
	addresses := f.state.addresses()
	if len(addresses) == 0 {
		t.Skip("the state is empty")
	}
	rpc := f.machine.provider()
	for _, address := range addresses {
		before := f.state.resources[address]
		before.object = rpc.Upgrade(before.object)
		f.state.resources[address] = before
	}
	f.machine.free = append(f.machine.free, rpc)
}

// importOne imports a resource that is configured and not in the state.
func (f *fixture) importOne(t *rapid.T) {
	addresses := f.configured(false)
	if len(addresses) == 0 {
		t.Skip("nothing is left to import")
	}
	address := addresses[f.draw("address", len(addresses))]
	block := f.config[address]
	p := f.parent(block.Parent)
	id := p.ID
	if !block.Kind.Rotates() && !block.Kind.IsSet() {
		_, ids := p.registered(f.box)
		if ids[block.Keys[0].KID] == "" {
			t.Skip("the key is not registered")
		}
		id += "/" + ids[block.Keys[0].KID]
	}
	f.disturb()
	f.importAs(address, id)
}

// changeKeyByOthers changes a registered key as somebody does at the vendor.
func (f *fixture) changeKeyByOthers(p *Parent) {
	keys, ids := p.registered(f.box)
	what := f.draw("what", 3)
	if what == 0 || len(keys) == 0 {
		f.addByOthers(p, keys)
		return
	}
	key := keys[f.draw("key", len(keys))]
	switch {
	case what == 1 && p.isApp():
		f.box.Okta().RemoveAppKey(p.ID, ids[key.KID])
	case what == 1:
		f.box.Okta().RemoveResourceServerKey(p.ID, ids[key.KID])
	case p.isApp():
		f.box.Okta().SetAppKeyStatus(p.ID, ids[key.KID], opposite(key))
	default:
		f.box.Okta().SetResourceServerKeyStatus(p.ID, ids[key.KID], opposite(key))
	}
}

func opposite(key Registered) string {
	if key.Active {
		return Inactive
	}
	return Active
}

// unmanagedKID is the kid of the key that somebody adds without Terraform.
const unmanagedKID = "ku"

func (f *fixture) addByOthers(p *Parent, keys []Registered) {
	if _, there := find(keys, unmanagedKID); there {
		return
	}
	key := sandbox.OktaRegisteredKey{KID: unmanagedKID, Use: Encryption, Status: Inactive, PublicKey: materials()[5]}
	if p.isApp() {
		key.Use = Signature
		key.Status = []string{Inactive, Active}[f.draw("status", 2)]
		f.box.Okta().AddAppKey(p.ID, key)
		return
	}
	f.box.Okta().AddResourceServerKey(p.ID, key)
}
