# The longest wait passes.
callers of consult wait at most 60 s
caller dials; hears menu; presses 1; hears please-wait; hears waited-too-long
→ outcome timeout; ended by system; segments 0; record 1
