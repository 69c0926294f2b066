// Package seal keeps numbers and texts unreadable at rest. It owns two keys, each
// in a file of its own that is backed up apart from the data:
//
//   - the key file seals (AES-256-GCM) what stands in the local log and wraps each
//     party's own key. Its first line seals, every line opens: a new key is put on
//     top, and the old one stays until nothing sealed under it is left.
//   - the index key file makes the keyed hash (HMAC-SHA256) a number is found by.
//     It cannot be changed without hashing every number again.
//
// What a party's own key sealed cannot be read once that key is destroyed, not even
// by who holds both files: that is how a person is forgotten.
package seal
