package acctest

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Functions drives the functions of a provider over its protocol, without a CLI
// and without a configuration, which functions do not have.
type Functions struct {
	t         testing.TB
	server    tfprotov6.ProviderServer
	functions map[string]*tfprotov6.Function
}

// NewFunctions starts a provider in this process.
func NewFunctions(t testing.TB, factory func() provider.Provider) *Functions {
	t.Helper()
	server, err := providerserver.NewProtocol6WithError(factory())()
	if err != nil {
		t.Fatalf("starting the provider: %v", err)
	}
	resp, err := server.GetFunctions(context.Background(), &tfprotov6.GetFunctionsRequest{})
	if err != nil || len(resp.Diagnostics) > 0 {
		t.Fatalf("reading the functions: %v %s", err, Diags(resp.Diagnostics))
	}
	return &Functions{t: t, server: server, functions: resp.Functions}
}

// Definition is what the provider says of a function.
func (f *Functions) Definition(name string) *tfprotov6.Function {
	f.t.Helper()
	definition, ok := f.functions[name]
	if !ok {
		f.t.Fatalf("no function %s", name)
	}
	return definition
}

// Call calls a function of one parameter.
func (f *Functions) Call(name string, argument tftypes.Value) (tftypes.Value, *tfprotov6.FunctionError) {
	f.t.Helper()
	definition := f.Definition(name)
	sent, err := tfprotov6.NewDynamicValue(definition.Parameters[0].Type, argument)
	if err != nil {
		f.t.Fatalf("encoding the argument: %v", err)
	}
	resp, err := f.server.CallFunction(context.Background(), &tfprotov6.CallFunctionRequest{
		Name: name, Arguments: []*tfprotov6.DynamicValue{&sent},
	})
	if err != nil {
		f.t.Fatalf("the provider failed: %v", err)
	}
	if resp.Error != nil {
		return tftypes.Value{}, resp.Error
	}
	result, err := resp.Result.Unmarshal(definition.Return.Type)
	if err != nil {
		f.t.Fatalf("decoding the result: %v", err)
	}
	return result, nil
}

// Text calls a function of one parameter with a text, or with a list of texts.
func (f *Functions) Text(name string, texts ...string) (tftypes.Value, *tfprotov6.FunctionError) {
	f.t.Helper()
	var elements []tftypes.Value
	for _, text := range texts {
		elements = append(elements, tftypes.NewValue(tftypes.String, text))
	}
	argument := tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, elements)
	if f.Definition(name).Parameters[0].Type.Is(tftypes.String) {
		argument = elements[0]
	}
	return f.Call(name, argument)
}
