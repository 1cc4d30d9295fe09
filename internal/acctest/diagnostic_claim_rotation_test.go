package acctest

import (
	"net/http"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

func rotationCases() map[string]diagnosticCase {
	const rotates = "Unable to rotate Auth0 connection keys"
	unchanged := func(requests ...sandbox.Entry) *call { return happened(ConnectionKeys, before, before, requests...) }
	rotated := func(requests ...sandbox.Entry) *call { return happened(ConnectionKeys, before, once, requests...) }
	return map[string]diagnosticCase{
		"nothing was sent": {
			fails(rotates, connected+"there is no key to rotate to. Nothing was sent.\n\nfound: "+keys0+"\n\nCheck."), unchanged(),
			map[string]*call{"a POST": unchanged(wrote(rotate, 403, false)), "other keys": happened(ConnectionKeys, once, once)},
		},
		"nothing was sent again after 429": {
			fails(rotates, connected+"there is no key to rotate to. Nothing was sent again after HTTP 429, the answer of the rate limit.\n\nfound: "+keys0+"\n\nCheck."),
			unchanged(wrote(rotate, 429, false)),
			map[string]*call{"nothing before": unchanged(), "another answer": unchanged(wrote(rotate, 403, false))},
		},
		"left behind": {
			fails(rotates, connected+"the keys were rotated since this plan was made. Nothing was sent.\n\nplanned: current \"k1\", previous \"k0\"\nfound:   "+keys0+"\n\nPlan again."), unchanged(),
			map[string]*call{"sent": unchanged(wrote(rotate, 403, false))},
		},
		"lost": {
			warns("Auth0 connection keys were rotated, though no usable answer came (c)", connected+"the request to rotate was sent once and no usable answer came, but the list of keys shows "+
				"exactly one rotation: by this request, or by somebody else at about the same time. It was not sent again.\n\nnow: "+keys1+"\n\nwhat came instead: EOF"), rotated(lost(rotate, true)),
			map[string]*call{
				"sent twice":       rotated(lost(rotate, true), lost(rotate, false)),
				"not rotated":      unchanged(lost(rotate, false)),
				"a usable answer":  rotated(wrote(rotate, 201, true)),
				"rotated twice":    happened(ConnectionKeys, before, signing("k2", "k3", "k1", 3), lost(rotate, true)),
				"other keys stand": happened(ConnectionKeys, before, signing("k2", "k9", "k1", 2), lost(rotate, true)),
			},
		},
		"not rotated": {
			fails(rotates, "The keys were not rotated.\n\n"+connected+"Auth0 answered: no.\n\nHTTP 403 · request ID r1"), unchanged(wrote(rotate, 403, false)),
			map[string]*call{"rotated": rotated(wrote(rotate, 403, true)), "another status": unchanged(wrote(rotate, 500, false))},
		},
		"outcome unknown": {
			fails(rotates, connected+"outcome unknown; not sent again. The request to rotate was sent once and no usable answer came. As far as can be seen, the keys are as before: "+keys0+".\n\nx"),
			unchanged(lost(rotate, false)),
			map[string]*call{
				"twice": unchanged(lost(rotate, false), lost(rotate, false)), "answered": unchanged(wrote(rotate, 201, true)),
				"other keys": happened(ConnectionKeys, once, once, lost(rotate, false)),
			},
		},
		"unread": {
			fails(rotates, connected+"outcome unknown; not sent again. The request to rotate was sent once, no usable answer came, and the keys could not be read afterwards. Before, they were: "+
				keys0+".\n\nrotating: x\n\nreading: x"), unchanged(lost(rotate, false), sandbox.Entry{Method: http.MethodGet, Path: cPath, Fault: "lost"}),
			map[string]*call{"read": unchanged(lost(rotate, false), sandbox.Entry{Method: http.MethodGet, Path: cPath, Status: 200})},
		},
		"refused, and rotated": {
			warns("Auth0 connection keys were rotated, though the request was refused (c)", connected+"the request to rotate was sent once and Auth0 refused it, but the list of keys shows "+
				"exactly one rotation: by this request, or by somebody else at about the same time. It was not sent again.\n\nnow: "+keys1+"\n\nthe refusal: x"), rotated(wrote(rotate, 403, true)),
			map[string]*call{"not refused": rotated(lost(rotate, true)), "not rotated": unchanged(wrote(rotate, 403, false))},
		},
		"more than one": {
			fails(rotates, connected+"the keys changed by more than the one rotation that was sent: something else rotates them as well.\n\nbefore: "+keys0+"\nafter:  "+keys1+
				"\n\nFind out. The rotation that was sent took place. Planning"), happened(ConnectionKeys, before, signing("k2", "k3", "k1", 3), wrote(rotate, 201, true)),
			map[string]*call{"only one": rotated(wrote(rotate, 201, true)), "not ours": happened(ConnectionKeys, before, signing("k2", "k3", "k1", 3), wrote(rotate, 403, false))},
		},
		"confirmed, and not listed": {
			warns("Auth0 connection keys are not listed after the rotation (c)", connected+"the rotation was confirmed, but the list of keys could not be read afterwards, or does not show it yet. The state "+
				"was filled in from the answer; the next plan completes it.\n\nnow, unless somebody else has rotated the keys as well: current \"k2\", next none, previous \"k1\""), rotated(wrote(rotate, 201, true)),
			map[string]*call{"no effect": unchanged(wrote(rotate, 201, false)), "another key signs": happened(ConnectionKeys, before, signing("k8", "k3", "k1", 2), wrote(rotate, 201, true))},
		},
		"too soon": {
			fails(rotates, connected+"the keys were rotated too recently. Another rotation now would replace a key that verifiers have only just fetched, so nothing was sent.\n\nApply again after "+
				"2026-06-01T13:00:00Z, or set a shorter min_rotation_interval (\"0s\" turns the guard off)."), unchanged(),
			map[string]*call{"sent": unchanged(wrote(rotate, 403, false)), "past": at(unchanged(), "2026-06-01T14:00:00Z")},
		},
	}
}
