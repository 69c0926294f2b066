// Package web is the HTTP server everything is mounted on: the OpenAPI document,
// problem details in Chinese for every refusal (also huma's own, 404 and 405),
// request ids, limits, the access log, health and metrics.
//
// # Order of a request
//
//	request id → access log and metrics → panic → cross-origin → body limit → authentication → route
//
// The access log and the metrics name the route's pattern, never the path or the
// query: those may hold a telephone number.
//
// # Limits
//
// A request of the API has ten seconds; a stream mounted with Handle takes its
// own write deadline (http.ResponseController). Bodies are at most 1 MiB.
package web
