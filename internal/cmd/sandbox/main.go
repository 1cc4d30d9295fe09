// Command sandbox runs a fake Auth0 tenant and a fake Okta org on loopback in the
// foreground, for trying the provider without an account: it prints a
// configuration to paste and then every request that it receives, until it is
// interrupted.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/devoverrides"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		stop()
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run serves a sandbox until ctx ends and writes all that a person needs to out.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("sandbox", flag.ContinueOnError)
	flags.SetOutput(out)
	addr := flags.String("addr", "127.0.0.1:0", "loopback `address` of the Auth0 tenant; port 0 takes a free one")
	oktaAddr := flags.String("okta-addr", "127.0.0.1:0", "loopback `address` of the Okta org; port 0 takes a free one")
	dir := flags.String("provider-dir", ".", "`directory` of the built provider, for the printed dev_overrides")
	if err := flags.Parse(args); err != nil {
		return err
	}
	absolute, err := filepath.Abs(*dir)
	if err != nil {
		return fmt.Errorf("-provider-dir: %w", err)
	}

	box := sandbox.New()
	defer box.Close()
	lines := log.New(out, "", 0) // whole lines, from any goroutine
	box.OnRequest(func(e sandbox.Entry) { lines.Print(e) })
	if err := box.Auth0().Listen(*addr); err != nil {
		return err
	}
	if err := box.Okta().Listen(*oktaAddr); err != nil {
		return err
	}
	keys, err := makeKeys()
	if err != nil {
		return err
	}
	defer keys.remove()
	lines.Print(greet(box, devoverrides.Text(filepath.ToSlash(absolute)), keys))
	<-ctx.Done()
	lines.Print("Stopped.")
	return nil
}

// greet puts something into both services to try the provider with, and says
// how to.
func greet(box *sandbox.Sandbox, cliConfig string, keys exampleKeys) string {
	tenant, org := box.Auth0(), box.Okta()
	client := tenant.AddClient(sandbox.Auth0Client{})
	return fmt.Sprintf(welcome,
		tenant.URL(), org.URL(),
		cliConfig,
		tenant.Token(),
		client.ClientID, client.ClientSecret,
		tenant.AddConnection(sandbox.Auth0Connection{Name: "Example-OIDC-Connection"}),
		tenant.AddConnection(sandbox.Auth0Connection{
			Name:                    "Example-Secret-Connection",
			TokenEndpointAuthMethod: "client_secret_post",
		}),
		org.APIToken(),
		org.AddAuthorizationServer(sandbox.OktaAuthorizationServer{
			Name: "Example-Server", AccessTokenEncryptedResponseAlgorithm: "RSA-OAEP-256",
			ResourceServerKeys: []sandbox.OktaResourceServerKey{{KID: "2026-q1", Status: "ACTIVE"}, {KID: "2026-q2"}},
		}),
		org.AddApp(sandbox.OktaApp{Label: "Example-App", Keys: []sandbox.OktaAppKey{
			{KID: "2026-q1", Use: "sig", Alg: "RS256", Status: "INACTIVE"},
			{KID: "2026-q2"}, // as the official provider registers it
		}}),
		org.AddApp(sandbox.OktaApp{Label: "Example-Org2Org", Connection: &sandbox.OktaConnection{}}),
		keys.registered,
		org.AddApp(sandbox.OktaApp{Label: "Example-Client"}),
		org.AddClient(sandbox.OktaClient{PublicKey: keys.client}).ClientID,
		keys.clientFile,
		org.AddAuthorizationServer(sandbox.OktaAuthorizationServer{Name: "Example-Empty-Server", RotationMode: "MANUAL"}),
		org.AddApp(sandbox.OktaApp{Label: "Example-Empty-Client"}),
	)
}

// welcome takes the URLs of the tenant and the org, the CLI's configuration, a
// token, a client's id and secret, the ids of a connection with keys and of one
// without, an API token, and the ids of an authorization server and of an app,
// both with registered keys, of an Org2Org app, a public key, the id of an app
// without keys, the id of an OAuth application and the file with its private key,
// and the ids of a server and of an app without keys.
const welcome = `A fake Auth0 tenant is listening on %[1]s
A fake Okta org is listening on     %[2]s
They forget everything when they stop: press Ctrl-C for that.

1. Have the CLI use the provider that you built. Write this to a file and set
   TF_CLI_CONFIG_FILE to its path (no "terraform init" is needed then):

%[3]s
2. Write this to main.tf in an empty directory, and run "terraform apply" there:

terraform {
  required_providers {
    idpkeys = {
      source = "idpkeys/idpkeys"
    }
  }
}

provider "idpkeys" {
  auth0 = {
    domain    = "%[1]s"
    api_token = "%[4]s"
    # or, in place of api_token:
    # client_id     = "%[5]s"
    # client_secret = "%[6]s"
  }
  okta = {
    org_url   = "%[2]s"
    api_token = "%[9]s"
    # or, in place of api_token, an OAuth application, which is what Okta recommends:
    # client_id   = "%[15]s"
    # private_key = file("%[16]s")
    # scopes      = ["okta.apps.read", "okta.apps.manage", "okta.authorizationServers.read", "okta.authorizationServers.manage"]
  }
}

# Example-OIDC-Connection. Takes over the keys as they are; without
# rotate_on_create = false the first apply rotates.
resource "idpkeys_auth0_connection_keys" "example" {
  connection_id    = "%[7]s"
  rotate_on_create = false
}

# Example-Server, likewise.
resource "idpkeys_okta_authorization_server_keys" "example" {
  authorization_server_id = "%[10]s"
  rotate_on_create        = false
}

data "idpkeys_okta_resource_server_jwks" "example" {
  authorization_server_id = "%[10]s" # Example-Server
}

# Change active_kid to 2026-q2: one request, and the plan shows both statuses. The
# server encrypts, so that Okta keeps the active key: destroying leaves that one.
resource "idpkeys_okta_resource_server_jwks" "example" {
  authorization_server_id = "%[10]s" # Example-Server
  on_destroy              = "delete_if_unneeded"
  active_kid              = "2026-q1"
  keys = {
    for key in data.idpkeys_okta_resource_server_jwks.example.keys : key.kid => { jwk_json = key.jwk_json }
  }
}

# The public half of a key that this run has made; its private half is forgotten.
resource "idpkeys_okta_app_jwk" "example" {
  app_id         = "%[14]s" # Example-Client
  on_destroy     = "delete_if_unneeded"
  kid            = "example"
  public_key_pem = <<-EOT
    %[13]s
  EOT
}

data "idpkeys_okta_app_jwks" "example" {
  app_id = "%[11]s" # Example-App
}

resource "idpkeys_okta_app_jwks" "example" {
  app_id     = "%[11]s" # Example-App
  on_destroy = "delete_if_unneeded"
  keys = {
    for key in data.idpkeys_okta_app_jwks.example.keys : key.kid => { jwk_json = key.jwk_json, status = key.status }
  }
}

data "idpkeys_okta_app_connection_jwks" "example" {
  app_id = "%[12]s" # Example-Org2Org
}

output "keys_of_the_app" {
  value = data.idpkeys_okta_app_jwks.example.jwks_json
}

output "keys_for_the_hub" {
  value = data.idpkeys_okta_app_connection_jwks.example.jwks_json
}

   The connection %[8]s (Example-Secret-Connection) uses a client secret and has
   no keys: it shows what the provider says then. The authorization server
   %[17]s and the app %[18]s have no registered keys: use them to follow the guides.

Requests:
`
