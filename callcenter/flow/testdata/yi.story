# The Yi line has no recording yet: Mandarin, and an alarm.
prompt menu-yi is not recorded; prompt please-wait is not recorded
wang is ready for yi
caller dials; hears menu-yi; presses 2
wang's phone rings; wang answers; both talk 5 s; wang hangs up
caller hears ask-rating; presses 1
→ outcome completed; topic yi; alarm prompt_missing; record 1
