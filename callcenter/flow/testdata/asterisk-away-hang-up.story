# The caller hangs up while nobody can see it.
wang is ready for consult
caller dials; hears menu; presses 1; wang's phone rings
asterisk goes away; caller hangs up; 3 s pass; asterisk comes back
wang's phone stops ringing
→ outcome abandoned; ended by system; declined caller_gone; record 1
