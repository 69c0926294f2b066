// Package prompts is what callers hear said: recorded by people, one recording a prompt
// and language, stored in Postgres and laid into the sounds folder of each controller's
// Asterisk, which plays it from then on.
//
// # Authorities
//
//	deploy/asterisk/prompts.tsv  which prompts there are, and their text
//	Postgres, prompt_sound       every recording that was ever made, whole
//	Postgres, prompt_use         which of them is heard; none: the stand-in
//	the sounds folder            what this Asterisk plays
//
// What lay in the folder before the first recording is the stand-in. It is kept aside in
// standin/ and can be had back. A recording arrives uploaded, from a browser or by a
// seat's telephone (Recorder); it is checked and converted here, so a bad one is refused
// before any caller hears it.
//
// While Postgres is away what is in the folder goes on being played.
package prompts
