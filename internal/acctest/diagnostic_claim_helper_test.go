package acctest

import (
	"net/http"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

const (
	theApp    = "idpkeys_okta_app_jwk"
	theSet    = "idpkeys_okta_app_jwks"
	aPath     = "/api/v1/apps/a/credentials/jwks"
	cPath     = "/api/v2/connections/c/keys"
	connected = `Connection "c": `
	inApp     = `App "a": `
)

// signing is a connection with three keys, after n rotations.
func signing(current, next, previous string, n int) sandbox.ParentKeys {
	return sandbox.ParentKeys{Kind: sandbox.ConnectionParent, ID: "c", Changes: n, Keys: []sandbox.ParentKey{
		{KID: current, Status: "current"}, {KID: next, Status: "next"}, {KID: previous, Status: "previous"},
	}}
}

// held is an app with keys, each ACTIVE unless its kid begins with "i", after effects.
func held(kids string, effects ...string) sandbox.ParentKeys {
	h := sandbox.ParentKeys{Kind: sandbox.AppParent, ID: "a", Changes: len(effects), Effects: effects}
	for _, kid := range kids {
		status := "ACTIVE"
		if kid == 'i' {
			status = "INACTIVE"
		}
		h.Keys = append(h.Keys, sandbox.ParentKey{ID: "pks" + string(kid), KID: string(kid), Use: "sig", Status: status})
	}
	return h
}

// happened is an apply with these keys before and after it, and these requests.
func happened(typ string, before, after sandbox.ParentKeys, requests ...sandbox.Entry) *call {
	of := func(h sandbox.ParentKeys) keysByParent { return keysByParent{parent{h.Kind, h.ID}: h} }
	return &call{
		operation: applyOperation, typ: typ, before: of(before), after: of(after), requests: requests, journal: requests,
		now: time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC), falselyRead: map[parent]bool{},
	}
}

func wrote(path string, status int, committed bool) sandbox.Entry {
	return sandbox.Entry{Method: http.MethodPost, Path: path, Status: status, Committed: committed, RequestID: "r1"}
}

// lost is a write without a usable answer.
func lost(path string, committed bool) sandbox.Entry {
	return sandbox.Entry{Method: http.MethodPost, Path: path, Committed: committed, Fault: "lost"}
}

func deletes(path string, status int, committed bool) sandbox.Entry {
	return sandbox.Entry{Method: http.MethodDelete, Path: path, Status: status, Committed: committed}
}

func warns(summary, detail string) *tfprotov6.Diagnostic {
	return &tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityWarning, Summary: summary, Detail: detail}
}

func fails(summary, detail string) *tfprotov6.Diagnostic { return coreError(summary, detail) }

var (
	keys0  = `current "k1", next "k2", previous "k0"`
	keys1  = `current "k2", next "k3", previous "k1"`
	before = signing("k1", "k2", "k0", 1)
	once   = signing("k2", "k3", "k1", 2)
	rotate = cPath + "/rotate"
)

// diagnosticCase is a diagnostic, a call in which it is so, and calls in which it is not.
type diagnosticCase struct {
	says  *tfprotov6.Diagnostic
	so    *call
	notSo map[string]*call
}

// at is a call that ended at another time.
func at(c *call, text string) *call {
	c.now, _ = time.Parse(time.RFC3339, text)
	return c
}
