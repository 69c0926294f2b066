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

test("a microphone that takes in nothing is told though its packets leave", () => {
  const still = new Stillness();
  for (let i = 1; i < 6; i++) expect(still.look({ received: i, sent: i, spoken: 0.1 * i })).toBe("");
  for (let i = 6; i < 10; i++) expect(still.look({ received: i, sent: i, spoken: 0.5 })).toBe("");
  expect(still.look({ received: 10, sent: 10, spoken: 0.5 })).toContain("麦克风");
  expect(still.look({ received: 11, sent: 11, spoken: 0.6 })).toBe("");
});

test("silence that Asterisk sends for who is gone is told", () => {
  const still = new Stillness();
  expect(still.look({ received: 50, sent: 1, heard: 0.5 })).toBe("");
  for (let i = 1; i < 5; i++) expect(still.look({ received: 50 + 50 * i, sent: 1 + i, heard: 0.5 + i * 6e-8 })).toBe("");
  expect(still.look({ received: 300, sent: 10, heard: 0.5 + 5 * 6e-8 })).toContain("没有收到");
  expect(still.look({ received: 350, sent: 11, heard: 0.51 })).toBe("");
});

test("nobody is warned of the silence he chose", () => {
  const still = new Stillness();
  const held = { incoming: false, outgoing: true };
  const mute = { incoming: true, outgoing: false };
  for (let i = 1; i < 10; i++) expect(still.look({ received: 50, sent: i, spoken: i }, held)).toBe("");
  for (let i = 10; i < 20; i++) expect(still.look({ received: 50 + i, sent: i, spoken: 10 }, mute)).toBe("");
});
