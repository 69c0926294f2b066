import { onUnmounted, ref, type Ref } from "vue";
import { serverNow } from "../state/live";

// useNow is the server's time, moving four times a second while something shows it.
export function useNow(): Ref<number> {
  const now = ref(serverNow());
  const timer = setInterval(() => (now.value = serverNow()), 250);
  onUnmounted(() => clearInterval(timer));
  return now;
}

// span is a duration as people read it: 4:07, 1:02:30.
export function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

const zone = "Asia/Shanghai";
const timeForm = new Intl.DateTimeFormat("zh-CN", { timeZone: zone, hour: "2-digit", minute: "2-digit", hour12: false });
const dateForm = new Intl.DateTimeFormat("zh-CN", {
  timeZone: zone, month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false,
});
const dayForm = new Intl.DateTimeFormat("sv-SE", { timeZone: zone });

export function timeOf(at: string | undefined): string {
  return at ? timeForm.format(new Date(at)) : "";
}

// whenOf leaves out the day when it is today.
export function whenOf(at: string | undefined, now = serverNow()): string {
  if (!at) return "";
  const when = new Date(at);
  return dayForm.format(when) === dayForm.format(now) ? timeForm.format(when) : dateForm.format(when);
}

// dayOf is the day it is in Leshan, as a date is written; dayAfter some days later.
export function dayOf(at: number = serverNow()): string {
  return dayForm.format(at);
}

export function dayAfter(days: number): string {
  return dayOf(serverNow() + days * 86_400_000);
}

const weekForm = new Intl.DateTimeFormat("zh-CN", { timeZone: zone, weekday: "short" });

export function weekdayOf(day: string): string {
  return weekForm.format(new Date(`${day}T12:00:00+08:00`));
}

// The half days somebody can be put down for.
export const halves = { morning: "上午", afternoon: "下午", night: "夜间" } as const;

// startOfDay is midnight in Leshan.
export function startOfDay(now = serverNow()): string {
  return `${dayForm.format(now)}T00:00:00+08:00`;
}

// dueOf is a deadline as people say it: the end of a day belongs to that day.
export function dueOf(at: string | undefined): string {
  if (!at || timeForm.format(new Date(at)) !== "00:00") return whenOf(at);
  return `${dueDay.format(new Date(Date.parse(at) - 1))} 24:00`;
}

const dueDay = new Intl.DateTimeFormat("zh-CN", { timeZone: zone, month: "numeric", day: "numeric" });
