# WA unanswered, no file.
wang is ready for consult
caller dials; hears menu; presses 1
wang's phone rings 3 s
caller hangs up
→ outcome abandoned; recordings 0; segments 0; record 1
