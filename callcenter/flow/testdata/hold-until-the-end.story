# The caller hangs up on hold.
wang is ready for consult
caller dials; hears menu; presses 1
wang's phone rings; wang answers; both talk 10 s; wang holds; caller hears music; hangs up
wang is in wrap-up
→ outcome completed; holds 1; segments 1; record 1
