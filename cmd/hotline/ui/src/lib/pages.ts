import { shallowRef, type ShallowRef } from "vue";
import { attempt } from "./report";

export interface Pages<T> {
  rows: ShallowRef<readonly T[] | undefined>; // undefined: not read yet
  next: ShallowRef<string>; // where to go on; empty: that was all
  load: (after?: string) => Promise<void>;
}

// pagesOf reads a list page by page. What was asked before the latest question is dropped
// when it comes late: two filters changed at once show the second's rows.
export function pagesOf<T>(read: (after: string) => Promise<{ rows: readonly T[] | null | undefined; next?: string | undefined }>): Pages<T> {
  const rows = shallowRef<readonly T[]>();
  const next = shallowRef("");
  let asked = 0;
  async function load(after = "") {
    const mine = ++asked;
    await attempt(async () => {
      const page = await read(after);
      if (mine !== asked) return;
      rows.value = after ? [...(rows.value ?? []), ...(page.rows ?? [])] : (page.rows ?? []);
      next.value = page.next ?? "";
    });
  }
  return { rows, next, load };
}
