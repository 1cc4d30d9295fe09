package sandbox

import "net/http"

// oktaAppJSON is an app on the wire, with the members and their order of the
// recorded answers.
type oktaAppJSON struct {
	ID            string         `json:"id"`
	ORN           string         `json:"orn"`
	Name          string         `json:"name"`
	Label         string         `json:"label"`
	Status        string         `json:"status"`
	LastUpdated   string         `json:"lastUpdated"`
	Created       string         `json:"created"`
	Accessibility map[string]any `json:"accessibility"`
	Visibility    map[string]any `json:"visibility"`
	Features      []string       `json:"features"`
	SignOnMode    string         `json:"signOnMode"`
	Credentials   map[string]any `json:"credentials"`
	Settings      map[string]any `json:"settings"`
	Links         map[string]any `json:"_links"`
}

// oktaOAuthClientJSON is settings.oauthClient.
type oktaOAuthClientJSON struct {
	ClientURI       *string         `json:"client_uri"`
	LogoURI         *string         `json:"logo_uri"`
	RedirectURIs    []string        `json:"redirect_uris"`
	ResponseTypes   []string        `json:"response_types"`
	GrantTypes      []string        `json:"grant_types"`
	JWKSURI         string          `json:"jwks_uri,omitempty"`
	JWKS            *oktaKeySetJSON `json:"jwks,omitempty"`
	ApplicationType string          `json:"application_type"`
	ConsentMethod   string          `json:"consent_method"`
	IssuerMode      string          `json:"issuer_mode"`
	InitiatedLogin  map[string]any  `json:"idp_initiated_login"`
	Wildcard        string          `json:"wildcard_redirect"`
	DPoP            bool            `json:"dpop_bound_access_tokens"`
	SLO             bool            `json:"participate_slo"`
	RequestAlg      string          `json:"request_object_signing_alg,omitempty"`
	IDTokenAlg      string          `json:"id_token_encrypted_response_alg,omitempty"`
}

// json is the app as GET answers it. What the sandbox does not model is as in
// the recorded answers.
func (a *oktaApp) json(base string) oktaAppJSON {
	credentials := map[string]any{
		"userNameTemplate": map[string]any{"template": "${source.login}", "type": "BUILT_IN"},
		"signing":          map[string]any{"kid": "sandbox-signing-key-of-the-org-0123456789abc"},
	}
	app := map[string]any{}
	if a.connection != nil {
		app["baseUrl"] = "https://org.example.com"
	}
	settings := map[string]any{
		"app": app,
		"notifications": map[string]any{"vpn": map[string]any{
			"network": map[string]any{"connection": "DISABLED"}, "message": nil, "helpUrl": nil,
		}},
		"manualProvisioning": false,
		"implicitAssignment": false,
		"notes":              map[string]any{"admin": nil, "enduser": nil},
	}
	switch {
	case a.isClient():
		credentials["oauthClient"] = map[string]any{
			"autoKeyRotation": true, "client_id": a.ID,
			"token_endpoint_auth_method": a.TokenEndpointAuthMethod, "pkce_required": false,
		}
		settings["oauthClient"] = a.oauthClient()
	case a.SignOnMode != signOnOIDC:
		settings["signOn"] = samlSignOn()
	}
	return oktaAppJSON{
		ID:            a.ID,
		ORN:           "orn:okta:idp:00oSandboxOfTheTests1:apps:" + a.Name + ":" + a.ID,
		Name:          a.Name,
		Label:         a.Label,
		Status:        a.status,
		LastUpdated:   oktaTime(a.created),
		Created:       oktaTime(a.created),
		Accessibility: map[string]any{"selfService": false, "errorRedirectUrl": nil, "loginRedirectUrl": nil},
		Visibility: map[string]any{
			"autoLaunch": false, "autoSubmitToolbar": false,
			"hide": map[string]any{"iOS": true, "web": true}, "appLinks": map[string]any{a.Name + "_link": true},
		},
		Features:    []string{},
		SignOnMode:  a.SignOnMode,
		Credentials: credentials,
		Settings:    settings,
		Links:       a.links(base),
	}
}

// oauthClient is the settings of an OAuth 2.0 client.
func (a *oktaApp) oauthClient() oktaOAuthClientJSON {
	return oktaOAuthClientJSON{
		RedirectURIs:    []string{},
		ResponseTypes:   []string{"token"},
		GrantTypes:      []string{"client_credentials"},
		JWKSURI:         a.JWKSURI,
		JWKS:            a.registered.settings(),
		ApplicationType: "service",
		ConsentMethod:   "TRUSTED",
		IssuerMode:      "ORG_URL",
		InitiatedLogin:  map[string]any{"mode": "DISABLED", "default_scope": []string{}},
		Wildcard:        "DISABLED",
		RequestAlg:      a.RequestObjectSigningAlg,
		IDTokenAlg:      a.IDTokenEncryptedResponseAlg,
	}
}

// samlSignOn is the settings of a SAML app, which nothing here depends on.
func samlSignOn() map[string]any {
	return map[string]any{
		"defaultRelayState": "", "ssoAcsUrl": "https://app.example.com/acs", "idpIssuer": "http://www.okta.com/${org.externalKey}",
		"audience": "https://app.example.com", "recipient": "https://app.example.com/acs", "destination": "https://app.example.com/acs",
		"subjectNameIdTemplate": "${user.userName}", "subjectNameIdFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
		"responseSigned": true, "assertionSigned": false, "signatureAlgorithm": "RSA_SHA256", "digestAlgorithm": "SHA256",
		"honorForceAuthn": false, "authnContextClassRef": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
		"spIssuer": nil, "requestCompressed": false, "attributeStatements": []any{}, "inlineHooks": []any{},
		"allowMultipleAcsEndpoints": false, "acsEndpoints": []any{}, "samlSignedRequestEnabled": false,
		"slo": map[string]any{"enabled": false},
	}
}

// links are the links of an app. Those to policies are left out, as the sandbox
// has none.
func (a *oktaApp) links(base string) map[string]any {
	type link struct {
		Name string `json:"name,omitempty"`
		Href string `json:"href"`
		Type string `json:"type,omitempty"`
	}
	self := a.url(base)
	links := map[string]any{
		"uploadLogo": oktaLink(self+"/logo", http.MethodPost),
		"policies":   oktaLink(self+"/policies", http.MethodPut),
		"appLinks":   []link{{a.Name + "_link", base + "/home/" + a.Name + "/" + a.ID + "/aln177a159h7Zf52X0g8", "text/html"}},
		"logo":       []link{{"medium", base + "/assets/img/logos/default.png", "image/png"}},
		"groups":     link{Href: self + "/groups"},
		"users":      link{Href: self + "/users"},
		"deactivate": link{Href: self + "/lifecycle/deactivate"},
	}
	switch {
	case a.SignOnMode != signOnOIDC:
		links["metadata"] = link{Href: self + "/sso/saml/metadata", Type: "application/xml"}
		return links
	case !a.isClient():
		return links
	}
	name := "secrets"
	if a.TokenEndpointAuthMethod == methodPrivateKey {
		name = "jwks"
	}
	links["clientCredentials"] = []link{{Name: name, Href: self + "/credentials/" + name}}
	return links
}
