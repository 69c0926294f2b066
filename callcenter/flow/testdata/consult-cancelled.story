# Recipient ringing, cancelled: he stops ringing, and the caller is back with the agent.
wang is ready for consult; li is ready for yi
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
wang consults li; caller hears music
li's phone rings; wang clicks drop; li's phone stops ringing
wang and caller talk 5 s; wang hangs up
caller hears ask-rating; presses 1
→ outcome completed; segments 1; holds 1; transfer cancelled; rating 1; record 1
