// Package limits is the timeouts of the resources: the attribute, and the
// defaults.
package limits

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// The defaults.
const (
	Write = 5 * time.Minute
	Read  = 2 * time.Minute
	// SetWrite is for the changes of a set, which send a request per key. It is long enough for
	// 20 sets of 50 keys under a rate limit of 100 requests per minute.
	SetWrite = 20 * time.Minute
	// RotatingCreate is for a create that rotates keys. It is long enough to go on reading the keys
	// until no list can lag any more.
	RotatingCreate = 20 * time.Minute
)

// Within bounds an operation by its argument in timeouts, or by the default. What is
// wrong with the argument is appended to diags.
func Within(
	ctx context.Context, argument func(context.Context, time.Duration) (time.Duration, diag.Diagnostics), otherwise time.Duration, diags *diag.Diagnostics,
) (context.Context, context.CancelFunc) {
	timeout, more := argument(ctx, otherwise)
	diags.Append(more...)
	return context.WithTimeout(ctx, timeout)
}

// Attribute is the attribute timeouts. Each text says what its operation does, in
// the form "adding and activating"; more is said of all of them.
func Attribute(ctx context.Context, create, update, remove, more string) schema.Attribute {
	return attribute(ctx, create, update, remove, more, Write, Write)
}

// SetAttribute is Attribute for sets.
func SetAttribute(ctx context.Context, create, update, remove, more string) schema.Attribute {
	return attribute(ctx, create, update, remove, more, SetWrite, SetWrite)
}

// RotatingAttribute is Attribute for creates that rotate keys.
func RotatingAttribute(ctx context.Context, create, update, remove, more string) schema.Attribute {
	return attribute(ctx, create, update, remove, more, RotatingCreate, Write)
}

func attribute(ctx context.Context, create, update, remove, more string, createDefault, updateDefault time.Duration) schema.Attribute {
	waiting := func(byDefault time.Duration) string {
		return fmt.Sprintf(" may take, waiting for rate limits included. Defaults to %dm.", byDefault/time.Minute)
	}
	attribute := timeouts.Attributes(ctx, timeouts.Opts{
		Create: true, Read: true, Update: true, Delete: true,
		CreateDescription: "How long " + create + waiting(createDefault),
		ReadDescription:   "How long reading may take. Defaults to 2m.",
		UpdateDescription: "How long " + update + waiting(updateDefault),
		DeleteDescription: remove,
	})
	if nested, ok := attribute.(schema.SingleNestedAttribute); ok {
		for name, one := range nested.Attributes {
			if text, ok := one.(schema.StringAttribute); ok {
				text.Validators = []validator.String{positive{}}
				nested.Attributes[name] = text
			}
		}
		nested.MarkdownDescription = "How long operations may take, as durations such as `\"90s\"`." + more
		return nested
	}
	return attribute
}
