package acctest

// Outside does things outside of a bubble of testing/synctest: Okta's SDK starts a goroutine with
// each client, which ends when the client is no longer used.
type Outside struct {
	calls chan func()
	done  chan struct{}
}

// NewOutside begins, outside of any bubble. It is to be closed.
func NewOutside() *Outside {
	o := &Outside{calls: make(chan func()), done: make(chan struct{})}
	go func() {
		for call := range o.calls {
			o.run(call)
			o.done <- struct{}{}
		}
	}()
	return o
}

// run makes a call in a goroutine of its own, which a test that fails ends.
func (o *Outside) run(call func()) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		call()
	}()
	<-ended
}

// Do makes a call, and returns when it has ended.
func (o *Outside) Do(call func()) {
	o.calls <- call
	<-o.done
}

// Close ends it.
func (o *Outside) Close() { close(o.calls) }
