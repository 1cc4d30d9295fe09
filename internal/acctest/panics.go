package acctest

import (
	"fmt"
	"testing"
)

// Panics is the test for a harness that runs outside of a test, or in a goroutine of its own: what would fail the test
// panics with its text, for the caller to recover. Other methods of [testing.TB] must not be called.
type Panics struct{ testing.TB }

// Helper does nothing.
func (Panics) Helper() {}

// Fatalf panics.
func (Panics) Fatalf(format string, arguments ...any) { panic(fmt.Sprintf(format, arguments...)) }

// Fatal panics.
func (Panics) Fatal(arguments ...any) { panic(fmt.Sprint(arguments...)) }

// Errorf panics.
func (Panics) Errorf(format string, arguments ...any) { panic(fmt.Sprintf(format, arguments...)) }

// Error panics.
func (Panics) Error(arguments ...any) { panic(fmt.Sprint(arguments...)) }
