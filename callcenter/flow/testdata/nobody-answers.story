# Nobody answers: whoever fits is rung once, and the caller leaves at the limit.
wang is ready for consult; li is ready for consult; jike is ready for yi
callers of consult wait at most 76 s
caller dials; hears menu; presses 1
wang's phone rings 20 s; wang does not answer; li's phone rings 20 s; li does not answer
caller hears waited-too-long
→ outcome timeout; ended by system; promises 2; missed 2; segments 0; record 1
