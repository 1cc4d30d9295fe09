package main

import (
	"bytes"
	"io"
	"regexp"
	"strings"
)

// filter passes on what the CLI prints, line by line, and cuts short what
// hides the changes: certificates and keys, and what the CLI says of itself, such as
// that the provider comes from this checkout.
type filter struct {
	out     io.Writer
	pending bytes.Buffer
	// until ends the part that is left out now. held is printed then, with the
	// end of the last line that is left out.
	until *regexp.Regexp
	held  string
	blank bool
}

var (
	// attribute is a line of a plan that shows the value of an attribute.
	attribute = regexp.MustCompile(`^[ +~-]*"?\w+"?\s+= `)
	// keyObject begins an object that holds a key, and long is a string longer
	// than a kid.
	keyObject = regexp.MustCompile(`^ *[+~-]? \w+_key\s+= \{$`)
	long      = regexp.MustCompile(`"([^"]{16})[^"]{28,}"`)

	// elsewhere counts warnings that are told once: the CLI plans a second time
	// within an apply, and each rotation warns both times.
	elsewhere = regexp.MustCompile(`^\(and .+ similar warnings? elsewhere\)$`)

	endOfNotice = regexp.MustCompile(`^[ │]*releases\.()`)
	endOfLegend = regexp.MustCompile(` will perform the following actions:()$`)
	endOfPlace  = regexp.MustCompile(`^[ │]*()$`)
	endOfText   = regexp.MustCompile(`^\s*EOT(.*)$`)
)

// Write takes any piece of output.
func (f *filter) Write(p []byte) (int, error) {
	f.pending.Write(p)
	for {
		line, rest, complete := strings.Cut(f.pending.String(), "\n")
		if !complete {
			return len(p), nil
		}
		f.pending.Reset()
		f.pending.WriteString(rest)
		f.line(line)
	}
}

// flush passes on a last line without an end.
func (f *filter) flush() {
	if f.pending.Len() > 0 {
		f.line(f.pending.String())
		f.pending.Reset()
	}
}

func (f *filter) line(line string) {
	if f.until != nil {
		if end := f.until.FindStringSubmatch(line); end != nil {
			f.until = nil
			if f.held != "" {
				f.print(f.held + end[1])
			}
		}
		return
	}
	switch text := bare(line); {
	case strings.HasPrefix(text, "Warning: Provider development overrides"):
		f.cut("", endOfNotice)
	case strings.Contains(text, " used the selected providers to generate"):
		f.cut("", endOfLegend)
	case strings.HasPrefix(text, "with idpkeys_"):
		f.cut("", endOfPlace)
	case elsewhere.MatchString(text):
	case strings.HasSuffix(line, "<<-EOT"):
		f.cut(strings.TrimSuffix(line, "<<-EOT")+"(PEM)", endOfText)
	case strings.HasSuffix(line, "jsonencode("):
		f.cut(strings.TrimSuffix(line, "jsonencode(")+"(JWK)", endAt(line, `\)`))
	case keyObject.MatchString(line):
		f.cut(strings.TrimSuffix(line, "{")+"(key)", endAt(line, `\}`))
	case attribute.MatchString(line):
		f.print(long.ReplaceAllString(line, `"$1..."`))
	default:
		f.print(line)
	}
}

// cut leaves lines out, and shows held for them.
func (f *filter) cut(held string, until *regexp.Regexp) { f.held, f.until = held, until }

// endAt is the bracket that closes what begins in a line: it is as far from the
// left as the name is.
func endAt(line, bracket string) *regexp.Regexp {
	depth := len(line) - len(strings.TrimLeft(line, " +~-"))
	return regexp.MustCompile(`^` + strings.Repeat(" ", depth) + bracket + `(.*)$`)
}

// print passes a line on, but no frame around nothing and no two empty lines.
func (f *filter) print(line string) {
	blank := bare(line) == ""
	if blank && f.blank {
		return
	}
	f.blank = blank
	if blank {
		line = ""
	}
	_, _ = io.WriteString(f.out, line+"\n")
}

// bare is a line without the frame that the CLI draws around diagnostics.
func bare(line string) string { return strings.Trim(line, " │╷╵") }
