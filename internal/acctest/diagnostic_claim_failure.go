package acctest

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// failures are the general words for a call that failed, which come last: they match much.
var failures = []*diagnosticClaim{
	{
		by:       []string{"diagnostics.ErrImportedKeyNotFound"},
		met:      "okta TestAppJWKRead_badImportIDs",
		severity: "ERROR", summary: "Unable to import <noun>",
		detail: "<parent>: there is no key of this ID. That is the kid of the key with the ID <kid>.\n\n<any>",
		holds:  []check{plans, hasID},
	},
	{
		by:       []string{"diagnostics.ErrImportedKeyNotFound"},
		met:      "okta TestAppJWKRead_badImportIDs",
		severity: "ERROR", summary: "Unable to import <noun>",
		detail: "<parent>: there is no key of this ID.\n\n<any>", holds: []check{plans},
	},
	{
		by:       []string{"diagnostics.WarnCallFailed"},
		met:      "okta TestParentMissing_notIfItsKeysAreListed",
		severity: "WARNING", summary: "Unable to read <noun><any>",
		detail: "The keys could not be refreshed. The state is kept as it was; a plan may rest on keys that have changed since.\n\n<parent>: <any>",
		holds:  []check{plans},
	},
	{
		by:       []string{"diagnostics.WarnCallFailed"},
		met:      "okta TestJWKSImport_badID",
		severity: "WARNING", summary: "Unable to read <noun><any>",
		detail: "The resource is removed from the state.\n\n<parent>: <any>", holds: []check{plans},
	},
	{
		by:       []string{"diagnostics.ErrPlanCannotReadKeys"},
		met:      "okta TestJWKSInput_unknownParent",
		severity: "ERROR", summary: "Unable to read <noun>",
		detail: "<parent>: <any>\n\nTo destroy instead, run terraform destroy -refresh=false.", holds: []check{nothingSent},
	},
	{
		by:       []string{"diagnostics.ErrCallFailed"},
		met:      "auth0 TestConnectionKeys_importRefuses",
		severity: "ERROR", summary: "Unable to read <noun>", detail: "<parent>: <any>",
		holds: []check{readFailureChangesNothing},
	},
	{
		by:       []string{"diagnostics.ErrWithNoteOnList"},
		met:      "okta TestKeyLag_anAdditionThatIsRefused",
		severity: "ERROR", summary: "Unable to add <noun>",
		detail: "<parent>: <any>\n\nIf key <kid> is registered already, the list of keys does not show it yet: apply again after 15 minutes.",
		holds:  []check{additionRefused},
	},
	{
		by:       []string{"diagnostics.ErrWithNoteOnList"},
		met:      "okta TestKeyLag_aKeyThatIsListedAndGone",
		severity: "ERROR", summary: "Unable to <verb> <noun>",
		detail: "<parent>: <any>\n\nIf the list of keys shows key <kid> nevertheless, the list lags behind: apply again after 15 minutes.",
		holds:  []check{answeredNotFound},
	},
	{
		by:       []string{"diagnostics.ErrCallFailed"},
		met:      "okta TestJWKSDeleteIfUnneeded_failsClosed",
		severity: "ERROR", summary: "Unable to <verb> <noun>", detail: "<parent>: <any>",
		holds: []check{plans},
	},
	{
		by:       []string{"diagnostics.ErrInvalidKey"},
		met:      "okta TestJWKSInput_tooManyKeys",
		severity: "ERROR", summary: "Invalid key", detail: "<any>: <any>.", holds: []check{nothingSent},
	},
}

// commonChecks apply to every diagnostic.
var commonChecks = []check{nothingSentAsReported, factsStand}

var nothingWasSent = regexp.MustCompile(`[Nn]othing was sent(?: again after [^.\n]*| to )?`)

// nothingSentAsReported holds the words "nothing was sent" against the journal. What was not sent
// "to" do something is a matter of the claim.
func nothingSentAsReported(c *call, m match) error {
	words := nothingWasSent.FindString(m["text"])
	if words == "" || strings.HasSuffix(words, " to ") {
		return nil
	}
	return nothingSent(c, m.with("sent", words))
}

var requestIDForm = regexp.MustCompile(`(?:HTTP (\d+)[^\n]*?)?request ID ([A-Za-z0-9_-]+)`)

// factsStand holds the status and the request ID of an answer against the journal.
func factsStand(c *call, m match) error {
	for _, found := range requestIDForm.FindAllStringSubmatch(m["text"], -1) {
		at := slices.IndexFunc(c.journal, func(e sandbox.Entry) bool { return e.RequestID == found[2] })
		if at < 0 {
			continue // of an answer that a test made up
		}
		if status, err := strconv.Atoi(found[1]); err == nil && status != c.journal[at].Status {
			return fmt.Errorf("HTTP %d of the request %s, it says, but: %s", status, found[2], c.journal[at])
		}
	}
	return nil
}

// readFailureChangesNothing holds if an apply that could not read the keys sent nothing that
// changes them. It reads before it writes.
func readFailureChangesNothing(c *call, m match) error {
	if c.operation == applyOperation {
		return nothingSent(c, m)
	}
	return plans(c, m)
}

// hasID holds if a key has the vendor's ID that the text names.
func hasID(c *call, m match) error {
	return anyVisibleKeys(c, m, func(h sandbox.ParentKeys) error {
		if !slices.ContainsFunc(h.Keys, func(key sandbox.ParentKey) bool { return key.ID == m.kid("kid") }) {
			return fmt.Errorf("there is a key with the ID %s, it says, but the sandbox holds %+v", m["kid"], h.Keys)
		}
		return nil
	})
}
