package rollover

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// privatePending is private state: the kids of keys that an update has added, and
// not yet activated, though their configuration says nothing of a status. Without it
// they would be keys that are there, whose status is only observed.
const privatePending = "pending"

// privateState is what requests carry of it.
type privateState interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

// pendingOf are the kids; none where nothing is recorded.
func pendingOf(ctx context.Context, private privateState) (kids []string, diags diag.Diagnostics) {
	text, diags := private.GetKey(ctx, privatePending)
	if len(text) > 0 && json.Unmarshal(text, &kids) != nil {
		return nil, diags // written by another version; what is lost is a default
	}
	return kids, diags
}

// pending are the kids to record after a run that failed, as JSON.
func (x *run) pending() []byte {
	kids := []string{}
	for _, kid := range sortedKIDs(x.wants) {
		if live, there := x.find(kid); there && x.wants[kid].byDefault && live.Status != active {
			kids = append(kids, kid)
		}
	}
	text, err := json.Marshal(kids)
	if err != nil {
		return []byte("[]") // texts can always be written
	}
	return text
}
