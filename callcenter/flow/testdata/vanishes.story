# The caller's line dies without a word.
wang is ready for consult
caller dials; hears menu; presses 1
wang's phone rings; wang answers; both talk 10 s
caller vanishes
wang is in wrap-up
→ outcome completed; ended by caller; segments 1; record 1
