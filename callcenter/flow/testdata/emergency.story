# An emergency number: the caller never leaves the agent, and it is tried again after a failure.
wang is ready for consult
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
wang invites 110; 110's phone rings 5 s; 110 rejects; wang and caller talk 2 s
wang invites 110; 110's phone rings; 110 answers; 110 and caller talk 5 s; 110 and wang talk 5 s
caller hangs up; 110 and wang talk 5 s; 110 hangs up; wang is in wrap-up
→ outcome completed; segments 2; urgent; leg outside; transfer failed; record 1
