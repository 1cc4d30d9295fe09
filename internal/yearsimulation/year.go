package yearsimulation

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Run simulates the nights, and compares what has happened with the schedule. The error says that the simulation could not be
// carried out. What must not be is in the report.
func Run(ctx context.Context, options Options) (report Report, err error) {
	f, err := newFixture(options) //nolint:contextcheck // the harness has contexts of its own
	if err != nil {
		return Report{}, err
	}
	defer f.close() //nolint:contextcheck // likewise
	f.ctx = ctx
	defer func() {
		// The harness fails a test by a panic here.
		if failure := recover(); failure != nil {
			err = errors.Join(err, fmt.Errorf("night %d: %v", f.night, failure))
		}
	}()
	begin := time.Now()
	f.report.Options, f.report.Tried = options, map[string]int{}
	f.observe()
	for f.night = 0; f.night < options.Nights; f.night++ {
		if err := errors.Join(ctx.Err(), f.passNight()); err != nil {
			return f.report, err
		}
	}
	f.report.Took = time.Since(begin)
	f.judgeYear()
	f.complete()
	return f.report, nil
}

// passNight is one night and the day after it.
func (f *fixture) passNight() error {
	f.passTo(f.nightStart())
	if err := f.changeConfiguration(); err != nil {
		return err
	}
	mark := f.box.Journal().Len()
	r, succeeded := f.applyNight()
	f.judgeNight(r, f.box.Journal().Since(mark), succeeded)
	if succeeded && f.waitsForApply {
		f.deployBillingKey()
	}
	f.rememberDay()
	f.parties.act(true)
	for hour := f.options.HoursApart; hour < 24; hour += f.options.HoursApart {
		f.passTo(f.nightStart().Add(time.Duration(hour) * time.Hour))
		f.deploy()
		f.parties.act(true)
		f.dayEvents(hour)
	}
	return nil
}

// dayEvents are what others do after the hour at which they do it.
func (f *fixture) dayEvents(hour int) {
	if hour <= 12 && hour+f.options.HoursApart > 12 {
		for _, night := range f.schedule.NextReplaced {
			if night == f.night {
				f.box.Okta().SetNextAbsent(f.server, true)
				f.box.Okta().SetNextAbsent(f.server, false)
				f.observe()
			}
		}
	}
	if hour <= 10 && hour+f.options.HoursApart > 10 {
		f.rotateByHand()
	}
}

// complete fills in what the records come to.
func (f *fixture) complete() {
	r := &f.report
	r.Nights = f.options.Nights
	for _, t := range f.records.transitions {
		switch {
		case t.Do == rotate && !t.ByHand:
			r.Rotations++
		case t.Do != rotate:
			r.Transitions++
		}
	}
	for _, b := range f.breakages {
		r.BrokenByHand = append(r.BrokenByHand, fmt.Sprintf("%s, %s. %d failed.", b.at.Format("2006-01-02 15:04"), b.what, b.failures))
	}
	r.TimeLine = f.timeLine()
}
