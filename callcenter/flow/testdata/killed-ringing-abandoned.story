# Killed while the phone rings; the caller hangs up while nobody listens.
wang is ready for consult
caller dials; hears menu; presses 1; wang's phone rings 3 s
the controller is killed; caller hangs up; 2 s pass; the controller starts again
wang's phone stops ringing
→ outcome abandoned; declined caller_gone; record 1
