import { reactive } from "vue";
import { answer, rest } from "../api/client";
import type { Word } from "../api/schema";

// The dictionaries in force. A record names the version it was filled in with.
export const words = reactive({ version: 0, of: {} as Record<string, readonly Word[]> });

// What was last in force is kept, so that a record can be filled in on a page that is
// loaded while the database is away.
const place = "hotline.words";

function last(): Partial<typeof words> {
  try {
    return JSON.parse(localStorage.getItem(place) ?? "{}") as Partial<typeof words>;
  } catch {
    return {};
  }
}

let asked: Promise<void> | undefined;
let askedAt = 0;

// An administrator may have renewed them since.
const stale = 60_000;

export function loadWords(): Promise<void> {
  if (Date.now() - askedAt > stale) asked = undefined;
  if (!asked) askedAt = Date.now();
  asked ??= answer(rest.GET("/api/dictionaries"))
    .then((d) => {
      Object.assign(words, { version: d.version, of: d.words ?? {} });
      localStorage.setItem(place, JSON.stringify(words));
    })
    .catch((fault: unknown) => {
      asked = undefined;
      if (!words.version) Object.assign(words, last());
      if (!words.version) throw fault;
    });
  return asked;
}

export function choices(dictionary: string, parent?: string): readonly Word[] {
  const all = words.of[dictionary] ?? [];
  return dictionary === "matter" ? all.filter((w) => (w.parent ?? "") === (parent ?? "")) : all;
}

export function label(dictionary: string, key: string | undefined): string {
  return words.of[dictionary]?.find((w) => w.key === key)?.label ?? key ?? "";
}
