// Package locallog is an append-only log in a directory of this machine: the first
// and authoritative place of everything that happened here. It knows records as
// bytes only.
//
// Records are framed (magic, length, CRC-32C) and appended to segment files
// 0000000000000001.log, …; one writer (Run) writes and fsyncs whatever has gathered,
// Config.Window after the first of them, or at once for a Commit when there was no fsync
// within the window. One process at a time may hold the directory.
//
// # Promises
//
//   - Append never waits. Its order is kept. Memory is bounded; an alarm comes at a
//     tenth of the bound.
//   - Commit returns nil only when the record is on the disk.
//   - A tail torn by a power cut is cut off at the last whole record. A damaged
//     record in between is set aside in <segment>.<offset>.bad, reported, and skipped:
//     it never hides the records after it.
//   - When the disk cannot be written (full, gone), Commit answers Unavailable;
//     appended records stay in memory and are written when it can be again, to a new
//     segment, because after a failed fsync the old one cannot be trusted.
//   - A reader sees only what is durable, and keeps its place in a file. That file
//     may lag after a crash: a record can be read twice, never not at all.
//   - A segment is deleted only when it has been read to its end and is old enough.
package locallog
