import { expect, test } from "vitest";
import { Stillness } from "./media";

test("five looks without a packet are told, the next packet ends it", () => {
  const still = new Stillness();
  expect(still.look({ received: 50, sent: 50 })).toBe("");
  for (let i = 1; i < 5; i++) expect(still.look({ received: 50, sent: 50 + i })).toBe("");
  expect(still.look({ received: 50, sent: 60 })).toContain("没有收到");
  expect(still.look({ received: 51, sent: 60 })).toBe("");
  for (let i = 1; i < 4; i++) expect(still.look({ received: 51 + i, sent: 60 })).toBe("");
  expect(still.look({ received: 60, sent: 60 })).toContain("没有送出");
});
