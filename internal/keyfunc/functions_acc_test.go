package keyfunc_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// calls are the calls of all functions with one key, in HCL.
func calls(key string) map[string]string {
	all := map[string]string{"jwks_json": fmt.Sprintf("provider::idpkeys::jwks_json([%s])", key)}
	for _, name := range ofOneKey {
		all[name] = fmt.Sprintf("provider::idpkeys::%s(%s)", name, key)
	}
	return all
}

// outputs is a configuration with one output for each call.
func outputs(calls map[string]string, argument string) string {
	var text strings.Builder
	for name, call := range calls {
		fmt.Fprintf(&text, "output %q {\n  value = %s\n  %s\n}\n", name, call, argument)
	}
	return text.String()
}

func TestAccFunctions_resultsAreKnownInThePlan(t *testing.T) {
	t.Parallel()
	c := acctest.NewCLI(t)
	c.Write("key.json", rfcEC)
	c.Write("main.tf", outputs(calls(`file("key.json")`), ""))
	plan := c.MustRun(0, "plan")
	if strings.Contains(plan, "known after apply") {
		t.Errorf("not known:\n%s", plan)
	}
	c.MustRun(0, "apply", "-auto-approve")
	c.MustRun(0, "plan", "-detailed-exitcode")
	for args, want := range map[string]string{
		"output -raw jwk_thumbprint": rfcECThumbprint,
		"output -raw jwks_json": `{"keys":[{"use":"enc","kty":"EC","kid":"1","crv":"P-256",` +
			`"x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}`,
		"output -raw jwk_to_pem": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEMKBCTNIcKUSDii11ySs3526iDZ8A\n" +
			"iTo7Tu6KPAqv7D7gS2XpJFbZiItSs3m9+9Ue6GnvHw/GW2ZZaVtszggXIw==\n-----END PUBLIC KEY-----\n",
	} {
		if got := c.MustRun(0, strings.Fields(args)...); got != want {
			t.Errorf("%s: got\n%swant\n%s", args, got, want)
		}
	}
	acctest.MustContain(t, c.MustRun(0, "output", "jwk"), `"kid" = "1"`, `"n" = tostring(null)`, `"thumbprint" = "`+rfcECThumbprint+`"`)
}

// A key that is made in the same apply is unknown in the plan, and so is what
// depends on it.
func TestAccFunctions_unknownKeyIsKnownAfterApply(t *testing.T) {
	t.Parallel()
	c := acctest.NewCLI(t)
	c.Write("key.json", rfcEC)
	c.Write("main.tf", "resource \"terraform_data\" \"key\" {\n  input = file(\"key.json\")\n}\n"+outputs(calls("terraform_data.key.output"), ""))
	acctest.MustContain(t, c.MustRun(0, "plan"), "+ jwk = (known after apply)", "+ jwks_json = (known after apply)",
		"+ jwk_thumbprint = (known after apply)", "+ jwk_to_pem = (known after apply)")
	c.MustRun(0, "apply", "-auto-approve")
	if got := c.MustRun(0, "output", "-raw", "jwk_thumbprint"); got != rfcECThumbprint {
		t.Errorf("got %s", got)
	}
	c.MustRun(0, "plan", "-detailed-exitcode")
}

func TestAccFunctions_nullsAreNamed(t *testing.T) {
	t.Parallel()
	c := acctest.NewCLI(t)
	c.Write("main.tf", outputs(map[string]string{
		"one":  "provider::idpkeys::jwk(null)",
		"many": "provider::idpkeys::jwks_json([null])",
	}, ""))
	acctest.MustContain(t, c.MustRun(1, "plan"), "argument must not be null.", "keys[0] is null; leave it out.")
}

// A private key that is marked as sensitive, or read in the call, is written
// nowhere: not by the provider, and not by Terraform.
func TestAccFunctions_sensitivePrivateKeyIsWrittenNowhere(t *testing.T) {
	t.Parallel()
	key := acctest.RSAKey(t)
	for form, secret := range map[string]string{"PKCS8": acctest.PKCS8(t, key), "JWK": acctest.PrivateJWK(t, key, "mine")} {
		for way, c := range map[string]struct{ argument, more string }{
			"file in the call":   {`file("secret")`, ""},
			"sensitive local":    {"local.key", "locals {\n  key = sensitive(file(\"secret\"))\n}\n"},
			"sensitive variable": {"var.key", "variable \"key\" {\n  type = string\n  sensitive = true\n}\n"},
			"a resource's sensitive attribute": {
				"terraform_data.key.input", "resource \"terraform_data\" \"key\" {\n  input = sensitive(file(\"secret\"))\n}\n",
			},
		} {
			t.Run(form+", "+way, func(t *testing.T) {
				t.Parallel()
				cli := acctest.NewCLI(t)
				cli.Write("secret", secret)
				cli.Write("main.tf", c.more+outputs(calls(c.argument), "sensitive = true"))
				cli.Env = []string{"TF_LOG=trace", "TF_LOG_PATH=" + filepath.Join(cli.Dir, "trace.log")}
				if strings.Contains(c.more, "variable") {
					cli.Env = append(cli.Env, "TF_VAR_key="+secret)
				}
				printed := cli.MustRun(1, "plan", "-out=saved")
				printed += cli.MustRun(1, "apply", "-auto-approve")
				acctest.MustContain(t, printed, "found a private key; give the public key alone", "key cannot be used", "keys[0] cannot be used")
				checkHoldsNothingOf(t, "output", printed, secret)
				log := read(t, cli, "trace.log")
				if !strings.Contains(log, "CallFunction") {
					t.Error("the trace holds nothing of the call: the test looks at the wrong file")
				}
				checkHoldsNothingOf(t, "trace", log, secret)
				for _, file := range []string{"saved", "terraform.tfstate"} {
					if _, err := os.Stat(filepath.Join(cli.Dir, file)); err == nil {
						checkHoldsNothingOf(t, file, read(t, cli, file), secret)
					}
				}
			})
		}
	}
}

func read(t *testing.T, c *acctest.CLI, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(c.Dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// Around the provider's sentence, Terraform prints what the call refers to and
// how it is written. The descriptions say so. What the provider adds to it holds
// nothing of the key, and the log, the plan and the state hold nothing either.
func TestAccFunctions_privateKeyThatIsNotSensitiveIsPrintedByTerraformAlone(t *testing.T) {
	t.Parallel()
	secret := acctest.PKCS8(t, acctest.RSAKey(t))
	for way, text := range map[string]string{
		"local":   "locals {\n  key = file(\"secret\")\n}\n" + outputs(calls("local.key"), ""),
		"literal": outputs(calls(fmt.Sprintf("%q", secret)), ""),
	} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			c := acctest.NewCLI(t)
			c.Write("secret", secret)
			c.Write("main.tf", text)
			c.Env = []string{"TF_LOG=trace", "TF_LOG_PATH=" + filepath.Join(c.Dir, "trace.log")}
			printed := c.MustRun(1, "plan", "-out=saved")
			acctest.MustContain(t, printed, "found a private key; give the public key alone")
			for i, sentence := range strings.Split(printed, "Invalid value for ") {
				if i > 0 {
					sentence, _, _ = strings.Cut(sentence, "Error: ")
					checkHoldsNothingOf(t, "the provider's sentence", sentence, secret)
				}
			}
			checkHoldsNothingOf(t, "trace", read(t, c, "trace.log"), secret)
			if _, err := os.Stat(filepath.Join(c.Dir, "saved")); err == nil {
				t.Error("there is a plan")
			}
		})
	}
}
