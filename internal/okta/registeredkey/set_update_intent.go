package registeredkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatestate"
)

// privateUpdateIntent is planned private state: what the Update of a set is to do. Terraform hands the
// planned private state to Update, which takes the intent out of it, so that no state has one.
const privateUpdateIntent = "update_intent"

// updateIntent is what an Update does.
type updateIntent struct {
	// SendsRequests is false for an Update that only records arguments.
	SendsRequests bool `json:"sends_requests"`
}

// writeUpdateIntent writes what the Update of a plan is to do.
func writeUpdateIntent(ctx context.Context, private privatestate.Writer, intent updateIntent) diag.Diagnostics {
	return privatestate.Write(ctx, private, privateUpdateIntent, intent)
}

// readUpdateIntent reads what writeUpdateIntent has written. A plan that was made before plans had an intent
// has unmanaged_kids unknown if it changes keys.
func readUpdateIntent(ctx context.Context, private privatestate.Reader, plan SetModel) (updateIntent, diag.Diagnostics) {
	intent, found, diags := privatestate.Read[updateIntent](ctx, private, privateUpdateIntent)
	if !found {
		intent.SendsRequests = plan.Attributes().UnmanagedKIDs.IsUnknown()
	}
	return intent, diags
}

// removeUpdateIntent takes the intent out of private state.
func removeUpdateIntent(ctx context.Context, private privatestate.Writer) diag.Diagnostics {
	return private.SetKey(ctx, privateUpdateIntent, nil)
}
