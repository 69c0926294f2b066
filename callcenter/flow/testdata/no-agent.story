# Nobody is signed in; the caller waits, is told his position, and gives up.
2 callers are ahead
caller dials; hears menu; presses 1; hears please-wait; hears music
caller hears position-before; hears digit-2; hears position-after; hears music
caller hears position-before; hangs up
→ outcome abandoned; reason waiting; record 1
