package simulation

import (
	"slices"
	"time"

	"pgregory.net/rapid"
)

// actions are what can happen. Each is an action of rapid's state machine. Some have two
// names, so that they are drawn more often.
func (f *fixture) actions() map[string]func(*rapid.T) {
	all := map[string]func(*rapid.T){
		"change the configuration":    func(*rapid.T) { f.changeConfiguration() },
		"change and apply":            func(*rapid.T) { f.changeAndApply(applyNow) },
		"change, and apply it":        func(*rapid.T) { f.changeAndApply(applyNow) },
		"change and plan":             func(*rapid.T) { f.changeAndApply(planOnly) },
		"apply":                       func(*rapid.T) { f.runOne(applyNow) },
		"apply again":                 func(*rapid.T) { f.runOne(applyNow) },
		"plan":                        func(*rapid.T) { f.runOne(planOnly) },
		"apply the saved plan":        func(t *rapid.T) { f.applySaved(t) },
		"refresh only":                func(*rapid.T) { f.runOne(refreshOnly) },
		"two runs":                    func(*rapid.T) { f.runTwo() },
		"time passes":                 func(*rapid.T) { f.passTime() },
		"another machine goes on":     func(*rapid.T) { f.replaceMachine() },
		"somebody else changes keys":  func(*rapid.T) { f.changeByOthers() },
		"the state of one is lost":    func(t *rapid.T) { f.loseState(t) },
		"a resource moves":            func(t *rapid.T) { f.move(t) },
		"the state is from before":    func(t *rapid.T) { f.upgrade(t) },
		"a resource is imported":      func(t *rapid.T) { f.importOne(t) },
		"a resource leaves the files": func(t *rapid.T) { f.removeBlock(t) },
	}
	for name, action := range all {
		all[name] = func(t *rapid.T) {
			f.t = t
			f.trace.addf("%s at %s", name, f.now().Format(time.DateTime))
			f.counts.Actions++
			action(t)
		}
	}
	return all
}

// changeConfiguration edits the user's files.
func (f *fixture) changeConfiguration() {
	p := f.parents[f.draw("parent", len(f.parents))]
	addresses := f.addressesOf(p)
	switch {
	case len(addresses) == 0:
		f.addBlocks(p)
	case p.Kind.Rotates():
		f.changeRotation(addresses[0])
	default:
		var before []Key
		for _, address := range addresses {
			before = append(before, f.config[address].Wanted()...)
		}
		f.setKeys(p, f.drawKeys(p, before))
	}
	for _, address := range f.addressesOf(p) {
		f.trace.addf("  %s: %s", address, f.config[address])
	}
}

// changeAndApply edits the user's files, and runs Terraform.
func (f *fixture) changeAndApply(does command) {
	f.changeConfiguration()
	f.runOne(does)
}

// removeBlock takes a resource out of the files, where the vendor can do without.
func (f *fixture) removeBlock(t *rapid.T) {
	p := f.parents[f.draw("parent", len(f.parents))]
	addresses := f.addressesOf(p)
	if len(addresses) == 0 || p.Encrypts || p.SignsIn {
		t.Skip("it has to stay")
	}
	f.forgetBlock(addresses[f.draw("address", len(addresses))])
}

func (f *fixture) forgetBlock(address string) {
	f.trace.addf("  without %s", address)
	delete(f.config, address)
	f.expected.Intentions.NewEpoch(address)
}

// disturb draws what disturbs the runs that follow.
func (f *fixture) disturb() {
	if f.fleeting {
		f.replaceMachine()
	}
	f.disturbing, f.reads, f.writes = disturbances(f.t), 0, 0
	for _, d := range f.disturbing {
		f.trace.addf("  disturbed: %s", d)
	}
	f.lag = nil
	if !f.options.Lags {
		return
	}
	switch f.draw("lag", 4) {
	case 1:
		behind := time.Duration(f.draw("behind", 11)) * time.Minute
		f.lag = func() time.Duration { return behind }
	case 2:
		f.lag = func() time.Duration { return time.Duration(f.draw("behind", 11)) * time.Minute }
	}
}

func (f *fixture) runOne(does command) {
	f.disturb()
	f.drive(f.begin(does, f.flip("parallel")))
}

// runTwo has two runs at once, of one configuration and one state, without a state lock.
func (f *fixture) runTwo() {
	f.disturb()
	one, other := f.begin(applyNow, false), f.begin(applyNow, f.flip("parallel"))
	one.beside, other.beside = true, true
	f.drive(one, other)
}

func (f *fixture) applySaved(t *rapid.T) {
	if f.saved == nil {
		t.Skip("no plan is saved")
	}
	f.disturb()
	f.drive(f.begin(applySaved, f.flip("parallel")))
}

// passTime lets a time pass from minutes to weeks.
func (f *fixture) passTime() {
	times := []time.Duration{time.Minute, 5 * time.Minute, 11 * time.Minute, 30 * time.Minute, time.Hour + time.Minute, 25 * time.Hour, 31 * 24 * time.Hour}
	d := times[f.draw("how long", len(times))]
	f.trace.addf("  %s", d)
	pass(d)
}

// replaceMachine has all runs from now on take place on another machine. A CI system may have a
// machine for each run.
func (f *fixture) replaceMachine() {
	f.machineNumber++
	if err := f.machine.replace(); err != nil {
		panic(err)
	}
}

// changeByOthers is what somebody does without Terraform.
func (f *fixture) changeByOthers() {
	p := f.parents[f.draw("parent", len(f.parents))]
	before := f.snapshot(p)
	f.others++
	switch {
	case p.Kind == ConnectionKeys:
		f.box.Auth0().Rotate(p.ID)
	case p.Kind == ServerKeys:
		f.box.Okta().Rotate(p.ID)
	default:
		f.changeKeyByOthers(p)
	}
	f.observe(p, before, 0, "")
}

// loseState takes a resource out of the state.
func (f *fixture) loseState(t *rapid.T) {
	addresses := f.state.addresses()
	if len(addresses) == 0 {
		t.Skip("the state is empty")
	}
	address := addresses[f.draw("address", len(addresses))]
	f.trace.addf("  %s", address)
	f.edit(func(s *state) { delete(s.resources, address) })
	f.expected.Intentions.NewEpoch(address)
}

// edit changes the state as a command of Terraform does.
func (f *fixture) edit(change func(*state)) {
	f.state = f.state.clone()
	f.state.serial++
	change(&f.state)
}

// configured are the addresses that are in both the files and the state, or only in the
// files.
func (f *fixture) configured(inState bool) (all []string) {
	for address := range f.config {
		if _, there := f.state.resources[address]; there == inState {
			all = append(all, address)
		}
	}
	slices.Sort(all)
	return all
}
