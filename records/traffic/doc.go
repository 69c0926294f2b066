// Package traffic makes up days of a hotline: shifts and calls with peaks, abandonment,
// missed rings, transfers, repeat callers, ratings and consultation records, as exactly
// the facts real ones tell. Benchmarks and tests of what is kept are run on it.
//
// A day depends on the seed and its date alone, so days can be made in any order, again,
// and side by side.
package traffic
