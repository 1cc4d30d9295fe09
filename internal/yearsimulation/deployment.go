package yearsimulation

import "time"

// deployHour is how long after a night instances get and lose private keys.
const deployHour = 8 * time.Hour

// deployment is an instance that gets or loses a private key.
type deployment struct {
	at time.Time
	do func()
}

// nightStart is when the apply of this night begins.
func (f *fixture) nightStart() time.Time { return firstNight.Add(time.Duration(f.night) * day) }

// deployAfter has something deployed some days after this night.
func (f *fixture) deployAfter(nights int, do func()) {
	at := f.nightStart().Add(time.Duration(nights)*day + deployHour)
	f.deployments = append(f.deployments, deployment{at, do})
}

// deploy does what is due.
func (f *fixture) deploy() {
	var later []deployment
	for _, d := range f.deployments {
		if d.at.After(f.now()) {
			later = append(later, d)
			continue
		}
		d.do()
	}
	f.deployments = later
}

// changeConfiguration puts another key in the place of the one that is configured, on the nights of the schedule.
func (f *fixture) changeConfiguration() error {
	s := f.schedule
	if changesUpTo(f.night, s.BillingFirst, s.BillingEvery) > len(f.billing.all)-1 {
		if err := f.billing.addNext(); err != nil {
			return err
		}
		f.waitsForApply = true
	}
	if changesUpTo(f.night, s.APIFirst, s.APIEvery) > len(f.api.all)-1 {
		return f.changeAPIKey()
	}
	return nil
}

// changeAPIKey configures another key of the API. Its instances get the private key while it waits to be activated.
func (f *fixture) changeAPIKey() error {
	old := f.api.configured().kid
	if err := f.api.addNext(); err != nil {
		return err
	}
	next := f.api.configured()
	for i := range f.parties.apiInstances {
		keys := f.parties.apiInstances[i]
		f.deployAfter(f.schedule.APIDeployed[i], func() { keys[next.kid] = next.private })
		f.deployAfter(f.schedule.APIKept, func() { delete(keys, old) })
	}
	return nil
}

// deployBillingKey has the instances of the app get the key that an apply has just registered.
func (f *fixture) deployBillingKey() {
	f.waitsForApply = false
	key := f.billing.configured()
	for i := range f.parties.appInstances {
		f.deployAfter(f.schedule.BillingDeployed[i], func() { f.parties.appInstances[i] = key })
	}
}
