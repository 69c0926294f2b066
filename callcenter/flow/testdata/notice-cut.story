# A key during the notice cuts it; that is noted, and the key counts.
wang is ready for wages
caller dials; hears recording-notice; presses 3
wang's phone rings; wang answers; both talk 5 s; wang hangs up
caller hears ask-rating; presses 1
→ outcome completed; topic wages; notice cut; record 1
