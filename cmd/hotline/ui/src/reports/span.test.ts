import { expect, test } from "vitest";
import { monthOf, nextDay, spans, startText, stepSpan } from "./span";

test("months and years are whole, over the turn of the year too", () => {
  expect(monthOf(2026, 0)).toEqual({ from: "2025-12-01", to: "2025-12-31" });
  expect(monthOf(2028, 2)).toEqual({ from: "2028-02-01", to: "2028-02-29" });
  expect(nextDay("2026-12-31")).toBe("2027-01-01");
  const found = spans(Date.parse("2026-01-01T00:30:00+08:00"));
  expect(found.map((s) => s.span.from)).toEqual(["2026-01-01", "2025-12-31", "2026-01-01", "2025-12-01", "2026-01-01", "2025-01-01"]);
});

test("a line is of its step, cut where the report begins and ends", () => {
  const span = { from: "2026-02-10", to: "2026-03-05", step: "month" } as const;
  expect(stepSpan("2026-02-01T00:00:00+08:00", span)).toEqual({ from: "2026-02-10T00:00:00+08:00", to: "2026-03-01T00:00:00+08:00" });
  expect(stepSpan("2026-03-01T00:00:00+08:00", span)).toEqual({ from: "2026-03-01T00:00:00+08:00", to: "2026-03-06T00:00:00+08:00" });
  expect(stepSpan(undefined, span)).toEqual({ from: "2026-02-10T00:00:00+08:00", to: "2026-03-06T00:00:00+08:00" });
  expect(stepSpan("2026-03-01T08:00:00+08:00", span, 8)).toEqual({ from: "2026-03-01T08:00:00+08:00", to: "2026-03-06T08:00:00+08:00" });
  expect(startText("2026-02-28T16:00:00Z", "hour")).toBe("2026-03-01 00:00");
});
