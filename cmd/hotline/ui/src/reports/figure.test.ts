import { expect, test } from "vitest";
import { changeText, figureText, plotted, valueText } from "./figure";

test("a figure that could not be computed is a dash and no zero", () => {
  expect(figureText(null, "share")).toBe("—");
  expect(figureText(0, "share")).toBe("0.00 %");
  expect(plotted(null, "share")).toBeNull();
});

test("figures are read in their units", () => {
  expect(figureText(0.98123, "share")).toBe("98.12 %");
  expect(figureText(15_250, "ms")).toBe("15.3 秒");
  expect(figureText(3_600_000, "ms")).toBe("60.0 分");
  expect(figureText(123_456, "fen")).toBe("1234.56 元");
  expect(figureText(12, "number")).toBe("12");
  expect(plotted(15_250, "ms")).toBe(15.25);
});

test("shares move by points, the rest by percent, and nothing is compared with nothing", () => {
  expect(changeText(0.9, 0.88, "share")).toBe("+2.00 个百分点");
  expect(changeText(90, 100, "number")).toBe("-10.0 %");
  expect(changeText(5, 0, "number")).toBe("—");
  expect(changeText(null, 0.5, "share")).toBe("—");
});

test("values are read as people call them", () => {
  const names = { topics: { wages: "农民工工资" }, units: { u1: "嘉州律所" }, kinds: {}, label: (dictionary: string, key: string) => `${dictionary}:${key}` };
  expect(valueText("topic", "wages", names)).toBe("农民工工资");
  expect(valueText("topic", "gone", names)).toBe("gone");
  expect(valueText("weekday", "7", names)).toBe("周日");
  expect(valueText("outcome", "abandoned", names)).toBe("放弃");
  expect(valueText("matter_2", "wages", names)).toBe("matter:wages");
  expect(valueText("caller_kind", "elderly", names)).toBe("caller_kind:elderly");
  expect(valueText("region", "", names)).toBe("—");
  expect(valueText("unit", "u1", names)).toBe("嘉州律所");
  expect(valueText("wait", "3660", names)).toBe("一小时以上");
});
