package sandbox

import (
	"crypto/tls"
	"net"
	"net/http"
	"time"
)

// stockBody stands in for the real answer where a fault needs a body to break
// and the request was not executed.
const stockBody = `{"kid":"0123456789abcdefghijklmnopqrstuvwxyzABCDEFG","cert":"-----BEGIN CERTIFICATE-----\r\nMIIC"}`

// Drop ends the connection without a byte of an answer. HTTP/1.1 sees the end
// of the stream, HTTP/2 a reset of the stream. Note that Go's client repeats a
// GET by itself when this happens on a connection that it used before.
func Drop() Answer {
	return answerFunc(func(*exchange) { panic(http.ErrAbortHandler) })
}

// Reset ends the connection without an answer by a TCP RST. HTTP/2 has no way
// to do so for one request and resets the stream.
func Reset() Answer {
	return answerFunc(func(x *exchange) {
		if conn, ok := x.w.(*inProcessConn); ok {
			conn.reset()
		}
		conn, _, err := http.NewResponseController(x.w).Hijack()
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		if tc, ok := conn.(*tls.Conn); ok {
			conn = tc.NetConn()
		}
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = conn.Close()
	})
}

// ResetMidBody sends the status, the headers and half of the body, and then
// ends the connection.
func ResetMidBody() Answer {
	return answerFunc(func(x *exchange) {
		rep := x.realOrStock(http.StatusOK)
		x.start(rep, len(rep.body))
		_, _ = x.w.Write(rep.body[:len(rep.body)/2])
		x.flush()
		panic(http.ErrAbortHandler)
	})
}

// Truncated answers with a Content-Length that promises more than the half of
// the body that follows.
func Truncated(code int) Answer {
	return answerFunc(func(x *exchange) {
		rep := x.realOrStock(code)
		rep.status = code
		x.start(rep, len(rep.body))
		_, _ = x.w.Write(rep.body[:len(rep.body)/2])
	})
}

// CutJSON answers with a complete HTTP message that holds half of the JSON.
func CutJSON(code int) Answer {
	return answerFunc(func(x *exchange) {
		rep := x.realOrStock(code)
		rep.status, rep.body = code, rep.body[:len(rep.body)/2]
		x.send(rep)
	})
}

// Hang answers nothing until the client gives up.
func Hang() Answer {
	return answerFunc(func(x *exchange) {
		select {
		case <-x.gone():
		case <-x.handler.box.closed:
		}
		panic(http.ErrAbortHandler)
	})
}

// Delay sends the real answer after d. With Fault.Commit the request is
// executed before the wait, without it after the wait, and not at all if the
// client has gone by then.
func Delay(d time.Duration) Answer {
	return answerFunc(func(x *exchange) {
		if !x.wait(d) {
			panic(http.ErrAbortHandler)
		}
		x.send(x.execute())
	})
}

// Trickle executes the request and sends the real answer byte by byte, one at
// each interval.
func Trickle(interval time.Duration) Answer {
	return answerFunc(func(x *exchange) {
		rep := x.execute()
		x.start(rep, len(rep.body))
		for i := range rep.body {
			_, _ = x.w.Write(rep.body[i : i+1])
			x.flush()
			if !x.wait(interval) {
				panic(http.ErrAbortHandler)
			}
		}
	})
}

// realOrStock is the real answer if the request was executed, else a stand-in
// of the given status.
func (x *exchange) realOrStock(code int) reply {
	if x.real != nil {
		return *x.real
	}
	return rawReply(code, "application/json; charset=utf-8", stockBody)
}
