package keylife

import (
	"context"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// begin makes a job and takes the lock of the parent.
func (r *Resource[M]) begin(ctx context.Context, m *M, verb string) (*job, func(), bool) {
	j := &job{walk: r.walk(), subject: r.subject(m), parent: r.Vendor.ParentID(m).ValueString()}
	api, err := r.api()
	if err != nil {
		j.say(diagnose.Error(verb, j.subject, err))
		return j, nil, false
	}
	j.api = api
	unlock, ok := j.lock(ctx, verb)
	return j, unlock, ok
}

// lock takes the lock of the parent.
func (j *job) lock(ctx context.Context, verb string) (func(), bool) {
	unlock, err := j.api.Lock(ctx, j.parent)
	if err != nil {
		j.say(diagnose.Error(verb, j.subject, err))
		return nil, false
	}
	return unlock, true
}

func byKID(keys []oktaapi.Key, kid string) (oktaapi.Key, bool) {
	for _, key := range keys {
		if key.KID == kid && kid != "" {
			return key, true
		}
	}
	return oktaapi.Key{}, false
}

func publicOf(key oktaapi.Key) (jwk.Public, error) {
	return jwk.FromParams(jwk.Params{Kty: key.Kty, N: key.N, E: key.E, Crv: key.Curve(), X: key.X, Y: key.Y}.Canonical())
}

// spelled is all forms of a live key as far as they can be read.
func spelled(live oktaapi.Key) (keyinput.Model, jwk.Public, bool) {
	public, err := publicOf(live)
	if err != nil {
		return keyinput.Model{}, jwk.Public{}, false
	}
	model, err := keyinput.Spell(keyinput.Model{}, public, jwk.Members{KeyID: live.KID, Use: live.Use, Algorithm: live.Alg})
	return model, public, err == nil
}
