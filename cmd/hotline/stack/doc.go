// Package stack runs a private Postgres, Redis and Asterisk for one machine: what a
// newcomer, a test and a benchmark stand on. Everything of one stack lies in one
// folder (HOTLINE_HOME) and on one range of loopback ports (HOTLINE_PORT_BASE), so
// two stacks on one machine share nothing.
//
// The authority on what runs is the kernel's process table: a server is found by its
// command line, which names the stack's folder. No pid file is kept, so none can be
// stale after a kill -9.
//
// Up makes what is missing, starts what does not run, and leaves alone what does: it
// may be repeated. Down stops in the order of need: Asterisk (calls end and are told
// to those who listen), Redis, Postgres. Servers outlive the program that started
// them until Down.
package stack
