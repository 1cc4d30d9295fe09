package tfmodel

import (
	"reflect"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/attr"
)

// tag is the struct tag that names the attribute of a field.
const tag = "tfsdk"

// field is a field of a model, or of a struct that the model embeds.
type field struct {
	name  string
	index []int
	typ   reflect.Type
	// isValue is true for an attr.Value, false for a Go value such as a pointer to a struct.
	isValue bool
}

// attrValue is the interface of all values of the framework.
var attrValue = reflect.TypeFor[attr.Value]()

// known are the fields of the types that were asked for, by type. The tags of a type never change.
var known sync.Map // of []field, by reflect.Type

// fieldsOf are the fields of a struct type that have an attribute.
func fieldsOf(typ reflect.Type) []field {
	if fields, ok := known.Load(typ); ok {
		if fields, ok := fields.([]field); ok {
			return fields
		}
	}
	fields := readFields(typ, nil)
	known.Store(typ, fields)
	return fields
}

func readFields(typ reflect.Type, outer []int) (fields []field) {
	for i := range typ.NumField() {
		f := typ.Field(i)
		index := append(append([]int{}, outer...), i)
		name, tagged := f.Tag.Lookup(tag)
		switch {
		case f.Anonymous && !tagged && f.Type.Kind() == reflect.Struct:
			fields = append(fields, readFields(f.Type, index)...)
		case tagged && name != "-" && f.IsExported():
			fields = append(fields, field{name, index, f.Type, f.Type.Implements(attrValue)})
		}
	}
	return fields
}
