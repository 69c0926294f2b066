# Hold by the phone, then by the desk; each repeated, none counted twice.
wang is ready for consult
caller dials; hears menu; presses 1
wang's phone rings; wang answers; both talk 10 s
wang holds; caller hears music; 5 s pass; wang clicks hold; wang resumes; both talk 5 s
wang clicks hold; wang clicks hold; caller hears music; wang clicks resume; wang clicks resume; both talk 5 s
wang hangs up
caller hears ask-rating; presses 1
→ outcome completed; holds 2; segments 1; record 1
