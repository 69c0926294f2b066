import { expect, test } from "vitest";
import type { Definition, Report } from "../api/schema";
import { drawingOf, saying } from "./chart";

const names = { topics: { a: "甲", b: "乙" }, units: {}, kinds: {}, label: (_: string, key: string) => key };
const defined = (name: string, unit: Definition["unit"]) => ({ name, title: name, formula: "", unit }) as Definition;
const reported = (by: string[], lines: unknown[]) =>
  ({ from: "", to: "", by, definitions: [defined("calls", "number"), defined("answered", "number"), defined("rate", "share")], lines, total: { figures: {} } }) as unknown as Report;

test("over time each figure of the same unit is a line, and a gap stays a gap", () => {
  const d = drawingOf(reported([], [
    { start: "2026-03-01T00:00:00+08:00", figures: { calls: 3, answered: null, rate: 0.5 } },
    { start: "2026-03-02T00:00:00+08:00", figures: { calls: 5, answered: 4, rate: 0.8 } },
  ]), ["calls", "answered", "rate"], "day", names);
  expect(d?.kind).toBe("line");
  expect(d?.axis).toEqual(["2026-03-01", "2026-03-02"]);
  expect(d?.series.map((s) => s.values)).toEqual([[3, 5], [null, 4]]);
  expect(saying(d!)).toContain("calls最低 3,最高 5");
});

test("beside each other the greatest comes first, hours in their order", () => {
  const d = drawingOf(reported(["topic"], [{ values: ["a"], figures: { calls: 1 } }, { values: ["b"], figures: { calls: 2 } }]), ["calls"], "", names);
  expect(d?.axis).toEqual(["乙", "甲"]);
  const hours = drawingOf(reported(["hour"], [{ values: ["08"], figures: { calls: 1 } }, { values: ["09"], figures: { calls: 2 } }]), ["calls"], "", names);
  expect(hours?.axis).toEqual(["08 时", "09 时"]);
  const waits = drawingOf(reported(["wait"], [{ values: ["10"], figures: { calls: 1 } }, { values: ["2"], figures: { calls: 2 } }]), ["calls"], "", names);
  expect(waits?.axis).toEqual(["2 秒以内", "10 秒以内"]);
});

test("nothing is drawn of nothing", () => {
  expect(drawingOf(reported([], []), ["calls"], "day", names)).toBeUndefined();
});
