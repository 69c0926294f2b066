# Two misses in a row take an agent off. The other has the callers, until he says he is back.
wang is ready for consult; li is ready for consult
caller dials; hears menu; presses 1
wang's phone rings 20 s; wang does not answer
li's phone rings; li answers; both talk 5 s; li hangs up; caller hears ask-rating; hangs up
caller dials; hears menu; presses 1
wang's phone rings 20 s; wang does not answer; wang is not answering
li's phone rings; li answers; both talk 5 s; li hangs up; caller hears ask-rating; hangs up
wang is back
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 5 s; wang hangs up
caller hears ask-rating; presses 1
→ outcome completed; promises 1; missed 0; record 3
