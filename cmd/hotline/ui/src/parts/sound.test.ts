import { expect, test } from "vitest";
import { gapsOf, whereabouts } from "./sound";

test("a pause lies where the sound was cut, whatever was cut before", () => {
  const sound = {
    started_at: "2026-03-02T01:00:00Z",
    gaps: [
      { from: "2026-03-02T01:00:10Z", to: "2026-03-02T01:00:30Z", by: "1001" },
      { from: "2026-03-02T01:01:00Z" },
    ],
  };
  expect(gapsOf(sound)).toEqual([
    { from: "2026-03-02T01:00:10Z", at: 10_000, lasted: 20_000, by: "1001" },
    { from: "2026-03-02T01:01:00Z", at: 40_000, lasted: 0, by: "" },
  ]);
  expect(gapsOf({})).toEqual([]);
});

test("a recording that cannot be played says why", () => {
  expect(whereabouts({ state: "deleted", why: "expired" })).toBe("已删除:保存期满");
  expect(whereabouts({ state: "under_way" })).toBe("正在录音或尚未入库");
});
