package provider

import "github.com/hashicorp/terraform-plugin-framework/provider/schema"

func auth0Schema() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		Optional: true,
		MarkdownDescription: "The Auth0 tenant. Each argument can come from the environment instead. Credentials are one of: " +
			"`api_token`; `client_id` and `client_secret`; `client_id` and `client_assertion_private_key`.",
		Attributes: map[string]schema.Attribute{
			"domain": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "The tenant's domain, such as `example.eu.auth0.com`, or its custom domain. `http://` is accepted " +
					"for loopback hosts only. Variable: `AUTH0_DOMAIN`.",
			},
			"audience": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "The audience of access tokens, needed when `domain` is a custom domain: " +
					"`https://TENANT.auth0.com/api/v2/`. Defaults to `https://DOMAIN/api/v2/`. Variable: `AUTH0_AUDIENCE`.",
			},
			"api_token": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "A Management API access token. Variable: `AUTH0_API_TOKEN`.",
			},
			"client_id": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "The client ID of a machine-to-machine application that is authorized for the Management API. " +
					"Variable: `AUTH0_CLIENT_ID`.",
			},
			"client_secret": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "The client secret of that application. Variable: `AUTH0_CLIENT_SECRET`.",
			},
			"client_assertion_private_key": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "The private key of that application as PEM, for `private_key_jwt`: RSA of 2048 bits or more, or EC on P-256, P-384 " +
					"or P-521. It must be the only key, and not encrypted. " +
					"Variable: `AUTH0_CLIENT_ASSERTION_PRIVATE_KEY`.",
			},
			"client_assertion_signing_alg": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "The algorithm that the private key signs with: one of `RS256`, `RS384`, `RS512`, `PS256`, `PS384`, " +
					"`PS512`, `ES256`, `ES384`, `ES512`. Defaults to `RS256`. " +
					"Variable: `AUTH0_CLIENT_ASSERTION_SIGNING_ALG`.",
			},
		},
	}
}
