# The caller hangs up during the welcome.
caller dials; hears welcome; hangs up
→ outcome abandoned; reason menu; record 1
