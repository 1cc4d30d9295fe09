package oktaspec

import (
	"errors"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// finding is what a schema has against a value.
type finding struct {
	pointer string
	message string
}

// findings holds a value against a schema. The library reports one error at the
// place of a oneOf or allOf; departures are finer than that, so such errors are
// followed down to the member that is wrong.
func findings(schema *openapi3.Schema, value any, mode openapi3.SchemaValidationOption) []finding {
	err := schema.VisitJSON(value, mode, openapi3.MultiErrors())
	var found []finding
	for _, e := range schemaErrors(err) {
		at := pointerOf(e)
		inner := deeper(e, mode)
		if len(inner) == 0 {
			inner = []finding{{message: e.Reason}}
		}
		for _, f := range inner {
			found = append(found, finding{pointer: at + f.pointer, message: f.message})
		}
	}
	return found
}

// deeper explains an error of a schema that is made of schemas. It returns
// nothing for an error that needs no more words.
func deeper(e *openapi3.SchemaError, mode openapi3.SchemaValidationOption) []finding {
	switch e.SchemaField {
	case "allOf":
		var found []finding
		for _, part := range e.Schema.AllOf {
			found = append(found, findings(part.Value, e.Value, mode)...)
		}
		return found
	case "oneOf":
		if errors.Is(e.Origin, openapi3.ErrOneOfConflict) {
			return nil
		}
		return closest(branches(e.Schema, e.Value), e.Value, mode)
	case "anyOf":
		return closest(e.Schema.AnyOf, e.Value, mode)
	}
	return nil
}

// branches are the alternatives of a oneOf that the value's discriminator
// allows.
func branches(schema *openapi3.Schema, value any) openapi3.SchemaRefs {
	object, ok := value.(map[string]any)
	if schema.Discriminator == nil || !ok {
		return schema.OneOf
	}
	kind, _ := object[schema.Discriminator.PropertyName].(string)
	ref := schema.Discriminator.Mapping[kind]
	return slices.DeleteFunc(slices.Clone(schema.OneOf), func(r *openapi3.SchemaRef) bool { return r.Ref != ref })
}

// closest is what the alternative that comes nearest has against the value.
func closest(alternatives openapi3.SchemaRefs, value any, mode openapi3.SchemaValidationOption) []finding {
	var best []finding
	for _, alternative := range alternatives {
		found := findings(alternative.Value, value, mode)
		if best == nil || len(found) < len(best) {
			best = found
		}
	}
	return best
}

// schemaErrors takes the library's error apart, one level deep: what caused an
// error is the business of [deeper].
func schemaErrors(err error) []*openapi3.SchemaError {
	switch e := err.(type) { //nolint:errorlint // errors.As would find the causes of an error before the error
	case nil:
		return nil
	case openapi3.MultiError:
		var all []*openapi3.SchemaError
		for _, one := range e {
			all = append(all, schemaErrors(one)...)
		}
		return all
	case *openapi3.SchemaError:
		return []*openapi3.SchemaError{e}
	}
	return []*openapi3.SchemaError{{Reason: err.Error()}}
}

// pointerOf is the place of an error as a JSON pointer.
func pointerOf(e *openapi3.SchemaError) string {
	var at strings.Builder
	for _, part := range e.JSONPointer() {
		at.WriteString("/" + escapePointer(part))
	}
	return at.String()
}
