package provider_test

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// maxPageWords is how long a resource page may be beside the schema. Longer
// explanations belong in a guide.
const maxPageWords = 1200

// pages are the pages of the repository that link to one another, by their path.
func pages(t *testing.T) map[string]string {
	t.Helper()
	root := os.DirFS(filepath.Join("..", ".."))
	found := map[string]string{}
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/*/*.md"} {
		names, err := fs.Glob(root, pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("no pages at %s (%v)", pattern, err)
		}
		for _, name := range names {
			text, err := fs.ReadFile(root, name)
			if err != nil {
				t.Fatal(err)
			}
			found[name] = string(text)
		}
	}
	return found
}

// A resource page is read before the first apply, so it is short.
func TestPages_resourcePagesAreShort(t *testing.T) {
	t.Parallel()
	for name, text := range pages(t) {
		if path.Dir(name) != "docs/resources" {
			continue
		}
		before, schema, found := strings.Cut(text, "\n## Schema\n")
		_, after, imported := strings.Cut(schema, "\n## Import\n")
		if !found || !imported {
			t.Errorf("%s has no schema, or no section Import after it", name)
			continue
		}
		if n := len(strings.Fields(before)) + len(strings.Fields(after)); n > maxPageWords {
			t.Errorf("%s has %d words beside the schema, want at most %d", name, n, maxPageWords)
		}
	}
}

var (
	fence     = regexp.MustCompile("(?ms)^```.*?^```")
	heading   = regexp.MustCompile(`(?m)^#+ +(.+)$`)
	anchor    = regexp.MustCompile(`<a id="([^"]+)">`)
	link      = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	unslugged = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// anchors are the fragments that a link into a page may name, as GitHub and the
// registry derive them from its headings.
func anchors(text string) map[string]bool {
	found := map[string]bool{"": true}
	for _, title := range heading.FindAllStringSubmatch(text, -1) {
		slug := unslugged.ReplaceAllString(strings.ToLower(strings.TrimSpace(title[1])), "")
		found[strings.ReplaceAll(slug, " ", "-")] = true
	}
	for _, id := range anchor.FindAllStringSubmatch(text, -1) {
		found[id[1]] = true
	}
	return found
}

// Each link from one page to another leads to a page that is there, and to a
// heading that is in it. Links in docs/ leave out the extension, as the registry
// wants it.
func TestPages_linksResolve(t *testing.T) {
	t.Parallel()
	all := pages(t)
	known := map[string]map[string]bool{}
	for name, text := range all {
		all[name] = fence.ReplaceAllString(text, "")
		known[name] = anchors(all[name])
	}
	links := 0
	for name, text := range all {
		for _, match := range link.FindAllStringSubmatch(text, -1) {
			if strings.Contains(match[1], ":") {
				continue
			}
			links++
			if problem := brokenLink(known, name, match[1]); problem != "" {
				t.Errorf("%s links to %s: %s", name, match[1], problem)
			}
		}
	}
	if links < 100 {
		t.Errorf("only %d links were found", links)
	}
}

// brokenLink says what is wrong with a link in a page, if anything is.
func brokenLink(known map[string]map[string]bool, from, target string) string {
	file, fragment, _ := strings.Cut(target, "#")
	to := path.Join(path.Dir(from), file)
	switch {
	case file == "":
		to = from
	case strings.HasPrefix(from, "docs/") && path.Ext(file) == "":
		to += ".md"
	}
	if _, err := os.Stat(filepath.Join("..", "..", filepath.FromSlash(to))); err != nil {
		return "there is no file " + to
	}
	if headings := known[to]; headings != nil && !headings[fragment] {
		return "there is no heading #" + fragment
	}
	return ""
}
