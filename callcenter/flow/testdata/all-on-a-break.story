# Everybody is on a break: nobody is rung, and the caller leaves at the limit, with one record that says why.
wang is ready for consult; li is ready for consult
wang takes a break; li takes a break
callers of consult wait at most 60 s
caller dials; hears menu; presses 1; hears please-wait; hears waited-too-long
→ outcome timeout; ended by system; promises 0; segments 0; record 1
