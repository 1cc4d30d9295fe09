package registeredkey

import (
	"context"
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatestate"
)

// plannedSetKey is the planned private state of the create of a set, beside plannedCreateKey:
// it is there too where the keys are not known yet.
const plannedSetKey = "planned_set"

// plannedSet tells the Delete of a replacement which create follows.
type plannedSet struct {
	Parent string `json:"parent"`
	// KIDs are the planned ones in order, null while they are not known.
	KIDs []string `json:"kids"`
}

// handover is what the Delete of a replaced set leaves to the Create of the same run, so that
// the new keys are there before the old ones go.
type handover struct {
	plannedSet

	// keys are those of the state that may go.
	keys map[string]keyEntry
	// deactivates is true where on_destroy only deactivates.
	deactivates bool
}

// handovers are those of one run. The zero value is ready to use.
type handovers struct {
	mu  sync.Mutex
	all []*handover
}

func (h *handovers) add(o *handover) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all = append(h.all, o)
}

// find is what was left to the create of these keys; nil where nothing was.
func (h *handovers) find(parent string, kids []string) *handover {
	h.mu.Lock()
	defer h.mu.Unlock()
	at := slices.IndexFunc(h.all, func(o *handover) bool {
		return o.Parent == parent && (o.KIDs == nil || slices.Equal(o.KIDs, kids))
	})
	if at < 0 {
		return nil
	}
	return h.all[at]
}

// done forgets one that was carried out.
func (h *handovers) done(o *handover) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all = slices.DeleteFunc(h.all, func(other *handover) bool { return other == o })
}

// writePlannedSet writes which create follows on the Delete of a replacement.
func writePlannedSet(ctx context.Context, private privatestate.Writer, plan SetModel) diag.Diagnostics {
	p := plannedSet{Parent: parentOf(plan)}
	if keys := plan.Attributes().Keys; !keys.IsUnknown() {
		p.KIDs = sortedKIDs(keys.Elements())
	}
	return privatestate.Write(ctx, private, plannedSetKey, p)
}

// readPlannedSet is the create that follows at the parent; nil where none does.
func readPlannedSet(ctx context.Context, private privatestate.Reader, parent string) (*plannedSet, diag.Diagnostics) {
	p, found, diags := privatestate.Read[plannedSet](ctx, private, plannedSetKey)
	if !found || p.Parent != parent {
		return nil, diags
	}
	return &p, diags
}

// leaveToCreate leaves the keys that would go to the create that follows, and names them.
func (r *SetResource) leaveToCreate(op *Operation, state SetModel, next *plannedSet, held map[string]keyEntry, have []keyplan.Key) {
	o := &handover{
		plannedSet: *next, keys: map[string]keyEntry{},
		deactivates: state.Attributes().OnDestroy.ValueString() == onDestroyDeactivate,
	}
	for _, key := range have {
		if key.Removable {
			o.keys[key.KID] = held[key.KID]
			op.Run.touched.addLeft(key.ID)
		}
	}
	if len(o.keys) == 0 {
		return
	}
	op.Run.handovers.add(o)
	op.addDiagnostic(diagnostics.WarnKeysLeftToCreate(op.Subject, sortedKIDs(o.keys), o.deactivates))
}

// handedOver is what a replaced set has left to this create; nil for any other.
func (r *SetResource) handedOver(plan SetModel) *handover {
	if r.run == nil || plan.ParentID().IsUnknown() || plan.Attributes().Keys.IsUnknown() {
		return nil
	}
	return r.run.handovers.find(parentOf(plan), sortedKIDs(plan.Attributes().Keys.Elements()))
}

// takeHandedOver lets the steps take away what was left to this create, in the way of
// on_destroy.
func (s *plannedChanges) takeHandedOver(o *handover) {
	if o == nil || !o.deactivates {
		return
	}
	for i, key := range s.have {
		if !key.Removable {
			continue
		}
		s.have[i].Removable = false
		if _, wanted := s.desired[key.KID]; !wanted {
			s.plannerKeys = append(s.plannerKeys, desiredInactive(key))
		}
	}
}

// policy is which keys a create may take away: none but those that were left to it.
func (o *handover) policy() deletePolicy {
	if o == nil {
		return deletePolicy{}
	}
	return deletePolicy{state: o.keys}
}

// nameLeftKeys names, after a create that failed, the keys that were left to it: no resource
// has them any more.
func (r *SetResource) nameLeftKeys(ctx context.Context, plan SetModel, o *handover, diags *diag.Diagnostics) {
	if o == nil || !diags.HasError() {
		return
	}
	kids := sortedKIDs(o.keys)
	if api, err := r.api(); err == nil {
		if keys, err := api.Keys(ctx, parentOf(plan), true); err == nil {
			policy := o.policy()
			kids = slices.DeleteFunc(kids, func(kid string) bool {
				live, there := byKID(keys, kid)
				return !there || !policy.allows(live)
			})
		}
	}
	if len(kids) > 0 {
		diags.Append(diagnostics.WarnKeysInNoResource(r.subject(plan), kids))
	}
}
