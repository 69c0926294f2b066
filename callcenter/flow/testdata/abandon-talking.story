# The caller hangs up while talking.
wang is ready for consult
caller dials; hears menu; presses 1
wang's phone rings; wang answers; both talk 10 s
caller hangs up
wang is in wrap-up
→ outcome completed; ended by caller; rating not asked; segments 1; record 1
