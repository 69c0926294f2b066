// Package load runs many callers against many seats of any PBX and keeps what
// each call lived through. The PBX is only known by its SIP: a caller and the
// seat that gets him are matched by the number he shows, which no other caller
// of the run shows.
package load
