// Command demo rotates keys at Auth0 and at Okta, reads the keys of an app, and
// replaces those of another app and of an API, with the real CLI, against a sandbox
// in this process. It needs no account and no network.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

func main() {
	os.Exit(run())
}

func run() int {
	providerDir := flag.String("provider-dir", ".bin/provider", "folder of the built provider")
	cli := flag.String("cli", "terraform", "terraform or tofu")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	err := runDemo(ctx, *providerDir, *cli)
	switch {
	case ctx.Err() != nil:
		fmt.Fprintln(os.Stderr, "\nInterrupted; everything was cleaned up.")
		return 130
	case err != nil:
		fmt.Fprintln(os.Stderr, "\nThe demo failed:", err)
		return 1
	default:
		return 0
	}
}

// runDemo makes a folder inside the checkout, runs every step in it, and removes it.
func runDemo(ctx context.Context, providerDir, cli string) (err error) {
	providerDir, err = filepath.Abs(providerDir)
	if err != nil {
		return err
	}
	if cli, err = absolute(cli); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(filepath.Dir(providerDir), "demo-")
	if err != nil {
		return fmt.Errorf("making a folder to work in: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	r, err := newRunner(dir, providerDir, cli, os.Stdout)
	if err != nil {
		return err
	}
	defer r.close()
	return r.runAll(ctx)
}

// absolute keeps a command that PATH finds, and makes a path absolute: the CLI
// runs in another folder.
func absolute(cli string) (string, error) {
	if filepath.Base(cli) == cli {
		return cli, nil
	}
	return filepath.Abs(cli)
}
