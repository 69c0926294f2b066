// Package deadline counts the days within which something must be done. A rule counts
// hours, days 日 or working days 工作日: which of them belongs to the rule, not to the
// hotline.
//
// Days are those of Asia/Shanghai, which has had no summer time since 1991. The day on
// which something begins does not count (民法典 201), so what is given one day on a Monday
// is late when Wednesday begins: a deadline is the first moment that is too late, and
// intervals are half-open. A rule of days 日 whose last day is a public holiday or a day of
// rest ends on the first working day after it (民法典 203).
//
// Which weekdays are free and which weekends are worked is told by the State Council each
// autumn for the year to come. It is data: one CSV file per year (date, off or work, name),
// of which 2026 is built in. A year nobody has loaded yet counts its plain weekdays, and
// what was counted so says that it was guessed.
package deadline
