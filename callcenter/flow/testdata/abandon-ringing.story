# The caller hangs up while a phone rings: it stops at once.
wang is ready for consult
caller dials; hears menu; presses 1
wang's phone rings 5 s
caller hangs up
wang's phone stops ringing
→ outcome abandoned; reason waiting; declined caller_gone; segments 0; record 1
