package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func oktaSchema() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		Optional: true,
		MarkdownDescription: "The Okta org. Each argument can come from the environment instead. The address is `org_url`, or `org_name` and " +
			"`base_url`. Credentials are one of: `api_token`; `access_token`; `client_id`, `private_key` and `scopes`. OAuth needs scopes: " +
			"`okta.authorizationServers.read` to read keys of authorization servers and `okta.authorizationServers.manage` to change them, " +
			"`okta.apps.read` to read keys of apps and `okta.apps.manage` to change them.",
		Attributes: map[string]schema.Attribute{
			"org_url": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "The URL of the org, such as `https://example.okta.com`, or its custom domain; not the one of the admin " +
					"console. `http://` is accepted for loopback hosts only. Variable: `OKTA_ORG_URL`.",
			},
			"org_name": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "The first part of the org's host, such as `example` for `https://example.okta.com`, in place of " +
					"`org_url`. Variable: `OKTA_ORG_NAME`.",
			},
			"base_url": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "The domain below which `org_name` is, such as `oktapreview.com`. Defaults to `okta.com`. Variable: `OKTA_BASE_URL`.",
			},
			"api_token": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "An Okta API token, without the word `SSWS`. It has the permissions of the admin who made it. " +
					"Variable: `OKTA_API_TOKEN`.",
			},
			"access_token": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "An OAuth 2.0 access token of the org's own authorization server, without the word `Bearer`. It must " +
					"already have the scopes named above. Variable: `OKTA_ACCESS_TOKEN`.",
			},
			"client_id": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "The client ID of an API services application, to which `scopes` are granted. Variable: `OKTA_API_CLIENT_ID`.",
			},
			"private_key": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "The private key of that application as PEM or JWK, for `private_key_jwt`. Variable: `OKTA_API_PRIVATE_KEY`.",
			},
			"private_key_id": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "The `kid` under which Okta knows the private key. You can leave it out if a JWK names it or the " +
					"application has one key. Variable: `OKTA_API_PRIVATE_KEY_ID`.",
			},
			"dpop": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether the application must prove possession of a key (DPoP, RFC 9449), as its setting \"Require Demonstrating Proof of " +
					"Possession\" says. With `true` the first request for a token has a proof. Without it, the provider sends a proof after Okta has refused a request without one. " +
					"Defaults to `false`.",
			},
			"scopes": schema.SetAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "The Okta API scopes to request, required with `client_id`, such as `okta.authorizationServers.read` and " +
					"`okta.authorizationServers.manage`, or `okta.apps.read` and `okta.apps.manage`. Variable: `OKTA_API_SCOPES`, separated by commas or spaces.",
			},
		},
	}
}
