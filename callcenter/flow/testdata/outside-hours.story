# Topics may close, the line never: who chooses one outside its hours is told so, and
# somebody else answers.
topic complaint is outside its hours
wang is ready for consult
caller dials; hears menu; presses 9; hears outside-hours
wang's phone rings; wang answers; both talk 2 s; wang hangs up
→ outcome completed; topic consult; chosen by key; record 1
