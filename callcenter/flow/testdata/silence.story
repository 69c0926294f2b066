# A caller who presses nothing gets an agent.
wang is ready for consult
caller dials; hears menu; hears menu-yi; waits 8 s
wang's phone rings; wang answers; both talk 5 s; wang hangs up
caller hears ask-rating; presses 1
→ outcome completed; topic consult; chosen by silence; record 1
