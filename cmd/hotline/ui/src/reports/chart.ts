import type { Definition, Line, Report } from "../api/schema";
import { axisTitles, factors, figureText, plotted, valueText, type Names } from "./figure";
import { startText, type Span } from "./span";

// Drawing is what a chart is told: plain data, so that a test can look at it.
export interface Drawing {
  kind: "line" | "bar";
  unit: Definition["unit"];
  axis: string[];
  series: { title: string; dashed: boolean; values: (number | null)[] }[];
}

// A chart is for the eye: more bars than this nobody tells apart, and the table has all.
const mostBars = 24;

const nameOf = (line: Line, by: readonly string[], names: Names) =>
  (line.values ?? []).map((v, i) => valueText(by[i] ?? "", v, names)).join(" · ");

// drawingOf draws some figures of a report: over time, or beside each other. A crossed
// report over time has a line for each value, of its first figure.
export function drawingOf(report: Report, charted: readonly string[], step: Span["step"], names: Names): Drawing | undefined {
  const of = charted.flatMap((name) => (report.definitions ?? []).filter((d) => d.name === name));
  const [first, lines, by] = [of[0], report.lines ?? [], report.by ?? []];
  if (!first || lines.length === 0) return undefined;
  const same = of.filter((d) => d.unit === first.unit);
  const values = (some: readonly (Line | undefined)[], d: Definition) => some.map((l) => plotted(l?.figures[d.name], d.unit));
  if (!step) {
    const shown = [...lines].sort((a, b) => (by[0] === "hour" || by[0] === "weekday" || by[0] === "wait" ? 0 : (b.figures[first.name] ?? 0) - (a.figures[first.name] ?? 0)));
    if (by[0] === "wait") shown.sort((a, b) => Number(a.values?.[0] ?? 0) - Number(b.values?.[0] ?? 0));
    const some = shown.slice(0, mostBars);
    return { kind: "bar", unit: first.unit, axis: some.map((l) => nameOf(l, by, names)), series: same.map((d) => ({ title: d.title, dashed: false, values: values(some, d) })) };
  }
  const axis = [...new Set(lines.map((l) => l.start ?? ""))].sort();
  const at = (some: readonly Line[]) => axis.map((start) => some.find((l) => l.start === start));
  const text = axis.map((start) => startText(start, step));
  if (by.length === 0) {
    const before = report.compared?.[0]?.lines ?? [];
    const series = same.map((d) => ({ title: d.title, dashed: false, values: values(at(lines), d) }));
    if (before.length > 0) series.push({ title: `${first.title}(对比)`, dashed: true, values: values(before.slice(0, axis.length), first) });
    return { kind: "line", unit: first.unit, axis: text, series };
  }
  const groups = new Map<string, Line[]>();
  for (const l of lines) groups.set(nameOf(l, by, names), [...(groups.get(nameOf(l, by, names)) ?? []), l]);
  const series = [...groups].slice(0, 8).map(([title, some]) => ({ title, dashed: false, values: values(at(some), first) }));
  return { kind: "line", unit: first.unit, axis: text, series };
}

// saying is the chart in words, for those who do not see it.
export function saying(d: Drawing): string {
  const parts = d.series.map((s) => {
    const known = s.values.filter((v): v is number => v !== null);
    return known.length === 0 ? `${s.title}无数据` : `${s.title}最低 ${Math.min(...known)}${axisTitles[d.unit]},最高 ${Math.max(...known)}${axisTitles[d.unit]}`;
  });
  return `图:${d.axis[0]} 至 ${d.axis[d.axis.length - 1]},${parts.join(";")}。明细见下表。`;
}

export const tooltip = (value: number | null, unit: Definition["unit"]) =>
  figureText(value === null ? null : value / factors[unit], unit);
