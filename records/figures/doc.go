// Package figures is what the hotline's figures mean: each is defined once, and page,
// wallboard, API, command line and export print that one. It owns the definitions, the
// pages they are read on, and which rows each counts; it reads nothing but package tally.
//
// A figure of no calls is null, never 0. Intervals are half-open, in Leshan's time. The
// total is of all, not of the lines: lines by the kind of caller overlap, and rates do
// not add. What a call counts for counts when it arrived; what an agent's part in it
// counts for, when he was rung; agents' time, when it passed.
package figures
