// Package recordings keeps the sound of calls: it owns the folder of sealed recordings
// and their form. Asterisk's spool is the authority until a recording lies here whole.
//
//	magic, length of the wrapped key, wrapped key, chunk, chunk, …, last chunk
//
// Each recording has a key of its own, wrapped by the key file. Chunks of 64 KiB are
// sealed (AES-256-GCM) under a label with the recording's name, the chunk's number and
// whether it is the last: none can be changed, moved, left out or cut off unnoticed, and
// any second can be read without opening the rest.
//
// # Promises
//
//   - Keep returns only when the recording is on the disk, whole, and has been read back.
//     Killed at any point it can be done again; done twice it is there once.
//   - What lies here is never overwritten by another sound of the same name.
//   - A recording that is gone is NotFound, one that is damaged is told so: never silence.
package recordings
