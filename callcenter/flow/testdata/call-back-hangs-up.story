# The caller picks up and hangs up again before he is joined: the agent is free.
caller dials; hears menu; presses 1; hears back-offer; presses 1; hears back-confirm; presses 1; is promised a call
wang is ready for consult
wang's phone rings; wang answers; caller's phone rings; caller answers; hears back-hello; caller hangs up
wang's phone stays silent
→ outcome abandoned; segments 0; declined caller_gone; record 2
