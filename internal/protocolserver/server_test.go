package protocolserver_test

import (
	"context"
	"runtime"
	"testing"
	"weak"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/protocolserver"
	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
)

type contextKey struct{}

// calls are the calls that Terraform makes for each object. Each ends with an answer or an error.
var calls = map[string]func(context.Context, tfprotov6.ProviderServer) error{
	"ValidateResourceConfig": func(ctx context.Context, s tfprotov6.ProviderServer) error {
		_, err := s.ValidateResourceConfig(ctx, &tfprotov6.ValidateResourceConfigRequest{})
		return err
	},
	"UpgradeResourceState": func(ctx context.Context, s tfprotov6.ProviderServer) error {
		_, err := s.UpgradeResourceState(ctx, &tfprotov6.UpgradeResourceStateRequest{})
		return err
	},
	"UpgradeResourceIdentity": func(ctx context.Context, s tfprotov6.ProviderServer) error {
		_, err := s.UpgradeResourceIdentity(ctx, &tfprotov6.UpgradeResourceIdentityRequest{})
		return err
	},
	"ReadResource": func(ctx context.Context, s tfprotov6.ProviderServer) error {
		_, err := s.ReadResource(ctx, &tfprotov6.ReadResourceRequest{})
		return err
	},
	"PlanResourceChange": func(ctx context.Context, s tfprotov6.ProviderServer) error {
		_, err := s.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{})
		return err
	},
	"ApplyResourceChange": func(ctx context.Context, s tfprotov6.ProviderServer) error {
		_, err := s.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{})
		return err
	},
	"ImportResourceState": func(ctx context.Context, s tfprotov6.ProviderServer) error {
		_, err := s.ImportResourceState(ctx, &tfprotov6.ImportResourceStateRequest{})
		return err
	},
	"ValidateDataResourceConfig": func(ctx context.Context, s tfprotov6.ProviderServer) error {
		_, err := s.ValidateDataResourceConfig(ctx, &tfprotov6.ValidateDataResourceConfigRequest{})
		return err
	},
	"ReadDataSource": func(ctx context.Context, s tfprotov6.ProviderServer) error {
		_, err := s.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{})
		return err
	},
	"CallFunction": func(ctx context.Context, s tfprotov6.ProviderServer) error {
		_, err := s.CallFunction(ctx, &tfprotov6.CallFunctionRequest{})
		return err
	},
}

// isKept reports whether a server still holds on to the context of a call that is over.
func isKept(t *testing.T, s tfprotov6.ProviderServer, do func(context.Context, tfprotov6.ProviderServer) error) bool {
	t.Helper()
	value := new([1 << 10]byte)
	ctx, cancel := context.WithCancel(context.WithValue(t.Context(), contextKey{}, value))
	if err := do(ctx, s); err != nil {
		t.Fatal(err)
	}
	cancel() // as gRPC does
	remains := weak.Make(value)
	for range 3 {
		runtime.GC()
	}
	kept := remains.Value() != nil
	runtime.KeepAlive(s)
	return kept
}

func TestContextsAreNotKept(t *testing.T) {
	t.Parallel()
	s := protocolserver.New(idpkeys.New("test")())
	for name, do := range calls {
		if isKept(t, s, do) {
			t.Errorf("the context of %s is kept", name)
		}
	}
}

// If this fails, the framework keeps contexts no more, and this package is not needed.
func TestFrameworkKeepsContexts(t *testing.T) {
	t.Parallel()
	if s := providerserver.NewProtocol6(idpkeys.New("test")())(); !isKept(t, s, calls["ReadResource"]) {
		t.Error("the framework does not keep the context of a call: use its server in place of this package")
	}
}
