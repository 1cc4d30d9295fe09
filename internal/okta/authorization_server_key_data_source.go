package okta

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

var _ datasource.DataSourceWithConfigure = (*serverKeyDataSource)(nil)

// serverKeyDataSource reads one signing key of an authorization server. It takes
// it from the list, which one request serves to all of them.
type serverKeyDataSource struct {
	dataSourceBase
}

// serverKeyModel is the data source.
type serverKeyModel struct {
	listedSigningKeyModel

	ID       types.String `tfsdk:"id"`
	ServerID types.String `tfsdk:"authorization_server_id"`
}

// NewAuthorizationServerKeyDataSource makes the data source
// idpkeys_okta_authorization_server_key.
func NewAuthorizationServerKeyDataSource() datasource.DataSource {
	return &serverKeyDataSource{dataSourceBase{typeName: "idpkeys_okta_authorization_server_key"}}
}

// Schema declares the server and the key.
func (d *serverKeyDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := listedSigningKeyAttributes()
	attributes["id"] = schema.StringAttribute{Computed: true, MarkdownDescription: "The same as `kid`."}
	attributes["authorization_server_id"] = serverIDAttribute()
	attributes["kid"] = schema.StringAttribute{
		Required:            true,
		Validators:          []validator.String{keyinput.KID},
		MarkdownDescription: "The key ID: the `kid` in the header of the tokens that the key signs.",
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads one of the keys with which a custom authorization server of Okta signs its tokens. All data sources " +
			"for one server share one request.",
		Attributes: attributes,
	}
}

// Read finds the key in the list. A key or server that is not found is an error.
func (d *serverKeyDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	d.read(ctx, new(serverKeyModel), req, resp)
}

func (m *serverKeyModel) subject() diagnostics.Subject {
	return diagnostics.OktaAuthorizationServerKeys(m.ServerID.ValueString())
}

func (m *serverKeyModel) load(ctx context.Context, client *oktaapi.Client) (diags diag.Diagnostics, err error) {
	keys, err := signingKeys(ctx, client, m.ServerID.ValueString())
	if err != nil {
		return nil, err
	}
	key, err := signingKey(keys, m.KID.ValueString())
	if err != nil {
		return nil, err
	}
	m.listedSigningKeyModel, diags = newListedSigningKeyModel(ctx, m.subject(), key)
	m.ID = types.StringValue(key.KID)
	return diags, nil
}

// signingKey finds the key with the kid.
func signingKey(keys oktaapi.SigningKeys, kid string) (oktaapi.SigningKey, error) {
	i := slices.IndexFunc(keys.Keys, func(key oktaapi.SigningKey) bool { return key.KID == kid })
	if i < 0 {
		return oktaapi.SigningKey{}, notListed(keys)
	}
	return keys.Keys[i], nil
}

// notListed names the keys that there are.
func notListed(keys oktaapi.SigningKeys) error {
	var listed []string
	for _, key := range keys.Keys {
		listed = append(listed, fmt.Sprintf("%q (%s)", key.KID, key.Status))
	}
	there := "no key at all"
	if len(listed) > 0 {
		there = strings.Join(listed, ", ")
	}
	return &apierr.Error{
		Kind:    apierr.NotFound,
		Message: "no key with this kid is listed. Listed: " + there,
		Hint:    "Check kid. An EXPIRED key leaves the list when Okta deletes it; a role, such as active_key, is found by the data source " + serverKeysType + ".",
	}
}
