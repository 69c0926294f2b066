import { expect, test } from "vitest";
import { full, totalOf } from "./words";

const items = [{ key: "a", group: "", title: "甲", points: 60 }, { key: "b", group: "", title: "乙", points: 40 }, { key: "x", group: "", title: "否决", fatal: true }];

test("a score is of what applies, and none where an item is fatal", () => {
  expect(totalOf(items, full(items))).toBe(100);
  expect(totalOf(items, { a: 50 })).toBe(83.33);
  expect(totalOf(items, { a: 50, b: 0, x: 0 })).toBe(50);
  expect(totalOf(items, { a: 60, x: 1 })).toBe(0);
  expect(totalOf(items, { x: 0 })).toBeUndefined();
});
