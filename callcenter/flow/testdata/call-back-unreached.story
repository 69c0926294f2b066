# The caller does not pick up, is busy, declines: after three tries he is in the worklist; the agent missed nothing.
caller dials; hears menu; presses 1; hears back-offer; presses 1; hears back-confirm; presses 1; is promised a call
wang is ready for consult
wang's phone rings; wang answers; caller's phone rings; caller does not answer
wang's phone stays silent; 29 min pass; wang's phone stays silent
wang's phone rings; wang answers; caller's phone rings; caller rejects
29 min pass; caller is busy
wang's phone rings; wang answers
→ outcome unreached; ended by system; segments 0; declined caller_gone; record 2
