import { expect, test } from "vitest";
import { blank, body, fen, missing } from "./sheet";

test("an amount is read as people write it", () => {
  expect(fen("")).toBeUndefined();
  expect(fen("12,800.5")).toBe(1280050);
  expect(fen("0.07")).toBe(7);
  expect(fen("三千")).toBeNaN();
  expect(fen("-1")).toBeNaN();
});

test("what is empty is not sent", () => {
  expect(body({ ...blank("zh"), summary: "欠薪三个月" }, "a", 3)).toEqual({
    id: "a", dictionary_version: 3, secrecy: "ordinary", spoken_language: "zh", summary: "欠薪三个月",
  });
});

test("a silent call needs no more than its result; a refusal needs its reason", () => {
  expect(missing({ ...blank(), result: "silent" }, false)).toEqual([]);
  expect(missing({ ...blank(), result: "not_accepted" }, false)).toContain("不予受理的原因");
  const full = { ...blank("zh"), caller_kinds: ["woman"], region: "511102", matter_1: "civil", service_kind: "advice", result: "answered" };
  expect(missing({ ...full, summary: " " }, true)).toEqual(["二级事项", "来电摘要"]);
});
