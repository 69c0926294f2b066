import { expect, test } from "vitest";
import { figureText, sheets, valueText } from "./figure";

test("a figure that could not be computed is a dash and no zero", () => {
  expect(figureText(null, "share")).toBe("—");
  expect(figureText(0, "share")).toBe("0.00 %");
});

test("figures are read in their units", () => {
  expect(figureText(0.98123, "share")).toBe("98.12 %");
  expect(figureText(15_250, "ms")).toBe("15.3 秒");
  expect(figureText(3_600_000, "ms")).toBe("60.0 分");
  expect(figureText(123_456, "fen")).toBe("1234.56 元");
  expect(figureText(12, "number")).toBe("12");
});

test("each sheet has figures and something to divide them by", () => {
  for (const sheet of sheets) expect(sheet.figures.length * sheet.by.length, sheet.title).toBeGreaterThan(0);
});

test("values are read as people call them", () => {
  const names = { topics: { wages: "农民工工资" }, label: (dictionary: string, key: string) => `${dictionary}:${key}` };
  expect(valueText("topic", "wages", names)).toBe("农民工工资");
  expect(valueText("topic", "gone", names)).toBe("gone");
  expect(valueText("weekday", "7", names)).toBe("周日");
  expect(valueText("outcome", "abandoned", names)).toBe("放弃");
  expect(valueText("matter_2", "wages", names)).toBe("matter:wages");
  expect(valueText("caller_kind", "elderly", names)).toBe("caller_kind:elderly");
  expect(valueText("region", "", names)).toBe("—");
});
