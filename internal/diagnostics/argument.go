package diagnostics

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

// Diagnostics about arguments repeat nothing of a value: it may be a private key that was
// put into the wrong argument.

// ErrInvalidSettings reports settings of the provider that contradict each other, or that
// no request can carry. It names no argument by its path: Terraform would print the lines
// of the whole block, with literal secrets.
func ErrInvalidSettings(summary, detail string) diag.Diagnostic {
	return diag.NewErrorDiagnostic(summary, detail)
}

// ErrInvalidRequestTimeout reports a request_timeout that is no duration above zero.
func ErrInvalidRequestTimeout(p path.Path) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(p, "Invalid duration",
		fmt.Sprintf("%s is not a duration above zero and below 292 years. Write seconds or minutes, such as \"45s\" or \"2m\".", p))
}

// ErrInvalidTimeout reports a timeout of a resource. wanted is what it has to be.
func ErrInvalidTimeout(p path.Path, wanted string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(p, "Invalid timeout", fmt.Sprintf("%s is not %s.", p, wanted))
}

// ErrInvalidDuration reports a rotation_period or min_rotation_interval. err is the rest
// of a sentence about it.
func ErrInvalidDuration(p path.Path, err error) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(p, "Invalid duration", fmt.Sprintf("%s is %s.", p, err))
}

// ErrPeriodIsZero reports a rotation_period of zero.
func ErrPeriodIsZero(p path.Path) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(p, "Invalid duration",
		"The period must be above zero. Leave the argument out to rotate only by rotate_when_changed.")
}

// ErrPublishedMinAgeIsZero reports a require_published.min_age of zero.
func ErrPublishedMinAgeIsZero(p path.Path) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(p, "Invalid duration",
		"The time for which the next key must have been published must be above zero, such as \"24h\". Leave require_published out to rotate without waiting for it.")
}

// ErrInvalidJWKSURI reports a require_published.jwks_uri that cannot be read as verifiers read it. err is the
// rest of a sentence about it.
func ErrInvalidJWKSURI(p path.Path, err error) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(p, "Invalid JWKS URI", fmt.Sprintf("%s %s. Write the URL at which verifiers read the keys, such as "+
		"\"https://example.com/jwks.json\", or leave it out to read where the vendor publishes them.", p, err))
}

// ErrPeriodShorterThanInterval reports a rotation_period that is shorter than
// min_rotation_interval.
func ErrPeriodShorterThanInterval(p path.Path, period, interval string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(p, "Period shorter than the guard", fmt.Sprintf(
		"rotation_period is %q and min_rotation_interval is %q: each rotation that is due would be refused as too soon. "+
			"Set a longer period, or a shorter min_rotation_interval.", period, interval))
}

// ErrPrivateKeyInTrigger reports a private key in rotate_when_changed.
func ErrPrivateKeyInTrigger(p path.Path) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(p, "Private key in rotate_when_changed",
		"rotate_when_changed holds a private key, which would be in the plan and in the state. Give its thumbprint or a version instead, and "+
			"treat the private key as exposed if a log or a file holds it.")
}

// ErrInvalidArgument reports an argument that cannot be used. argument is its name in the
// text, problem the rest of the sentence.
func ErrInvalidArgument(p path.Path, argument, problem string) diag.Diagnostic {
	steps := p.Steps()
	return diag.NewAttributeErrorDiagnostic(p, "Invalid "+steps[len(steps)-1:].String(), fmt.Sprintf("%s %s.", argument, problem))
}

// ErrNullKeyEntry reports an entry of keys that is null.
func ErrNullKeyEntry(kid string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("keys").AtMapKey(kid), "Invalid keys",
		fmt.Sprintf("keys has the kid %s without a key: the entry is null. Set public_key_pem, jwk_json or another form of the key in it, or leave the entry out.", quoted(kid)))
}

// ErrInvalidParentID reports an argument that cannot be the ID of a parent. noun is what
// the vendor calls the ID, err a sentence without its full stop.
func ErrInvalidParentID(p path.Path, noun string, err error) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(p, "Invalid "+noun, err.Error()+".")
}

// ErrInvalidImportID reports an import ID that is no ID of a parent. err is a sentence
// without its full stop.
func ErrInvalidImportID(err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Invalid import ID", err.Error()+".")
}

// ErrInvalidSetImportID reports an import ID of a set that is no ID of a parent. form is
// the form of the ID.
func ErrInvalidSetImportID(form string, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Invalid import ID", fmt.Sprintf("The import ID is of the form %s: %s.", form, err))
}

// ErrInvalidKeyImportID reports an import ID of one key that has another form than
// parentForm/KEY_ID. list is the data source that lists the keys.
func ErrInvalidKeyImportID(parentForm, list string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Invalid import ID", fmt.Sprintf(
		"The import ID is not of the form %s/KEY_ID, where KEY_ID is Okta's ID of the key, such as pks1a2b3c4d5e6f7g8h9 at an app or apk1a2b3c4d5e6f7g8h9 at a server. "+
			"Find it with the data source %s.", parentForm, list))
}

// ErrPrivateStateNotWritten reports private state that cannot be encoded.
func ErrPrivateStateNotWritten(err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to keep private state", err.Error())
}

// ErrJWKSetNotWritten reports keys that cannot be encoded as a JWK set.
func ErrJWKSetNotWritten(err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to write the JWK set", err.Error())
}
