package yearsimulation

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// Options say what is simulated.
type Options struct {
	// Nights is for how many nights, at least 1.
	Nights int
	// Disturbed is true for a year with lost answers, kills, lists that lag, and rotations by hand.
	Disturbed bool
	// HoursApart are the hours between two times at which the parties act, 1 for each hour.
	HoursApart int
	// Schedule is when things are to happen; nil is [NewSchedule].
	Schedule *Schedule
}

// firstNight is when the first apply begins.
var firstNight = time.Date(2026, 1, 1, 2, 0, 0, 0, time.UTC)

// fixture is one simulated year: the vendors, the provider, the state and the parties.
type fixture struct {
	ctx      context.Context //nolint:containedctx // that of the whole simulation
	options  Options
	schedule Schedule
	box      *sandbox.Sandbox
	network  *network
	rpc      *acctest.RPC
	random   *rand.Rand
	locks    string

	// connection, workforceApp, billingApp and server are the IDs of the parents. The server signs
	// access tokens, and encrypts them for the API.
	connection, workforceApp, billingApp, server string
	// billing and api are the keys of the app that is deployed over days, and of the API.
	billing, api *ownKeys
	parties      *parties

	state map[string]*acctest.Object
	night int
	// waitsForApply is true from a change of the billing key until an apply has succeeded.
	waitsForApply bool
	// byHand is true while somebody rotates by hand.
	byHand      bool
	breakages   []*breakage
	deployments []deployment
	records     records
	report      Report
}

// newFixture makes the vendors with their parents a day before the first night, and a provider. It is to be closed.
func newFixture(options Options) (*fixture, error) {
	locks, err := os.MkdirTemp("", "idpkeys-year-")
	if err != nil {
		return nil, fmt.Errorf("making a folder for locks: %w", err)
	}
	f := &fixture{
		options: options, schedule: NewSchedule(), locks: locks, state: map[string]*acctest.Object{},
		random: rand.New(rand.NewPCG(1, 2)), //nolint:gosec // it draws what is disturbed
		box:    sandbox.New(sandbox.WithSeed(1), sandbox.WithStillClock(), sandbox.WithStart(firstNight.Add(-day))),
	}
	if options.Schedule != nil {
		f.schedule = *options.Schedule
	}
	for _, listen := range []func() error{f.box.Auth0().ListenInProcess, f.box.Okta().ListenInProcess} {
		if err := listen(); err != nil {
			f.close()
			return nil, err
		}
	}
	// The published keys lag by an hour, and a cache may hold them for another one.
	f.box.SetPublication(sandbox.Publication{Lag: time.Hour, MaxAge: time.Hour})
	if err := f.addParents(); err != nil {
		f.close()
		return nil, err
	}
	f.network = &network{f: f}
	f.records = newRecords()
	f.rpc = acctest.NewRPC(acctest.Panics{}, acctest.Provider(
		idpkeys.WithNetwork(f.network), idpkeys.WithWaiter(f.wait), idpkeys.WithClock(f.box.Clock().Now), idpkeys.WithLockFolder(locks),
	))
	return f, nil
}

// addParents makes the connection, the apps and the server. The billing app and the API have a key already.
func (f *fixture) addParents() (err error) {
	if f.billing, err = newOwnKeys("app", newECKey); err != nil {
		return err
	}
	if f.api, err = newOwnKeys("api", newRSAKey); err != nil {
		return err
	}
	app, api := f.billing.configured(), f.api.configured()
	f.connection = f.box.Auth0().AddConnection(sandbox.Auth0Connection{Name: "Workforce"})
	f.workforceApp = f.box.Okta().AddApp(sandbox.OktaApp{Label: "Workforce"})
	f.billingApp = f.box.Okta().AddApp(sandbox.OktaApp{
		Label: "Billing", Keys: []sandbox.OktaAppKey{{KID: app.kid, PublicKey: app.private.Public(), Crv: "P-256", Use: "sig"}},
	})
	f.server = f.box.Okta().AddAuthorizationServer(sandbox.OktaAuthorizationServer{
		Name: "API", RotationMode: "MANUAL", AccessTokenEncryptedResponseAlgorithm: "RSA-OAEP-256",
		ResourceServerKeys: []sandbox.OktaResourceServerKey{{KID: api.kid, PublicKey: api.private.Public(), Status: "ACTIVE"}},
	})
	f.parties = newParties(f)
	return nil
}

// close removes what the simulation has made.
func (f *fixture) close() {
	if f.rpc != nil {
		f.rpc.Stop()
	}
	f.box.Close()
	_ = os.RemoveAll(f.locks)
}

// now is the time at the vendors, and of the machine.
func (f *fixture) now() time.Time { return f.box.Clock().Now() }

// passTo lets time pass until a time, unless it has passed already.
func (f *fixture) passTo(at time.Time) {
	if wait := at.Sub(f.now()); wait > 0 {
		f.box.Clock().Advance(wait)
	}
}

// wait is how the provider waits. Its waits are random to a part; rounded up to a power of two they are not.
func (f *fixture) wait(ctx context.Context, d time.Duration) error {
	if f.network.dead {
		return errKilled
	}
	round := time.Second
	for round < d {
		round *= 2
	}
	f.box.Clock().Advance(round)
	return ctx.Err()
}

// violatef notes something that must not be.
func (f *fixture) violatef(format string, arguments ...any) {
	f.report.Violations = append(f.report.Violations, fmt.Sprintf("night %d: ", f.night)+fmt.Sprintf(format, arguments...))
}
