# An agent rejects, the next one takes it; the one who rejected is not rung again.
wang is ready for consult; li is ready for consult
caller dials; hears menu; presses 1
wang's phone rings; wang rejects
li's phone rings; wang's phone stays silent; li answers; both talk 10 s
caller hangs up
→ outcome completed; ended by caller; declined rejected; segments 1; rating not asked; record 1
