// Package settings is the part of the configuration that administrators change on the
// page while calls wait: the menu, topics, their hours, the numbers outside, what is kept
// in reserve.
//
// # Authorities
//
//	the configuration file     until somebody saves on the page for the first time
//	Postgres, table setting    from then on: whole versions, the last one counts
//	settings.json              beside the local log of each controller: the version it
//	                           last took, so that it starts without Postgres
//
// A version wins over these sections of the file, and hotline checkconfig says so. It is
// checked by the checker of the file before it is saved, so no version is faulty. Of two
// administrators who change the same version the second is told. Every version stands
// in the audit with what it changed.
//
// # Taking effect
//
// The controller that saves takes the version before it answers; the others are notified
// by Postgres and take it within moments, or within ten seconds if they missed the word.
// Calls that wait keep their place and their steps.
package settings
