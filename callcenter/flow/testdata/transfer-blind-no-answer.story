# Blind, and nobody answers: the caller comes back to the agent who sent him.
wang is ready for consult; li is ready for yi
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
wang transfers to li; caller hears music; li's phone rings 20 s; li does not answer
wang's phone rings; wang answers; both talk 5 s; wang hangs up
caller hears ask-rating; presses 1
→ outcome completed; segments 2; transfer failed; declined no_answer; rating 1; record 1
