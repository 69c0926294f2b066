import { expect, test } from "vitest";
import { nameOf } from "./keys";

const press = (key: string, code: string, held: Partial<KeyboardEvent> = {}) =>
  nameOf({ key, code, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...held });

test("a key is called as it stands on the button", () => {
  expect(press("F8", "F8")).toBe("F8");
  expect(press("µ", "KeyM", { altKey: true })).toBe("Alt+M");
  expect(press("Enter", "Enter", { metaKey: true })).toBe("Ctrl+Enter");
  expect(press("a", "KeyA")).toBe("A");
});
