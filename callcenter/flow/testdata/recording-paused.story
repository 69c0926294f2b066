# WA pause and resume: what is said in a pause is not recorded, and the pause is known.
wang is ready for consult
caller dials; hears menu; presses 1
wang's phone rings; wang answers; both talk 5 s
wang clicks pause-recording; both talk 5 s; wang clicks resume-recording; both talk 5 s
wang clicks pause-recording; both talk 5 s
wang hangs up
caller hears ask-rating; presses 1
→ outcome completed; gaps 2; recordings 1; segments 1; record 1
