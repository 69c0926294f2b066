# Two wrong keys are an agent.
wang is ready for consult
caller dials; hears menu; presses 7; hears wrong-key; hears menu; presses *
wang's phone rings; wang answers; both talk 5 s; wang hangs up
caller hears ask-rating; presses 1
→ outcome completed; topic consult; chosen by wrong_keys; record 1
