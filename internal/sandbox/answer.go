package sandbox

import (
	"fmt"
	"net/http"
	"time"
)

// Answer is what a [Fault] sends in place of the real answer. Make one with the
// functions of this package. All work over HTTP/1.1 and HTTP/2.
type Answer interface {
	answer(x *exchange)
}

// answerFunc is an Answer made of one function.
type answerFunc func(x *exchange)

func (f answerFunc) answer(x *exchange) { f(x) }

// Status answers with an error of the vendor's shape and this status.
func Status(code int) Answer {
	return answerFunc(func(x *exchange) { x.send(x.handler.vendor.failure(x.r, code)) })
}

// StatusHTML answers as a gateway on the way to the vendor does: a page.
func StatusHTML(code int) Answer {
	title := fmt.Sprintf("%d %s", code, http.StatusText(code))
	return foreign(code, "text/html", "<html><head><title>"+title+"</title></head><body><h1>"+title+"</h1></body></html>\n")
}

// HTML200 answers as a captive portal does: success, but a page.
func HTML200() Answer { return StatusHTML(http.StatusOK) }

// EmptyBody answers with a status and nothing else.
func EmptyBody(code int) Answer {
	return answerFunc(func(x *exchange) { x.send(reply{status: code}) })
}

// JSON answers with a status and this JSON text, whatever it says.
func JSON(code int, body string) Answer {
	return answerFunc(func(x *exchange) { x.send(rawReply(code, "application/json; charset=utf-8", body)) })
}

// OKJSON answers 200 with this JSON text.
func OKJSON(body string) Answer { return JSON(http.StatusOK, body) }

// StatusEmpty answers as a gateway that says nothing: a status, no body, and none of
// the vendor's headers.
func StatusEmpty(code int) Answer {
	return answerFunc(func(x *exchange) { x.send(reply{status: code, foreign: true}) })
}

// Challenge answers with a status, a refusal of the access token in WWW-Authenticate
// (RFC 6750 section 3) and no body, as servers of many makers do.
func Challenge(code int) Answer {
	header := http.Header{"Www-Authenticate": {`Bearer error="insufficient_scope"`}}
	return answerFunc(func(x *exchange) { x.send(reply{status: code, header: header, foreign: true}) })
}

// Redirect answers with a 3xx code and a Location.
func Redirect(code int, location string) Answer {
	return answerFunc(func(x *exchange) {
		x.send(reply{status: code, header: http.Header{"Location": {location}}, foreign: true})
	})
}

// RateLimit answers 429 with the vendor's headers; the limit is lifted after
// resetIn on the sandbox clock. A negative resetIn is a reset in the past, as
// clients with a fast clock see it.
func RateLimit(resetIn time.Duration) Answer {
	return rateLimit(resetIn, false)
}

// ConcurrencyLimit answers 429 as the vendor does to too many requests at the
// same time: Okta with a limit of 0.
func ConcurrencyLimit(resetIn time.Duration) Answer {
	return rateLimit(resetIn, true)
}

func rateLimit(resetIn time.Duration, concurrent bool) Answer {
	return answerFunc(func(x *exchange) {
		reset := x.handler.box.clock.Now().Add(resetIn)
		x.send(x.handler.vendor.rateLimited(x.r, &reset, concurrent))
	})
}

// RateLimitWithoutReset answers 429 without any header that says when to come
// back.
func RateLimitWithoutReset() Answer {
	return answerFunc(func(x *exchange) { x.send(x.handler.vendor.rateLimited(x.r, nil, false)) })
}

// foreign is an answer that does not come from the vendor.
func foreign(code int, contentType, body string) Answer {
	rep := rawReply(code, contentType, body)
	rep.foreign = true
	return answerFunc(func(x *exchange) { x.send(rep) })
}
