# One wrong key is forgiven; a key cuts the reproach.
wang is ready for wages
caller dials; hears menu; presses 7; hears wrong-key; presses 3
wang's phone rings; wang answers; both talk 5 s; wang hangs up
caller hears ask-rating; presses 1
→ outcome completed; topic wages; chosen by key; record 1
