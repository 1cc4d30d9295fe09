package performance

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// Measurement is what one command took.
type Measurement struct {
	// Wall is the time from the start of the command to its end.
	Wall time.Duration
	// Core and Provider are the CPU time, in user and in system mode, of the CLI and of
	// all providers that it has started.
	Core, Provider time.Duration
	// Memory is the peak of the resident set of the largest provider process, in bytes. It
	// is 0 if there was none.
	Memory int64
	// Requests is how many requests the sandbox has received.
	Requests int
}

// CPU is the CPU time of the CLI and of the providers.
func (m Measurement) CPU() time.Duration { return m.Core + m.Provider }

// providerUsage is what all provider processes of one command have used.
type providerUsage struct {
	cpu, wrapper time.Duration
	memory       int64
	processes    int
}

// measure runs a command of the CLI that must succeed.
func measure(cli *acctest.CLI, programs *Programs, provider string, args ...string) (Measurement, error) {
	file := filepath.Join(cli.Dir, "usage.jsonl")
	if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
		return Measurement{}, err
	}
	cmd := cli.Command(args...)
	cmd.Env = append(cmd.Env, programs.environment(provider, file)...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	begin := time.Now()
	err := cmd.Run()
	m := Measurement{Wall: time.Since(begin)}
	if err != nil {
		return m, fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, out.String())
	}
	total := cpuOf(cmd)
	if provider == noProvider {
		m.Core = total
		return m, nil
	}
	text, err := os.ReadFile(file) // #nosec G304 -- written by our own program
	if err != nil {
		return m, fmt.Errorf("the provider was not measured: %w", err)
	}
	used, err := parseUsage(text)
	if err != nil {
		return m, err
	}
	m.Core, m.Provider, m.Memory = total-used.cpu-used.wrapper, used.cpu, used.memory
	if m.Core <= 0 {
		return m, fmt.Errorf("the CLI has not waited for its providers: it used %v in all, and they %v", total, used.cpu)
	}
	return m, nil
}

// cpuOf is the CPU time of a command that has ended, and of all its descendants that it has
// waited for (wait4(2)).
func cpuOf(cmd *exec.Cmd) time.Duration {
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}

// parseUsage adds up what internal/cmd/providerusage has written. It is an error if a
// provider did not end by itself, because nobody knows then what it has used.
func parseUsage(text []byte) (providerUsage, error) {
	var sum providerUsage
	begun := map[int]bool{}
	for line := range bytes.Lines(text) {
		var one struct {
			PID          int
			Ended        bool
			CPU, Wrapper time.Duration
			Memory       int64
		}
		if err := json.Unmarshal(line, &one); err != nil {
			return sum, fmt.Errorf("the usage of a provider cannot be read: %w", err)
		}
		if !one.Ended {
			begun[one.PID] = true
			continue
		}
		delete(begun, one.PID)
		sum.processes++
		sum.cpu += one.CPU
		sum.wrapper += one.Wrapper
		sum.memory = max(sum.memory, one.Memory)
	}
	if len(begun) > 0 || sum.processes == 0 {
		return sum, fmt.Errorf("%d providers were killed, and %d ended", len(begun), sum.processes)
	}
	return sum, nil
}
