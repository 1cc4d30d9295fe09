package okta_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

const keysPath = "/api/v1/authorizationServers/default/credentials/keys"

// What became of a rotation when its answer was lost after it took effect.
func TestAuthorizationServerKeys_lostAnswerAfterCommitIsOneRotationAndAWarning(t *testing.T) {
	t.Parallel()
	acctest.LostAnswers(t, acctest.OktaKeys, 200, map[string]sandbox.Answer{
		"[]":                 sandbox.OKJSON("[]"),
		"without ACTIVE":     sandbox.OKJSON(`[{"kid":"k3","status":"NEXT"},{"kid":"k1","status":"EXPIRED"}]`),
		"ACTIVE without kid": sandbox.OKJSON(`[{"kid":"","status":"ACTIVE"},null]`),
		"307 to the list":    sandbox.Redirect(307, keysPath),
	})
}

func TestAuthorizationServerKeys_lostBeforeCommitIsAnErrorAndNeverTwo(t *testing.T) {
	t.Parallel()
	acctest.LostRequests(t, acctest.OktaKeys, map[string]sandbox.Answer{"200 []": sandbox.OKJSON("[]")})
}

// An answer in the form of success that shows no rotation does not use the trigger up.
func TestAuthorizationServerKeys_anAnswerThatShowsNoRotationProvesNothing(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]func(current, next string) string{
		"the keys as before": func(current, next string) string {
			return fmt.Sprintf(`[{"kid":%q,"status":"ACTIVE"},{"kid":%q,"status":"NEXT"}]`, current, next)
		},
		"another key": func(string, string) string { return `[{"kid":"x","status":"ACTIVE"}]` },
		"two active keys": func(current, _ string) string {
			return fmt.Sprintf(`[{"kid":"x","status":"ACTIVE"},{"kid":%q,"status":"ACTIVE"}]`, current)
		},
		"the key that goes": func(current, _ string) string { return fmt.Sprintf(`[{"kid":%q,"status":"ACTIVE"}]`, current) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			acctest.AnswerOfNoRotation(t, s, s.RPC(), acctest.OktaKeys, http.StatusOK, body)
		})
	}
}

// The SDK sends again and again after a connection that was closed before an
// answer, thousands of rotations with its defaults. Here it is one POST, whatever
// the protocol, and whether or not the rotation took place.
func TestAuthorizationServerKeys_closedConnectionIsOnePostOnTheWire(t *testing.T) {
	t.Parallel()
	for _, protocol := range []string{"HTTP/1.1", "HTTP/2.0"} {
		for name, answer := range map[string]sandbox.Answer{"closed": sandbox.Drop(), "reset": sandbox.Reset()} {
			for _, committed := range []bool{true, false} {
				t.Run(fmt.Sprintf("%s, %s, committed %v", protocol, name, committed), func(t *testing.T) {
					t.Parallel()
					s, pool := acctest.NewTLSSandbox(t)
					network := &http.Transport{TLSClientConfig: acctest.TLS(pool), ForceAttemptHTTP2: protocol == "HTTP/2.0"}
					t.Cleanup(network.CloseIdleConnections)
					spoken := make(chan string, 100)
					s.Before(func(r *http.Request) bool { spoken <- r.Proto; return false }, func() {})
					lost := acctest.LostRequest
					if committed {
						lost = acctest.LostAnswer
					}
					lost(t, s, s.RPC(idpkeys.WithNetwork(network)), acctest.OktaKeys, answer)
					if got := <-spoken; got != protocol {
						t.Errorf("spoke %s", got)
					}
				})
			}
		}
	}
}

func TestAuthorizationServerKeys_createWithLostAnswers(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	r := s.RPC()
	plan := r.Plan(keysType, nil, config(id))
	s.Walk(r)
	s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Commit: true, Answer: sandbox.Drop()})
	mark := s.Journal().Len()
	if object, diags := r.Apply(plan, nil); diags.Errors() > 0 || !object.Exists() || !diags.Has("were rotated, though no usable answer came") {
		t.Errorf("want success with a warning:\n%s", diags)
	}
	s.ExpectRotations(acctest.OktaKeys, id, 1, mark, 1)
}

func TestAuthorizationServerKeys_createWithUnknownOutcomeLeavesNoStateAndConverges(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	acctest.LostCreate(t, s, s.RPC(), acctest.OktaKeys)
}

func TestAuthorizationServerKeys_lateCommitIsAdopted(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	acctest.LateCommit(t, s, s.RPC(), acctest.OktaKeys)
}

func TestAuthorizationServerKeys_aSecondRotationBehindALostAnswerNamesBothSnapshots(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	acctest.RotationAfterLostAnswer(t, s, s.RPC(), acctest.OktaKeys)
}

// The keys tell what happened. The server only says when, so that losing it does
// not fail a rotation whose answer was lost as well.
func TestAuthorizationServerKeys_serverUnreadableAfterALostAnswer(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	r := s.RPC()
	id, plan := s.PlanSecondRotation(r, acctest.OktaKeys)
	s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Commit: true, Answer: sandbox.Drop()})
	s.Inject(sandbox.Fault{Match: sandbox.OnServer, Skip: 1, Times: -1, Answer: sandbox.Status(500)})
	mark := s.Journal().Len()
	object, diags := r.Apply(plan, nil)
	if diags.Errors() > 0 || !diags.Has("WARNING", "were rotated, though no usable answer came") {
		t.Fatalf("want success with a warning:\n%s", diags)
	}
	s.ExpectRotations(acctest.OktaKeys, id, 2, mark, 1)
	active, next, expired := s.SigningKIDs(id)
	acctest.Expect(t, object, map[string]string{"kid": active, "next_kid": next, "previous_kid": expired, "rotation_mode": "MANUAL"})
	s.ClearFaults()
	if again := r.Plan(keysType, s.Refresh(r, object), config(id, acctest.Trigger("2"))); again.Changes() {
		t.Error("the next plan changes something")
	}
}

// Ctrl-C while the rotation is under way does not cut it: it ends by itself, and
// its result is recorded.
func TestAuthorizationServerKeys_interruptedWhileTheRotationIsUnderWay(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]sandbox.Answer{"answered": nil, "lost": sandbox.Drop()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			r := s.RPC()
			id, plan := s.PlanSecondRotation(r, acctest.OktaKeys)
			ctx, interrupt := context.WithCancel(t.Context())
			defer interrupt()
			s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Commit: true, Answer: answer})
			s.After(sandbox.OnRotate, interrupt)
			mark := s.Journal().Len()
			object, diags := r.WithContext(ctx).Apply(plan, nil)
			if diags.Errors() > 0 {
				t.Fatal(diags)
			}
			s.ExpectRotations(acctest.OktaKeys, id, 2, mark, 1)
			active, _, expired := s.SigningKIDs(id)
			acctest.Expect(t, object, map[string]string{"kid": active, "previous_kid": expired})
		})
	}
}

// Ctrl-C before the rotation is sent: nothing is.
func TestAuthorizationServerKeys_interruptedBeforeTheRotation(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	r := s.RPC()
	id, plan := s.PlanSecondRotation(r, acctest.OktaKeys)
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	s.After(sandbox.OnServer, interrupt)
	mark := s.Journal().Len()
	_, diags := r.WithContext(ctx).Apply(plan, nil)
	if !diags.Has("ERROR", "interrupted") {
		t.Errorf("the error says:\n%s", diags)
	}
	s.ExpectRotations(acctest.OktaKeys, id, 1, mark, 0)
}

// 429 says that nothing was executed: wait, look again, send again.
func TestAuthorizationServerKeys_rateLimitedRotationLooksAgainAndSendsAgain(t *testing.T) {
	t.Parallel()
	for name, limit := range map[string]sandbox.Answer{
		"of the org": sandbox.RateLimit(2 * time.Second), "of concurrency": sandbox.ConcurrencyLimit(time.Second),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			r := s.RPC()
			id, plan := s.PlanSecondRotation(r, acctest.OktaKeys)
			s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Times: 2, Answer: limit})
			mark := s.Journal().Len()
			if _, diags := r.Apply(plan, nil); diags.Errors() > 0 {
				t.Fatal(diags)
			}
			s.ExpectCalls(mark, "GET keys 200", "GET server 200", "POST keyRotate 429", "GET keys 200", "GET server 200", "POST keyRotate 429",
				"GET keys 200", "GET server 200", "POST keyRotate 200")
			s.ExpectRotations(acctest.OktaKeys, id, 2, mark, 3)
		})
	}
}

func TestAuthorizationServerKeys_rateLimitForEverIsBounded(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]sandbox.Answer{
		"reset in the past": sandbox.RateLimit(-time.Minute),
		"without a reset":   sandbox.RateLimitWithoutReset(),
		"concurrency":       sandbox.ConcurrencyLimit(-time.Second),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			acctest.RateLimitWithoutEnd(t, s, s.RPC(), acctest.OktaKeys, answer, "E0000047", "API call exceeded rate limit")
		})
	}
}

func TestAuthorizationServerKeys_directRotationDuringTheRateLimitIsAdopted(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	acctest.RotationDuringRateLimit(t, s, s.RPC(), acctest.OktaKeys)
}

// A server record that lags behind the list says nothing of the age of the keys.
func TestAuthorizationServerKeys_aServerRecordThatLagsStopsTheRotation(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	r := s.RPC()
	c := config(id, acctest.Trigger("1"), map[string]any{"rotation_period": "90d"})
	object := s.CreatedYesterday(r, keysType, c)
	s.Clock().Advance(100 * 24 * time.Hour)
	stale := fmt.Sprintf(`{"id":%q,"credentials":{"signing":{"kid":%q,"rotationMode":"MANUAL","lastRotated":"2020-01-01T00:00:00.000Z"}}}`,
		id, object.Show("kid"))
	s.Okta().Rotate(id)
	s.Inject(sandbox.Fault{Match: sandbox.OnServer, Times: -1, Answer: sandbox.OKJSON(stale)})
	s.Walk(r)
	kept, diags := r.Read(object)
	if diags.Errors() > 0 || !diags.Has("WARNING", "The state is kept as it was", "does not name the key that signs") {
		t.Errorf("the refresh:\n%s", diags)
	}
	plan := r.Plan(keysType, kept, config(id, acctest.Trigger("2"), map[string]any{"rotation_period": "90d"}))
	s.Walk(r)
	mark := s.Journal().Len()
	if _, diags := r.Apply(plan, nil); diags.Errors() == 0 || posts(s, mark) != 0 {
		t.Errorf("%d rotations were sent\n%s", posts(s, mark), diags)
	}
}

// A rotation that could not be waited for is not sent.
func TestAuthorizationServerKeys_tooLittleTimeLeftSendsNothing(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	r := s.RPC()
	timeouts := map[string]any{"timeouts": map[string]any{"update": "2s"}}
	object := s.CreatedYesterday(r, keysType, config(id, acctest.Trigger("1"), timeouts))
	plan := r.Plan(keysType, object, config(id, acctest.Trigger("2"), timeouts))
	s.Walk(r)
	mark := s.Journal().Len()
	if _, diags := r.Apply(plan, nil); !diags.Has("ERROR", "The keys were not rotated", "is too short to rotate", "nothing was sent") || posts(s, mark) != 0 {
		t.Errorf("sent:\n%s", diags)
	}
}
