package simulation

import (
	"context"
	"os"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
)

// machine is the machine on which providers run. It is used by one simulation after the
// other, because making a provider takes as long as a whole simulation.
type machine struct {
	locks string
	// free are providers that no run uses.
	free []*acctest.RPC
	// current is the simulation that uses the machine.
	current *fixture
	// outside is outside of the bubble of a simulation.
	outside *acctest.Outside
}

// newMachine makes a machine whose files are in the folder. It is to be closed.
func newMachine(folder string) *machine {
	return &machine{locks: folder, outside: acctest.NewOutside()}
}

func (m *machine) close() { m.outside.Close() }

// reset makes the machine as new, for another simulation.
func (m *machine) reset(f *fixture) error {
	m.current = f
	return m.replace()
}

// replace makes the machine another one, on which no run has been: no file is left.
func (m *machine) replace() error {
	if err := os.RemoveAll(m.locks); err != nil {
		return err
	}
	return os.MkdirAll(m.locks, 0o700)
}

// provider is one that no run uses.
func (m *machine) provider() (rpc *acctest.RPC) {
	if n := len(m.free); n > 0 {
		taken := m.free[n-1]
		m.free = m.free[:n-1]
		return taken
	}
	m.outside.Do(func() { rpc = m.newProvider() })
	return rpc
}

func (m *machine) newProvider() *acctest.RPC {
	return acctest.NewRPC(acctest.Panics{}, acctest.Provider(
		idpkeys.WithNetwork(m),
		idpkeys.WithWaiter(func(ctx context.Context, d time.Duration) error { return m.current.scheduler.sleep(ctx, d) }),
		idpkeys.WithClock(func() time.Time { return m.current.box.Clock().Now() }),
		idpkeys.WithLockFolder(m.locks),
		idpkeys.WithSlowDisk(m.slowDisk),
	))
}

// slowDisk has the scheduler decide when a run goes on to write a record. Another run may go on
// before that.
func (m *machine) slowDisk(ctx context.Context) {
	if t := taskOf(ctx); !t.run.dead {
		_, _ = m.current.scheduler.await(ctx, &pause{task: t, writesRecord: true}) //nolint:bodyclose // a file has no answer
	}
}
