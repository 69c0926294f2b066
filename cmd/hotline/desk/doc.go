// Package desk is what people at their screens are told and may ask for: the items of
// callcenter/hub made from calls, presence, queue and records, the stream that carries
// them to a browser, and the requests of a working day.
//
// What belongs to one call or agent is told to those it concerns; who watches the floor
// is told of all. A number is masked wherever it is shown: the whole one is opened one at
// a time, with a reason, and noted (records).
//
// Readings happen once a second while somebody looks, and at once when a call or a
// presence changes. Nothing here is waited for by a call.
package desk
