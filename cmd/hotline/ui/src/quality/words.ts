import type { ScoreItem } from "../api/schema";

export const reasonTitles: Record<string, string> = { random: "随机", unsatisfied: "不满意", long: "超 15 分钟" };

export const appealTitles: Record<string, string> = { open: "待裁定", upheld: "申诉成立", rejected: "申诉不成立" };

// Marks are what stands in the form: a number, 1 for a fatal item, or nothing where the
// item does not apply.
export type Marks = Record<string, number>;

// full is what a form begins with: everything as it should be.
export function full(items: readonly ScoreItem[]): Marks {
  return Object.fromEntries(items.map((i) => [i.key, i.fatal ? 0 : (i.points ?? 0)]));
}

// totalOf is the score as the server counts it: of what applies, none where one is fatal.
export function totalOf(items: readonly ScoreItem[], marks: Marks): number | undefined {
  let given = 0;
  let most = 0;
  for (const i of items) {
    const points = marks[i.key];
    if (points === undefined) continue;
    if (i.fatal) {
      if (points === 1) return 0;
      continue;
    }
    given += points;
    most += i.points ?? 0;
  }
  return most === 0 ? undefined : Math.round((given * 10_000) / most) / 100;
}

export function scoreText(total: number | null | undefined, fatal?: boolean): string {
  if (total === null || total === undefined) return "—";
  return `${String(Math.round(total * 100) / 100)}${fatal ? "(否决)" : ""}`;
}
