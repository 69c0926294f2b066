import { reactive } from "vue";
import { answer, rest } from "../api/client";
import type { Definition, Page } from "../api/schema";
import { kindTitle, loadOrderWords, orderWords } from "../orders/words";
import { may } from "../state/session";
import { label, loadWords } from "../state/words";
import type { Names } from "./figure";

// What reports there are and what their values are called, read once.
export const catalogue = reactive({ pages: [] as readonly Page[], definitions: {} as Record<string, Definition>, dayStart: 0 });

export const names = reactive<Names>({ topics: {}, units: {}, kinds: {}, label });

export async function loadCatalogue(): Promise<void> {
  const [list, topics] = await Promise.all([
    answer(rest.GET("/api/reports")), answer(rest.GET("/api/topics")), loadWords(), may("create_orders") ? loadOrderWords() : undefined,
  ]);
  catalogue.pages = list.pages ?? [];
  catalogue.dayStart = list.day_start;
  catalogue.definitions = Object.fromEntries((list.definitions ?? []).map((d) => [d.name, d]));
  names.topics = Object.fromEntries((topics.topics ?? []).map((t) => [t.topic, t.title]));
  names.units = Object.fromEntries(orderWords.units.map((u) => [u.id, u.name]));
  names.kinds = Object.fromEntries((orderWords.words?.kinds ?? []).map((k) => [k.kind, kindTitle(k.kind)]));
}

// figureLink is the page of the calls, or orders, a figure is made of.
export function figureLink(figure: string, span: { from: string; to: string }, only: Record<string, string>, side = "") {
  const filters = Object.entries(only).map(([d, v]) => `${d}=${v}`).join(",");
  return { path: "/reports/calls", query: { figure, ...span, ...(filters ? { only: filters } : {}), ...(side ? { side } : {}) } };
}
