package provider

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// Every choice of credentials in the block, beside an environment that holds
// none or all: whatever is said of them, it does not repeat them.
func TestResolve_noTextHoldsASecret(t *testing.T) {
	t.Parallel()
	for _, form := range []string{"secret-1", "secret-1\n", "Bearer secret-1", "SSWS secret-1", "https://user:secret-1@example.com"} {
		for _, rules := range []vendorRules{auth0Rules, oktaRules} {
			everyChoice(rules, form, func(block map[string]value, env func(string) string) {
				if rules.block == auth0Rules.block {
					checkNoSecret(t, said(resolveAuth0(block, env)))
				} else {
					checkNoSecret(t, said(resolveOkta(block, env)))
				}
			})
		}
	}
}

func everyChoice(rules vendorRules, text string, visit func(block map[string]value, env func(string) string)) {
	arguments := slices.DeleteFunc(slices.Sorted(maps.Keys(rules.variables)), func(name string) bool {
		return !rules.isCredential(name) || name == "client_assertion_signing_alg"
	})
	env := map[string]string{}
	for _, name := range arguments {
		env[rules.variables[name]] = text
	}
	for choice := range 1 << len(arguments) {
		block := map[string]value{}
		for i, name := range arguments {
			if choice&(1<<i) != 0 {
				block[name] = value{text: text}
			}
		}
		visit(block, func(string) string { return "" })
		visit(block, func(name string) string { return env[name] })
	}
}

func TestConnect_logsTheNamesOfVariablesAlone(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	c := oktaCase{block: texts(orgBlock, keyBlock), env: texts(apiTokenEnv, accessEnv, map[string]string{"OKTA_ORG_NAME": "example"})}
	client := new(int)
	got, diags := connect(tflogtest.RootLogger(t.Context(), &log), oktaRules, types.ObjectNull(nil), resolveOktaCase(c),
		func(oktaapi.Settings) (*int, error) { return client, nil })
	if got.client != client || got.absent != nil || len(diags) > 0 {
		t.Errorf("got %+v, %v", got, diags)
	}
	if !strings.Contains(log.String(), `"variables":"OKTA_ACCESS_TOKEN OKTA_API_TOKEN OKTA_ORG_NAME"`) || !strings.Contains(log.String(), `"debug"`) {
		t.Errorf("the log is %s", log.String())
	}
	checkNoSecret(t, log.String())
}

// A client that cannot be made is as absent as one without settings, and the
// type that needs it gets an error, not a client that is nil.
func TestConnect_aClientThatCannotBeMade(t *testing.T) {
	t.Parallel()
	complete := resolveOktaCase(oktaCase{block: texts(orgBlock, keyBlock)})
	fail := func(oktaapi.Settings) (*int, error) { return new(int), errors.New("private_key is broken") }
	for name, c := range map[string]struct {
		block       types.Object
		hint, diags string
	}{
		"with a block": {
			types.ObjectValueMust(nil, nil), "Mend the okta block: Configure has said what is wrong with it.",
			"okta.private_key (or OKTA_API_PRIVATE_KEY) is broken.",
		},
		"without a block": {types.ObjectNull(nil), "Invalid Okta credentials: okta.private_key (or OKTA_API_PRIVATE_KEY) is broken.", ""},
	} {
		got, diags := connect(t.Context(), oktaRules, c.block, complete, fail)
		client, err := got.get()
		if client != nil || err == nil || got.absent.Hint != c.hint {
			t.Errorf("%s: got %v, %v, %+v", name, client, err, got.absent)
		}
		if (len(diags) > 0) != (c.diags != "") || len(diags) > 0 && (diags[0].Detail() != c.diags || diags[0].Summary() != "Invalid Okta credentials") {
			t.Errorf("%s: diagnostics %v", name, diags)
		}
	}
}
