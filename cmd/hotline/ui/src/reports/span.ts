import { dayOf } from "../lib/clock";

// Span is what a report is of: whole days, the last one included.
export interface Span {
  from: string;
  to: string;
  step: "" | "hour" | "day" | "month";
}

const day = 86_400_000;
const noon = (date: string) => Date.parse(`${date}T12:00:00+08:00`);

export const nextDay = (date: string) => dayOf(noon(date) + day);

// startOf is when a day begins: at midnight, or the hour the centre chose.
export const startOf = (date: string, hour: number) => `${date}T${String(hour).padStart(2, "0")}:00:00+08:00`;

// spans are those asked for most often; months and years to their end, so that they
// compare with whole ones.
export function spans(now: number): { title: string; span: Span }[] {
  const today = dayOf(now);
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  return [
    { title: "今天", span: { from: today, to: today, step: "hour" } },
    { title: "昨天", span: { from: dayOf(noon(today) - day), to: dayOf(noon(today) - day), step: "hour" } },
    { title: "本月", span: { ...monthOf(year, month), step: "day" } },
    { title: "上月", span: { ...monthOf(year, month - 1), step: "day" } },
    { title: "今年", span: { from: `${year}-01-01`, to: `${year}-12-31`, step: "month" } },
    { title: "去年", span: { from: `${year - 1}-01-01`, to: `${year - 1}-12-31`, step: "month" } },
  ];
}

export function monthOf(year: number, month: number): { from: string; to: string } {
  const first = new Date(Date.UTC(year, month - 1, 1)).toISOString().slice(0, 10);
  return { from: first, to: new Date(Date.UTC(Number(first.slice(0, 4)), Number(first.slice(5, 7)), 0)).toISOString().slice(0, 10) };
}

// startText is the beginning of a step as long as it needs to be.
export function startText(start: string | undefined, step: Span["step"]): string {
  if (!start) return "";
  const local = new Date(Date.parse(start) + 8 * 3_600_000).toISOString();
  return local.slice(0, step === "hour" ? 16 : step === "month" ? 7 : 10).replace("T", " ");
}

// stepSpan is the interval of one line: its step, or the whole.
export function stepSpan(start: string | undefined, span: Span, hour = 0): { from: string; to: string } {
  if (!start) return { from: startOf(span.from, hour), to: startOf(nextDay(span.to), hour) };
  const local = new Date(Date.parse(start) + 8 * 3_600_000);
  const end = span.step === "month"
    ? Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 1, hour)
    : local.getTime() + (span.step === "hour" ? 3_600_000 : day);
  const text = (at: number) => `${new Date(at).toISOString().slice(0, 19)}+08:00`;
  const [least, most] = [Date.parse(startOf(span.from, hour)), Date.parse(startOf(nextDay(span.to), hour))].map((at) => at + 8 * 3_600_000) as [number, number];
  return { from: text(Math.max(local.getTime(), least)), to: text(Math.min(end, most)) };
}
