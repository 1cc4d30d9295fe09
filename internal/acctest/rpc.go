package acctest

import (
	"context"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/protocolserver"
)

// RPC drives a provider over its protocol, without a CLI, and does what core
// does around it: it proposes new states, plans in both walks, and refuses what
// core refuses. A call takes milliseconds.
type RPC struct {
	t         testing.TB
	ctx       context.Context //nolint:containedctx // a driver stands for a session of core
	server    tfprotov6.ProviderServer
	resources map[string]*tfprotov6.Schema
	sources   map[string]*tfprotov6.Schema
	provider  *tfprotov6.Schema
	// walk are the keys that the plans of this walk take out of use.
	walk *[]string
	// observer compares diagnostics with the sandbox; nil if there is none.
	observer *observer
}

// Stop ends what the provider still does. It can be used again after that. Until then the framework
// remembers the contexts of the calls that protocolserver does not wrap, such as Configure.
func (r *RPC) Stop() {
	r.t.Helper()
	if _, err := r.server.StopProvider(context.Background(), &tfprotov6.StopProviderRequest{}); err != nil {
		r.t.Fatalf("stopping the provider: %v", err)
	}
}

// NewRPC starts a provider in this process.
func NewRPC(t testing.TB, factory func() provider.Provider) *RPC {
	t.Helper()
	server := protocolserver.New(factory())
	resp, err := server.GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatalf("reading the schema: %v", err)
	}
	r := &RPC{t: t, ctx: context.Background(), server: server, walk: new([]string), resources: resp.ResourceSchemas, sources: resp.DataSourceSchemas, provider: resp.Provider}
	r.mustSucceed("schema", resp.Diagnostics)
	return r
}

// WithContext is the same provider, driven under another context. Ending it is
// what Ctrl-C does.
func (r *RPC) WithContext(ctx context.Context) *RPC {
	other := *r
	other.ctx = ctx
	return &other
}

// Configure configures the provider, as core does once per walk.
func (r *RPC) Configure(config map[string]any) Diags {
	r.t.Helper()
	*r.walk = nil
	value := build(r.t, r.provider.ValueType(), config)
	resp, err := r.server.ConfigureProvider(r.ctx, &tfprotov6.ConfigureProviderRequest{Config: r.dynamic(value)})
	r.must(err)
	return resp.Diagnostics
}

// ValidateProvider validates the provider block.
func (r *RPC) ValidateProvider(config map[string]any) Diags {
	r.t.Helper()
	value := build(r.t, r.provider.ValueType(), config)
	resp, err := r.server.ValidateProviderConfig(r.ctx, &tfprotov6.ValidateProviderConfigRequest{Config: r.dynamic(value)})
	r.must(err)
	return resp.Diagnostics
}

// Validate validates a resource's configuration.
func (r *RPC) Validate(typeName string, config map[string]any) Diags {
	r.t.Helper()
	value := build(r.t, r.schema(typeName).ValueType(), config)
	resp, err := r.server.ValidateResourceConfig(r.ctx, &tfprotov6.ValidateResourceConfigRequest{
		TypeName: typeName, Config: r.dynamic(value),
	})
	r.must(err)
	return resp.Diagnostics
}

// Plan plans a create or an update; a nil configuration plans a destroy.
func (r *RPC) Plan(typeName string, prior *Object, config map[string]any) *Planned {
	r.t.Helper()
	schema := r.schema(typeName)
	typ := schema.ValueType()
	planned := &Planned{t: r.t, prior: prior, config: config, Type: typeName}
	configValue, proposed := tftypes.NewValue(typ, nil), tftypes.NewValue(typ, nil)
	if config != nil {
		configValue = build(r.t, typ, config)
		proposed = propose(r.t, schema, prior.value(typ), configValue)
	}
	call := r.observer.beginCall(planOperation, typeName, prior)
	resp, err := r.server.PlanResourceChange(r.ctx, &tfprotov6.PlanResourceChangeRequest{
		TypeName: typeName, PriorState: r.dynamic(prior.value(typ)), ProposedNewState: r.dynamic(proposed),
		Config: r.dynamic(configValue), PriorPrivate: prior.private(),
	})
	r.must(err)
	planned.Diags = resp.Diagnostics
	planned.Replace = len(resp.RequiresReplace) > 0 && prior.Exists()
	if planned.Diags.Errors() == 0 {
		planned.Value = r.value(typ, resp.PlannedState)
	}
	call.deactivated = r.deactivatedKeys(planned)
	planned.reported = r.observer.endCall(call, planned.Diags)
	if planned.Diags.Errors() > 0 {
		return planned
	}
	planned.Private = resp.PlannedPrivate
	planned.refuseInvalid(schema, configValue)
	return planned
}

// Deletion is the half of a replacement that deletes the prior object. Core plans no
// destroy for it: it hands over what the plan of the create has written as private
// state.
func (r *RPC) Deletion(prior *Object, create *Planned) *Planned {
	ends := slices.DeleteFunc(slices.Clone(create.reported), func(s reported) bool { return !s.claim.ends })
	return &Planned{t: r.t, prior: prior, Type: create.Type, Private: create.Private, reported: ends}
}

// Apply carries a plan out the way core does: it plans again, with the
// configuration as it is known by then (nil: as planned), refuses a final plan
// that contradicts the first, applies, and refuses a result that contradicts
// the plan. A replaced object is destroyed and created.
func (r *RPC) Apply(p *Planned, config map[string]any) (*Object, Diags) {
	r.t.Helper()
	if config == nil {
		config = p.config
	}
	if p.config == nil {
		return r.apply(p)
	}
	final := r.Plan(p.Type, p.prior, config)
	if final.Diags.Errors() > 0 {
		return p.prior, final.Diags
	}
	if problem := contradiction(p.Value, final.Value); problem != "" {
		return p.prior, append(final.Diags, coreError("Provider produced inconsistent final plan", problem))
	}
	if !final.Changes() {
		return p.prior, final.Diags
	}
	final.reported = append(final.reported, p.reported...)
	object, diags := r.apply(final)
	return object, append(final.Diags, diags...)
}

func (r *RPC) apply(p *Planned) (*Object, Diags) {
	r.t.Helper()
	typ := r.schema(p.Type).ValueType()
	config := tftypes.NewValue(typ, nil)
	planned := tftypes.NewValue(typ, nil)
	if p.config != nil {
		config, planned = build(r.t, typ, p.config), p.Value
	}
	call := r.observer.beginCall(applyOperation, p.Type, p.prior)
	resp, err := r.server.ApplyResourceChange(r.ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: p.Type, PriorState: r.dynamic(p.prior.value(typ)), PlannedState: r.dynamic(planned),
		Config: r.dynamic(config), PlannedPrivate: p.Private,
	})
	r.must(err)
	diags := Diags(resp.Diagnostics)
	object := &Object{t: r.t, Type: p.Type, Value: r.value(typ, resp.NewState), Private: resp.Private}
	call.parent = parentOf(object)
	r.observer.endCall(call, diags)
	r.observer.checkPromises(call, p.reported)
	object.recordKeys(call, p.prior)
	if diags.Errors() == 0 && p.config != nil {
		if problem := contradiction(p.Value, object.Value); problem != "" {
			diags = append(diags, coreError("Provider produced inconsistent result after apply", problem))
		}
	}
	if !object.Exists() {
		return nil, diags
	}
	return object, diags
}

// Read refreshes an object; nil is one that left the state.
func (r *RPC) Read(object *Object) (*Object, Diags) {
	r.t.Helper()
	typ := r.schema(object.Type).ValueType()
	call := r.observer.beginCall(readOperation, object.Type, object)
	resp, err := r.server.ReadResource(r.ctx, &tfprotov6.ReadResourceRequest{
		TypeName: object.Type, CurrentState: r.dynamic(object.Value), Private: object.Private,
	})
	r.must(err)
	r.observer.endCall(call, resp.Diagnostics)
	next := &Object{t: r.t, Type: object.Type, Value: r.value(typ, resp.NewState), Private: resp.Private}
	if !next.Exists() {
		return nil, resp.Diagnostics
	}
	next.recordKeys(call, object)
	return next, resp.Diagnostics
}

// Import imports by ID and reads, as core does.
func (r *RPC) Import(typeName, id string) (*Object, Diags) {
	r.t.Helper()
	resp, err := r.server.ImportResourceState(r.ctx, &tfprotov6.ImportResourceStateRequest{TypeName: typeName, ID: id})
	r.must(err)
	if Diags(resp.Diagnostics).Errors() > 0 {
		return nil, resp.Diagnostics
	}
	imported := resp.ImportedResources[0]
	object := &Object{t: r.t, Type: typeName, Value: r.value(r.schema(typeName).ValueType(), imported.State), Private: imported.Private}
	return r.Read(object)
}
