# The caller hangs up in the menu.
caller dials; hears menu; hangs up
→ outcome abandoned; reason menu; ended by caller; rating not asked; record 1
