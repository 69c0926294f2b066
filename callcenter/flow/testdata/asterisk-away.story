# The connection to Asterisk breaks in the menu and while talking; nothing is lost.
wang is ready for consult
caller dials; hears welcome
asterisk goes away; 5 s pass; asterisk comes back
caller hears recording-notice; hears menu; presses 1
wang's phone rings; wang answers; both talk 5 s
asterisk goes away; wang hangs up; 5 s pass; asterisk comes back
caller hears ask-rating; presses 1
→ outcome completed; segments 1; rating 1; record 1
