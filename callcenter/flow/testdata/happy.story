# A caller reaches an agent, talks, and rates.
wang is ready for consult
caller dials; hears welcome; hears recording-notice; hears menu; presses 1
wang's phone rings
caller hears please-wait; hears music
wang answers; both talk 30 s; wang hangs up; is in wrap-up
caller hears ask-rating; presses 1; hears thanks-rating; hears goodbye
→ outcome completed; ended by system; topic consult; chosen by key; notice whole; segments 1; rating asked; rating 1; record 1
