package migrations

// UpTo is Up to a version, as a database of an earlier release has it.
var UpTo = upTo
