# 5,000 events at once, and the caller hangs up among them.
wang is ready for consult
caller dials; hears menu; presses 1; wang's phone rings
5,000 events come at once; caller hangs up
wang's phone stops ringing
→ outcome abandoned; declined caller_gone; record 1
