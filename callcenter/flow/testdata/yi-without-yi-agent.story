# Nobody speaks Yi: the caller waits until somebody does.
wang is ready for consult
caller dials; hears menu-yi; presses 2; hears please-wait; waits 40 s
wang's phone stays silent
jike is ready for yi
jike's phone rings; jike answers; both talk 5 s; jike hangs up
caller hears ask-rating; presses 1
→ outcome completed; topic yi; record 1
