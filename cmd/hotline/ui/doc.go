// Package ui is the one web app of the hotline: the seat desk, the supervisor's
// board and administration. It is written in TypeScript beside this file (src),
// built by Vite into dist ("make ui") and embedded here.
//
// # Authority
//
// The server decides; the page renders what it is told by GET /api/stream and by
// the REST answers, whose types are generated from our own OpenAPI document at each
// build. Nothing here may be needed for a call to go on.
//
// # Serving
//
// Names under assets/ carry a hash and are kept by the browser for ever; the page
// itself is asked for each time. Text is stored compressed (br and gz) and sent as
// it lies. A binary that was built without the app says so, in words, at /.
package ui
