package simulation

import (
	"fmt"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// Parent is an object at a vendor whose keys are managed.
type Parent struct {
	Name, ID string
	// Kind is the type of the resources that manage its keys.
	Kind Kind
	// Encrypts is true if the vendor encrypts to a key of the parent, SignsIn if an app
	// signs in with a key.
	Encrypts, SignsIn bool
}

// add makes the parent at the sandbox.
func (p *Parent) add(box *sandbox.Sandbox, number int) {
	algorithm := ""
	if p.Encrypts {
		algorithm = "RSA-OAEP-256"
	}
	method := "client_secret_basic"
	if p.SignsIn {
		method = "private_key_jwt"
	}
	switch p.Kind {
	case ConnectionKeys:
		p.Name, p.ID = fmt.Sprintf("connection %d", number), fmt.Sprintf("con_%016d", number)
		box.Auth0().AddConnection(sandbox.Auth0Connection{ID: p.ID, Name: fmt.Sprintf("Example-%d", number)})
	case ServerKeys:
		p.Name, p.ID = fmt.Sprintf("server %d", number), fmt.Sprintf("aus%017d", number)
		box.Okta().AddAuthorizationServer(sandbox.OktaAuthorizationServer{ID: p.ID, RotationMode: "MANUAL"})
	case ResourceServerKey, ResourceServerKeySet:
		p.Name, p.ID = fmt.Sprintf("resource server %d", number), fmt.Sprintf("aus%017d", number)
		box.Okta().AddAuthorizationServer(sandbox.OktaAuthorizationServer{ID: p.ID, RotationMode: "MANUAL", AccessTokenEncryptedResponseAlgorithm: algorithm})
	default:
		p.Name, p.ID = fmt.Sprintf("app %d", number), fmt.Sprintf("0oa%017d", number)
		box.Okta().AddApp(sandbox.OktaApp{ID: p.ID, TokenEndpointAuthMethod: method, IDTokenEncryptedResponseAlg: algorithm})
	}
}

// isApp reports whether the keys are those of an app.
func (p *Parent) isApp() bool { return p.Kind == AppKey || p.Kind == AppKeySet }

// signing are the kids of a parent whose keys rotate: the current one, and how often
// they were rotated.
func (p *Parent) signing(box *sandbox.Sandbox) (current string, rotations int) {
	if p.Kind == ConnectionKeys {
		for _, key := range box.Auth0().Keys(p.ID) {
			if string(key.Role) == "current" {
				current = key.KID
			}
		}
		return current, box.Auth0().Rotations(p.ID)
	}
	for _, key := range box.Okta().SigningKeys(p.ID) {
		if key.Status == Active {
			current = key.KID
		}
	}
	return current, box.Okta().Rotations(p.ID)
}

// registered are the registered keys, and the IDs of them by kid.
func (p *Parent) registered(box *sandbox.Sandbox) (keys []Registered, ids map[string]string) {
	live := box.Okta().ResourceServerKeys(p.ID)
	if p.isApp() {
		live = box.Okta().AppKeys(p.ID)
	}
	ids = map[string]string{}
	for _, key := range live {
		use := key.Use
		if use == "" {
			use = Signature
		}
		keys = append(keys, Registered{KID: key.KID, Material: materialOf(key.PublicKey), Use: use, Active: key.Status == Active})
		ids[key.KID] = key.ID
	}
	return keys, ids
}

// changes are the effects on registered keys so far, in the sandbox's words.
func (p *Parent) changes(box *sandbox.Sandbox) []string {
	if p.isApp() {
		return box.Okta().AppKeyEffects(p.ID)
	}
	return box.Okta().ResourceServerKeyEffects(p.ID)
}

// signingKIDs are the kids of the keys that rotate.
func (p *Parent) signingKIDs(box *sandbox.Sandbox) (kids []string) {
	if p.Kind == ConnectionKeys {
		for _, key := range box.Auth0().Keys(p.ID) {
			kids = append(kids, key.KID)
		}
		return kids
	}
	for _, key := range box.Okta().SigningKeys(p.ID) {
		kids = append(kids, key.KID)
	}
	return kids
}
