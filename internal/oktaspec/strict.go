package oktaspec

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// strictSchemas are those whose unknown members are refused: keys, what holds
// keys, and refusals. The document names additional members nowhere and so
// allows them everywhere; a misspelt "kid" would pass it.
var strictSchemas = []string{
	"AppConnectionUserProvisionJWKList",
	"AppConnectionUserProvisionJWKResponse",
	"AuthorizationServer",
	"AuthorizationServerCredentials",
	"AuthorizationServerCredentialsSigningConfig",
	"AuthorizationServerJsonWebKey",
	"Error",
	"ErrorCause",
	"JsonWebKey",
	"JwkUse",
	"OAuth2ClientJsonEncryptionKeyRequest",
	"OAuth2ClientJsonEncryptionKeyResponse",
	"OAuth2ClientJsonSigningKeyRequest",
	"OAuth2ClientJsonSigningKeyResponse",
	"OAuth2ClientJsonWebKeyECRequest",
	"OAuth2ClientJsonWebKeyECResponse",
	"OAuth2ClientJsonWebKeyRsaRequest",
	"OAuth2ClientJsonWebKeyRsaResponse",
	"OAuth2ClientJsonWebKeySet",
	"OAuth2ResourceServerJsonWebKey",
	"OAuth2ResourceServerJsonWebKeyRequestBody",
	"ResourceServerJsonWebKey",
	"ResourceServerJsonWebKeys",
}

// knownValues is the extension into which the SDK's generator turns enums.
const knownValues = "x-okta-known-values"

// strictness refuses what the schemas of [strictSchemas] do not name.
type strictness struct{ *report }

// walk looks at a value and at all that is in it.
func (s strictness) walk(ref *openapi3.SchemaRef, value any, at string) {
	schemas := s.parts(ref, value)
	switch v := value.(type) {
	case map[string]any:
		s.members(schemas, v, at)
	case []any:
		for _, part := range schemas {
			if part.Value.Items == nil {
				continue
			}
			for i, item := range v {
				s.walk(part.Value.Items, item, at+"/"+strconv.Itoa(i))
			}
		}
	}
}

// members looks at an object.
func (s strictness) members(schemas openapi3.SchemaRefs, object map[string]any, at string) {
	strict := slices.ContainsFunc(schemas, isStrict)
	for _, name := range sortedKeys(object) {
		place, known := at+"/"+escapePointer(name), false
		for _, part := range schemas {
			property, ok := part.Value.Properties[name]
			if !ok {
				continue
			}
			known = true
			s.walk(property, object[name], place)
			if strict {
				s.value(property.Value, object[name], place)
			}
		}
		if strict && !known {
			s.add(place, "the document does not name the member")
		}
	}
}

// value looks for a string among those that the document knows.
func (s strictness) value(schema *openapi3.Schema, value any, at string) {
	known, _ := schema.Extensions[knownValues].([]any)
	if text, ok := value.(string); ok && len(known) > 0 && !slices.Contains(known, any(text)) {
		s.add(at, fmt.Sprintf("the value is none of the known values %q", known))
	}
}

// parts are the schemas that describe a value together: the schema itself, all
// that it is made of, and the alternatives that the value fulfils, or all of
// them when it fulfils none.
func (s strictness) parts(ref *openapi3.SchemaRef, value any) openapi3.SchemaRefs {
	all := openapi3.SchemaRefs{ref}
	for _, part := range ref.Value.AllOf {
		all = append(all, s.parts(part, value)...)
	}
	alternatives := append(slices.Clone(ref.Value.OneOf), ref.Value.AnyOf...)
	fulfilled := slices.DeleteFunc(slices.Clone(alternatives), func(r *openapi3.SchemaRef) bool {
		return r.Value.VisitJSON(value, s.mode) != nil
	})
	if len(fulfilled) == 0 {
		fulfilled = alternatives
	}
	for _, part := range fulfilled {
		all = append(all, s.parts(part, value)...)
	}
	return all
}

// isStrict says whether unknown members of a schema are refused.
func isStrict(ref *openapi3.SchemaRef) bool {
	name, ok := strings.CutPrefix(ref.Ref, componentPrefix+"schemas/")
	return ok && slices.Contains(strictSchemas, name)
}
