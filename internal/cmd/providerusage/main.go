//go:build linux

// Command providerusage runs a provider as its child, and appends to a file what the
// provider has used. make bench gives it to the CLI in place of the provider, because the
// CLI alone can wait for what it has started.
//
// It reads two variables: IDPKEYS_USAGE_PROGRAM is the path of the provider, and
// IDPKEYS_USAGE_FILE is the file. Each run appends two lines of JSON, one when it begins
// and one when the provider has ended, so that a run that was killed shows.
//
// It is a small program, because a process begins with the peak memory of the one that
// has started it (setmax_mm_hiwater_rss in exec_mmap of Linux), and that of the CLI is
// larger than the provider's.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// line is one line of the file.
type line struct {
	PID   int  `json:"pid"`
	Ended bool `json:"ended"`
	// CPU is what the provider has used in user and in system mode, in nanoseconds.
	CPU time.Duration `json:"cpu"`
	// Memory is the peak of the resident set of the provider, in bytes.
	Memory int64 `json:"memory"`
	// Wrapper is the CPU time of this program, in nanoseconds.
	Wrapper time.Duration `json:"wrapper"`
}

func main() {
	code, err := run(os.Getenv("IDPKEYS_USAGE_PROGRAM"), os.Getenv("IDPKEYS_USAGE_FILE"))
	if err != nil {
		log.Fatal(err)
	}
	os.Exit(code)
}

// run runs the program to its end and returns its exit code.
func run(program, file string) (int, error) {
	if program == "" || file == "" {
		return 0, errors.New("IDPKEYS_USAGE_PROGRAM and IDPKEYS_USAGE_FILE are not set")
	}
	if err := write(file, line{PID: os.Getpid()}); err != nil {
		return 0, err
	}
	// The child dies with the thread that has started it, and so with this program.
	runtime.LockOSThread()
	cmd := exec.CommandContext(context.Background(), program, os.Args[1:]...) // #nosec G204 G702 -- the provider that is measured
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return 0, fmt.Errorf("running the provider: %w", err)
	}
	used, err := usage(cmd.ProcessState)
	if err != nil {
		return 0, err
	}
	return cmd.ProcessState.ExitCode(), write(file, used)
}

// usage is what a process that has ended and this one have used.
func usage(ended *os.ProcessState) (line, error) {
	of, ok := ended.SysUsage().(*syscall.Rusage)
	if !ok {
		return line{}, errors.New("the system does not tell what the provider has used")
	}
	var self syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &self); err != nil {
		return line{}, err
	}
	return line{
		PID: os.Getpid(), Ended: true,
		CPU: cpu(of), Memory: of.Maxrss * 1024, Wrapper: cpu(&self), // Linux counts in KiB
	}, nil
}

// cpu is the time in user and in system mode.
func cpu(of *syscall.Rusage) time.Duration {
	return time.Duration(of.Utime.Nano() + of.Stime.Nano())
}

// write appends a line. One write of so few bytes is not mixed with another's.
func write(file string, l line) error {
	text, err := json.Marshal(l)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600) // #nosec G304 G703 -- named by make bench
	if err != nil {
		return err
	}
	_, err = f.Write(append(text, '\n'))
	return errors.Join(err, f.Close())
}
