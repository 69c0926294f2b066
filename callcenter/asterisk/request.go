package asterisk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"hotline/callcenter"
)

// Refusal is Asterisk's own answer to a request it did not carry out.
type Refusal struct {
	Status  int
	Message string
}

func (r *Refusal) Error() string { return fmt.Sprintf("status %d: %s", r.Status, r.Message) }

// Request is one request as metrics need it. Took includes the wait for a free slot.
type Request struct {
	Method, Route string // "POST", "/channels/{id}/play"
	Status        int    // 0: no answer
	Took          time.Duration
}

// Do sends a request and waits for its answer: the one way to ask Asterisk for
// anything. Commands wait for a proof of the lease, GETs do not need one. Errors:
// NotFound (404), Conflict (409), Invalid (other 4xx), Unavailable (5xx, no answer,
// not ours); Asterisk's own words are in the chain as *Refusal.
func (c *Client) Do(ctx context.Context, method, path string, query url.Values, body, out any) error {
	ctx, cancel := context.WithTimeoutCause(ctx, c.cfg.Timeout, fmt.Errorf("no answer within %s", c.cfg.Timeout))
	defer cancel()
	began := time.Now()
	select {
	case c.gate <- struct{}{}:
		defer func() { <-c.gate }()
	case <-ctx.Done():
		c.latency.add(time.Since(began))
		return callcenter.Errorf(callcenter.Unavailable, "电话交换机繁忙,请稍后再试: %w", context.Cause(ctx))
	}
	return c.sendSince(ctx, began, method, path, query, body, out)
}

// send is Do without the gate: for the watchdog, which must see past our own crowd.
func (c *Client) send(ctx context.Context, method, path string, query url.Values, body, out any) error {
	return c.sendSince(ctx, time.Now(), method, path, query, body, out)
}

func (c *Client) sendSince(ctx context.Context, began time.Time, method, path string, query url.Values, body, out any) error {
	fence := always
	if method != http.MethodGet {
		if err := c.lease.hold(ctx); err != nil {
			return err
		}
		fence = c.lease.fresh
	}
	status, err := c.exchange(ctx, fence, method, path, query, body, out)
	took := time.Since(began)
	c.latency.add(took)
	c.cfg.Observe(Request{Method: method, Route: route(path), Status: status, Took: took})
	if err != nil {
		return refuse(status, method, route(path), err)
	}
	return nil
}

func always() error { return nil }

func (c *Client) exchange(ctx context.Context, fence func() error, method, path string, query url.Values, body, out any) (int, error) {
	uri := c.base.EscapedPath() + path
	if len(query) > 0 {
		uri += "?" + query.Encode()
	}
	if strings.ContainsFunc(uri, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return http.StatusBadRequest, fmt.Errorf("%q cannot be asked for", uri)
	}
	var payload []byte
	if body != nil {
		var err error
		if payload, err = json.Marshal(body); err != nil {
			return 0, err
		}
	}
	a, err := c.conns.exchange(ctx, compose(method, c.base.Host, uri, c.authorization, payload), fence, method != http.MethodGet)
	switch {
	case err != nil:
		return a.status, errors.Join(err, context.Cause(ctx))
	case a.status >= 300:
		return a.status, &Refusal{Status: a.status, Message: message(a.body)}
	case out == nil || len(a.body) == 0:
		return a.status, nil
	}
	return a.status, json.Unmarshal(a.body, out)
}

// message finds the reason in an answer; Asterisk writes it under one of two names.
func message(raw []byte) string {
	var said struct {
		Message string `json:"message"`
		Error   string `json:"error"`
	}
	if json.Unmarshal(raw, &said) != nil {
		return strings.TrimSpace(string(raw[:min(len(raw), 200)]))
	}
	if said.Message != "" {
		return said.Message
	}
	return said.Error
}

func refuse(status int, method, route string, cause error) error {
	cause = fmt.Errorf("%s %s: %w", method, route, cause)
	switch {
	case status == http.StatusNotFound:
		return callcenter.Errorf(callcenter.NotFound, "线路已不存在: %w", cause)
	case status == http.StatusConflict:
		return callcenter.Errorf(callcenter.Conflict, "线路当前状态不允许此操作: %w", cause)
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return callcenter.Errorf(callcenter.Unavailable, "电话交换机拒绝了本系统的账号: %w", cause)
	case status >= 400 && status < 500:
		return callcenter.Errorf(callcenter.Invalid, "电话交换机不接受此请求: %w", cause)
	}
	return callcenter.Errorf(callcenter.Unavailable, "电话交换机没有应答: %w", cause)
}
