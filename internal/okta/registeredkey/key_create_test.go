package registeredkey

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// A create takes over what an interrupted apply has left behind, and nothing else.
func TestKeyResource_whyNotAdopted(t *testing.T) {
	t.Parallel()
	own, other := newPublic(t), newPublic(t)
	now := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	changed := func(status string, ago time.Duration) oktaapi.Key {
		key := liveKey("1", "a", status, own)
		key.LastUpdated, key.At = now.Add(-ago).Format(time.RFC3339), now
		return key
	}
	otherUse := changed(inactive, 0)
	otherUse.Use = "enc"
	for name, c := range map[string]struct {
		live   oktaapi.Key
		status string
		before func(*runAppliedKeys)
		want   bool
	}{
		"inactive, however old":             {changed(inactive, 9000*time.Hour), active, nil, true},
		"active as planned, and only just":  {changed(active, time.Minute), active, nil, true},
		"active as planned, for long":       {changed(active, 2*time.Hour), active, nil, false},
		"active, planned to be inactive":    {changed(active, time.Minute), inactive, nil, false},
		"another key":                       {liveKey("1", "a", inactive, other), active, nil, false},
		"another use":                       {otherUse, active, nil, false},
		"added by this run":                 {changed(inactive, 0), active, func(k *runAppliedKeys) { k.markAdded("1") }, false},
		"adopted by this run":               {changed(inactive, 0), active, func(k *runAppliedKeys) { k.markTakenOver("1") }, false},
		"left by the delete of replacement": {changed(active, 2*time.Hour), inactive, func(k *runAppliedKeys) { k.markLeftForReplacement("1") }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			parent := ParentType{KeyRules: keyinput.KeyRules{Uses: []string{"sig", "enc"}}}
			r := NewKeyResource(KeySpec{ParentType: parent})
			op := &Operation{Run: new(RunState), Subject: diagnostics.OktaAppKeys("p"), Parent: "p"}
			if c.before != nil {
				c.before(&op.Run.applied)
			}
			plan := &KeyAttributes{Use: types.StringValue("sig"), Status: types.StringValue(c.status)}
			if why := r.errUnlessMayTakeOver(op, plan, c.live, own); (why == nil) != c.want {
				t.Errorf("adopted: %v, want %v: %v", why == nil, c.want, why)
			}
		})
	}
}
