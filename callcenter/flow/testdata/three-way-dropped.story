# In a three-way talk one party is dropped; agent and caller talk on.
wang is ready for consult
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
wang invites 12345; wang and caller talk 5 s
12345's phone rings; 12345 answers; 12345 and caller talk 5 s; 12345 and wang talk 5 s
wang clicks drop; wang and caller talk 5 s
wang hangs up; caller hears ask-rating; presses 1
→ outcome completed; segments 2; leg outside; transfer joined; rating 1; record 1
