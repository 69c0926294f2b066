# 0 is an agent, at any time.
wang is ready for consult
caller dials; hears welcome; presses 0
wang's phone rings; wang answers; both talk 5 s; wang hangs up
caller hears ask-rating; presses 1
→ outcome completed; topic consult; chosen by key; notice whole; record 1
