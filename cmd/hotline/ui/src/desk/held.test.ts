import { expect, test } from "vitest";
import { heldTooLong } from "./held";

test("who is held for a minute is not forgotten, and who talks is never meant", () => {
  expect(heldTooLong("held", 59_000)).toBe(false);
  expect(heldTooLong("held", 61_000)).toBe(true);
  expect(heldTooLong("talking", 600_000)).toBe(false);
  expect(heldTooLong(undefined, 600_000)).toBe(false);
});
