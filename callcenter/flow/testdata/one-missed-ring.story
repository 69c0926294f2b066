# A ring of 20 s within a call of 28 s is one missed ring.
wang is ready for consult
caller dials; hears menu; presses 1
wang's phone rings 20 s; wang does not answer; caller waits 8 s; hangs up
→ outcome abandoned; reason waiting; promises 1; missed 1; segments 0; record 1
