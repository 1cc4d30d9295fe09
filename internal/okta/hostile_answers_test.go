package okta_test

import (
	"net/http"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// What Okta, or something on the way, answers is shown escaped and cut, wherever it is:
// in an error's fields, in a challenge, in the members of a key.
func TestHostileAnswers_areShownEscapedAndCut(t *testing.T) {
	t.Parallel()
	object := func(more map[string]any) map[string]any {
		return acctest.Merge(map[string]any{"errorCode": "E0000001", "errorSummary": "no", "errorId": "oae1", "errorCauses": []any{}}, more)
	}
	errors := map[string]map[string]any{
		"errorSummary": object(map[string]any{"errorSummary": acctest.Hostile}),
		"errorCauses":  object(map[string]any{"errorCauses": []any{map[string]any{"errorSummary": acctest.Hostile}}}),
		"errorId":      object(map[string]any{"errorId": acctest.Hostile}),
		"errorCode":    object(map[string]any{"errorCode": acctest.Hostile}),
	}
	both(t, func(t *testing.T, w *setFixture) {
		config := w.config(rsaKeys(t, "a"))
		set := w.apply(nil, config)
		for name, body := range errors {
			for _, status := range []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusNotFound, http.StatusBadGateway} {
				w.Inject(sandbox.Fault{Match: sandbox.OnAny, Times: 99, Answer: sandbox.JSON(status, acctest.JSON(t, body))})
				w.Walk(w.r)
				_, diags := w.r.Read(set)
				acctest.ExpectNoControlCharacters(t, name, diags)
				acctest.ExpectNoControlCharacters(t, name, w.plan(nil, config).Diags)
				_, diags = w.r.ReadData(w.typeName, map[string]any{w.attribute: w.parent})
				acctest.ExpectNoControlCharacters(t, name, diags)
				w.ClearFaults()
			}
		}
		list := sandbox.OnAppKeys
		if w.ofServer() {
			list = sandbox.OnResourceServerKeyList
		}
		w.PassListLag()
		for _, member := range []string{"kid", "status", "use", "alg", "kty", "n", "id", "created", "lastUpdated"} {
			key := map[string]any{"id": "x1", "kid": "a", "status": active, "kty": "RSA", "use": "enc", "e": "AQAB", "n": "AQAB"}
			key[member] = acctest.Hostile
			keys := any([]any{key})
			if !w.ofServer() {
				keys = map[string]any{"keys": keys}
			}
			w.Inject(sandbox.Fault{Match: list, Times: 99, Answer: sandbox.OKJSON(acctest.JSON(t, keys))})
			w.Walk(w.r)
			next, diags := w.r.Read(set)
			acctest.ExpectNoControlCharacters(t, member, diags)
			if next.Exists() {
				acctest.ExpectNoControlCharactersIn(t, member, next.Value)
				for _, change := range []map[string]any{config, w.config(rsaKeys(t, "b")), nil} {
					w.Walk(w.r)
					plan := w.r.Plan(w.typeName, next, change)
					acctest.ExpectNoControlCharacters(t, member, plan.Diags)
					acctest.ExpectNoControlCharactersIn(t, member, plan.Value)
				}
			}
			w.Walk(w.r)
			acctest.ExpectNoControlCharacters(t, member, w.r.Plan(w.typeName, nil, w.config(rsaKeys(t, "ab"), map[string]any{"exclusive": true})).Diags)
			_, diags = w.r.ReadData(w.single(), map[string]any{w.attribute: w.parent, "kid": "none"})
			acctest.ExpectNoControlCharacters(t, member, diags)
			data, diags := w.r.ReadData(w.typeName, map[string]any{w.attribute: w.parent})
			acctest.ExpectNoControlCharacters(t, member, diags)
			acctest.ExpectNoControlCharactersIn(t, member, data)
			w.ClearFaults()
		}
	})
}

// A proxy that repeats the request in its answer does not show our credentials.
func TestHostileAnswers_doNotRepeatCredentials(t *testing.T) {
	t.Parallel()
	w := newServerSet(t, sandbox.OktaAuthorizationServer{})
	body := object(w.OktaToken)
	w.Inject(sandbox.Fault{Match: sandbox.OnAny, Times: 9, Answer: sandbox.JSON(http.StatusBadRequest, acctest.JSON(t, body))})
	plan := w.plan(nil, w.config(rsaKeys(t, "a")))
	if !plan.Diags.Has("ERROR", "You sent: Authorization: (redacted)") || plan.Diags.Has(w.OktaToken) {
		t.Errorf("the plan says:\n%s", plan.Diags)
	}
}

// object is an error that repeats a token.
func object(token string) map[string]any {
	return map[string]any{"errorCode": "E0000001", "errorSummary": "You sent: Authorization: SSWS " + token, "errorId": token, "errorCauses": []any{}}
}
