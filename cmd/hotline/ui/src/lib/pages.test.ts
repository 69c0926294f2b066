import { expect, test, vi } from "vitest";
import { pagesOf } from "./pages";

// Without its message boxes, which want a browser.
vi.mock("./report", () => ({ attempt: async (work: () => Promise<unknown>) => work() }));

test("a page is put behind the one before, and a new question begins anew", async () => {
  const { rows, next, load } = pagesOf(async (after) => (after ? { rows: [3] } : { rows: [1, 2], next: "2" }));
  expect(rows.value).toBeUndefined();
  await load();
  expect([rows.value, next.value]).toEqual([[1, 2], "2"]);
  await load(next.value);
  expect([rows.value, next.value]).toEqual([[1, 2, 3], ""]);
  await load();
  expect(rows.value).toEqual([1, 2]);
});

test("an answer that comes after a later question's is dropped", async () => {
  const waiting: ((rows: string[]) => void)[] = [];
  const { rows, load } = pagesOf(() => new Promise<{ rows: string[] }>((done) => waiting.push((list) => done({ rows: list }))));
  const [first, second] = [load(), load()];
  waiting[1]?.(["second"]);
  await second;
  waiting[0]?.(["first"]);
  await first;
  expect(rows.value).toEqual(["second"]);
});
