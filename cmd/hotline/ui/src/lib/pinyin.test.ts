import { expect, test } from "vitest";
import { find, rank } from "./pinyin";

const words = [
  { key: "civil", label: "民事", pinyin: "min shi" },
  { key: "marriage", label: "婚姻家庭", pinyin: "hun yin jia ting" },
  { key: "wages", label: "劳动报酬/欠薪", pinyin: "lao dong bao chou qian xin" },
  { key: "woman", label: "妇女", pinyin: "fu nü" },
];

test.each([
  ["hyjt", "marriage"],
  ["hunyin", "marriage"],
  ["hyjiat", "marriage"],
  ["jiating", "marriage"],
  ["欠薪", "wages"],
  ["qx", "wages"],
  ["fnv", "woman"],
  ["MS", "civil"],
])("%s finds %s", (typed, key) => {
  expect(find(words, typed)[0]?.key).toBe(key);
});

test("what answers from the beginning comes first, and nonsense finds nothing", () => {
  expect(find(words, "")).toHaveLength(words.length);
  expect(find(words, "zzz")).toEqual([]);
  const [, , wages] = words;
  expect(rank(wages!, "ld")).toBeLessThan(rank(wages!, "qx")!);
});
