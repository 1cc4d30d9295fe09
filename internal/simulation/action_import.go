package simulation

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// severityError is the severity of an error.
const severityError = tfprotov6.DiagnosticSeverityError

// importAs runs an import of one resource.
func (f *fixture) importAs(address, id string) {
	r := f.begin(importOne, false)
	r.importID = id
	r.nodes = []*node{{address: address}}
	f.drive(r)
}

// importNode imports one resource.
func (r *run) importNode(rpc *acctest.RPC, n *node) {
	object, diags := rpc.Import(kindOf(n.address).TypeName(), r.importID)
	if r.dead {
		return
	}
	r.said(n, "import", diags)
	if object != nil && !n.failed {
		r.record(n.address, &recorded{object: object, at: r.f.now()})
	}
}

// configure configures the provider of the run, as core does for each walk.
func (r *run) configure() {
	box := r.f.box
	settings := map[string]any{
		"auth0": map[string]any{"domain": box.Auth0().URL(), "api_token": box.Auth0().Token()},
		"okta":  map[string]any{"org_url": box.Okta().URL(), "api_token": box.Okta().APIToken()},
	}
	var diags acctest.Diags
	r.f.machine.outside.Do(func() { diags = r.rpc.Configure(settings) })
	if diags.Errors() > 0 {
		panic(fmt.Sprintf("configuring: %s", diags))
	}
}
