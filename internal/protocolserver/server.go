// Package protocolserver serves the provider over Terraform's plugin protocol, version 6.
//
// It is the server of the framework, which it keeps from holding on to the context of each call: the
// framework (v1.19.0) appends the function that cancels it to a slice, which it empties only when
// Terraform interrupts the provider (registerContext in its internal/proto6server). A context has
// about 10 kB of loggers, and a plan of 1,000 resources makes 4,000 calls, so the heap grew by
// 40 MB that each garbage collection had to look through.
package protocolserver

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/callcontext"
)

// Serve serves providers until Terraform ends the process. address is that of the provider in the
// registry. With debug, it prints how to attach Terraform, and serves until it is interrupted.
func Serve(address string, newProvider func() provider.Provider, debug bool) error {
	var options []tf6server.ServeOpt
	if debug {
		options = append(options, tf6server.WithManagedDebug())
	}
	return tf6server.Serve(address, func() tfprotov6.ProviderServer { return New(newProvider()) }, options...)
}

// New makes the server of a provider.
func New(p provider.Provider) tfprotov6.ProviderServer {
	return server{providerserver.NewProtocol6(p)()}
}

// server is the server of the framework, with contexts of its own for the calls that Terraform makes
// for each object. The others are made once or twice in a run.
type server struct {
	tfprotov6.ProviderServer
}

// call makes a call with a context that ends with it.
func call[Request, Response any](ctx context.Context, do func(context.Context, Request) (Response, error), request Request) (Response, error) {
	within, release := callcontext.New(ctx)
	defer release()
	return do(within, request)
}

// ValidateResourceConfig validates the configuration of a resource.
func (s server) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return call(ctx, s.ProviderServer.ValidateResourceConfig, req)
}

// UpgradeResourceState upgrades a state.
func (s server) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	return call(ctx, s.ProviderServer.UpgradeResourceState, req)
}

// UpgradeResourceIdentity upgrades an identity.
func (s server) UpgradeResourceIdentity(ctx context.Context, req *tfprotov6.UpgradeResourceIdentityRequest) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	return call(ctx, s.ProviderServer.UpgradeResourceIdentity, req)
}

// ReadResource refreshes a resource.
func (s server) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return call(ctx, s.ProviderServer.ReadResource, req)
}

// PlanResourceChange plans a resource.
func (s server) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	return call(ctx, s.ProviderServer.PlanResourceChange, req)
}

// ApplyResourceChange applies the plan of a resource.
func (s server) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return call(ctx, s.ProviderServer.ApplyResourceChange, req)
}

// ImportResourceState imports a resource.
func (s server) ImportResourceState(ctx context.Context, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	return call(ctx, s.ProviderServer.ImportResourceState, req)
}

// ValidateDataResourceConfig validates the configuration of a data source.
func (s server) ValidateDataResourceConfig(ctx context.Context, req *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return call(ctx, s.ProviderServer.ValidateDataResourceConfig, req)
}

// ReadDataSource reads a data source.
func (s server) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return call(ctx, s.ProviderServer.ReadDataSource, req)
}

// CallFunction calls a function.
func (s server) CallFunction(ctx context.Context, req *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	return call(ctx, s.ProviderServer.CallFunction, req)
}
