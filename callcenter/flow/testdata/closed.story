# A closed topic says so.
topic complaint is closed
caller dials; hears menu; presses 9; hears nobody-here
→ outcome closed; ended by system; record 1
