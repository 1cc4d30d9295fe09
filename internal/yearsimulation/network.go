package yearsimulation

import (
	"errors"
	"net/http"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// errKilled is what a provider gets that was killed: nobody waits for what it does.
var errKilled = errors.New("the process was killed")

// lostEvery is how many requests there are for one whose answer is lost, and killEvery how many nights for one with a kill.
const lostEvery, killEvery = 10, 10

// longestLag is how far behind the answer to a read can be.
const longestLag = 10 * time.Minute

// kill is when the provider is to be killed.
type kill struct {
	// at is the request of the night, from 1. If it is zero, it is the first request that writes, of this night or
	// of a later one.
	at int
	// after is true if the request takes effect.
	after bool
	// both is true if Terraform is killed as well.
	both bool
}

// network is the network of the provider. Every request takes a second, and the parties act after each that writes.
type network struct {
	f *fixture
	// kill is nil if no kill is due.
	kill *kill
	dead bool
	// total counts the requests of the year, and tonight those of the night.
	total, tonight int
	// loses is which of the present lostEvery requests loses its answer. If it were always the last one, nights with
	// as many requests would lose the same answer each time.
	loses int
}

// RoundTrip implements http.RoundTripper.
func (n *network) RoundTrip(r *http.Request) (*http.Response, error) {
	if n.dead {
		return nil, errKilled
	}
	if n.total%lostEvery == 0 {
		n.loses = n.f.random.IntN(lostEvery)
	}
	lost := n.f.options.Disturbed && n.total%lostEvery == n.loses
	n.total++
	n.tonight++
	n.f.box.Clock().Advance(time.Second)
	write := r.Method != http.MethodGet
	killed := n.kill != nil && (n.kill.at == n.tonight || n.kill.at == 0 && write)
	if killed && !n.kill.after {
		n.die()
		return nil, errKilled
	}
	if lost {
		n.f.report.Lost++
		n.f.box.Inject(sandbox.Fault{Name: "lost answer", Commit: true, Answer: sandbox.Drop()})
	}
	response, err := n.f.box.Transport().RoundTrip(r)
	n.f.box.ClearFaults()
	if write {
		n.f.observe()
		n.f.parties.act(false)
	}
	if killed {
		n.die()
		if response != nil {
			_ = response.Body.Close()
		}
		return nil, errKilled
	}
	return response, err
}

// die kills the provider.
func (n *network) die() {
	n.dead = true
	n.f.report.Kills++
	if n.kill.at == 0 {
		n.f.report.KillsOfWrites++
	}
}

// planDisturbances decides what disturbs the applies from this night on.
func (f *fixture) planDisturbances() {
	f.network.dead, f.network.tonight = false, 0
	if !f.options.Disturbed {
		return
	}
	f.box.SetLag(sandbox.Lag{By: func(*http.Request) time.Duration {
		behind := time.Duration(f.random.Int64N(int64(2*longestLag/time.Second)))*time.Second - longestLag
		if behind > 0 {
			f.report.Lagged++
		}
		return behind
	}})
	if f.network.kill != nil && f.network.kill.at > 0 {
		f.network.kill = nil // the night had fewer requests
	}
	if f.night%killEvery != killEvery-1 || f.network.kill != nil {
		return
	}
	number := f.night / killEvery
	f.network.kill = &kill{after: number/2%2 == 0, both: number/4%2 == 0}
	if number%2 == 1 {
		f.network.kill.at = 1 + f.random.IntN(quietRequests)
	}
}
