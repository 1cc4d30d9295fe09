package main

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// act is one run of the CLI, with what has to come of it.
type act struct {
	title   string
	trigger string
	// later is how much time passes before it, on the tenant's clock.
	later time.Duration
	// code, says and rotations are what is expected: the exit code, words of
	// the output, and how many rotations the connection has had in all.
	code      int
	says      string
	rotations int
	moral     func(before, after roles) string
}

func acts() []act {
	const day = 24 * time.Hour
	return []act{
		{
			title: "the first apply creates the resource, which rotates", trigger: "2026-q3",
			says: "1 added", rotations: 1, moral: rotated,
		},
		{
			title: "a day later, nothing has changed", trigger: "2026-q3", later: day,
			says: "No changes", rotations: 1, moral: untouched("Nothing to do: no key was touched."),
		},
		{
			title: "another day later, the trigger changes, which rotates in place", trigger: "2026-q4", later: day,
			says: "1 changed", rotations: 2, moral: rotated,
		},
		{
			title: "at once, the trigger changes again, and the guard refuses", trigger: "2027-q1",
			code: 1, says: "rotated too recently", rotations: 2,
			moral: untouched("Refused, as it should be: the error above is the guard (min_rotation_interval). No key was touched."),
		},
	}
}

// play shows every act with the keys before and after, and fails when one does
// not end as told.
func (s *stage) play(ctx context.Context) error {
	s.say("A tenant is running at %s, with one connection that has keys.\n"+
		"Below is what the CLI prints; certificates and key material are cut short.\n", s.box.Auth0().URL())
	for i, a := range acts() {
		s.box.Clock().Advance(a.later)
		s.say("\n==== Act %d: %s ====\n", i+1, a.title)
		if err := s.perform(ctx, a); err != nil {
			return fmt.Errorf("act %d: %w", i+1, err)
		}
	}
	s.say("\nIn all: %d rotations by %d runs, each asked for once. Destroying the resource would send no request and\n"+
		"leave these keys as they are.\n", s.box.Auth0().Rotations(s.id), len(acts()))
	return nil
}

func (s *stage) perform(ctx context.Context, a act) error {
	before := s.roles()
	s.showKeys()
	if err := s.configure(a.trigger); err != nil {
		return err
	}
	printed, code, err := s.apply(ctx)
	if err != nil {
		return err
	}
	s.showKeys()
	flat := strings.Join(strings.Fields(strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(printed)), " ")
	if code != a.code || !strings.Contains(flat, a.says) {
		return fmt.Errorf("exit code %d, want %d with %q in the output", code, a.code, a.says)
	}
	if n := s.box.Auth0().Rotations(s.id); n != a.rotations {
		return fmt.Errorf("%d rotations so far, want %d", n, a.rotations)
	}
	s.say("=> %s\n", a.moral(before, s.roles()))
	return nil
}

// roles are the short names of the keys by role.
type roles map[string]string

func (s *stage) roles() roles {
	r := roles{}
	for _, key := range s.box.Auth0().Keys(s.id) {
		r[string(key.Role)] = s.names.of(key.KID)
	}
	return r
}

func rotated(before, after roles) string {
	return fmt.Sprintf("Rotated once: key %s signs now (it was next), key %s is previous, and key %s was made as the new next.",
		after["current"], before["current"], after["next"])
}

func untouched(text string) func(roles, roles) string {
	return func(_, after roles) string { return text + " Key " + after["current"] + " goes on signing." }
}
