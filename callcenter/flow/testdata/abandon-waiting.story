# Nobody is there; the caller hangs up.
caller dials; hears menu; presses 1; hears please-wait; hears music; waits 10 s; hangs up
→ outcome abandoned; reason waiting; segments 0; record 1
