# Every event is delivered twice: no effect.
every event comes twice
wang is ready for consult; li is ready for consult
caller dials; hears menu; presses 1
wang's phone rings; wang rejects
li's phone rings; li answers; both talk 5 s; li holds; caller hears music; li resumes; both talk 5 s; li hangs up
caller hears ask-rating; presses 1
→ outcome completed; holds 1; segments 1; rating 1; record 1
