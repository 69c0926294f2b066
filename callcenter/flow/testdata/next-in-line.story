# The first in line is told so; an agent interrupts the saying.
caller dials; hears menu; presses 1; hears position-next
wang is ready for consult
wang's phone rings; wang answers; both talk 5 s; caller hangs up
→ outcome completed; record 1
