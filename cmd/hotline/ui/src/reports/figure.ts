import type { Definition } from "../api/schema";
import { fieldTitles, languageTitle, outcomeTitles } from "../desk/titles";

type Figure = number | null | undefined;

// figureText is a figure as it is read; what could not be computed is a dash, never a zero.
export function figureText(value: Figure, unit: Definition["unit"]): string {
  if (value === null || value === undefined) return "—";
  switch (unit) {
    case "share":
      return `${(value * 100).toFixed(2)} %`;
    case "ms":
      return value >= 600_000 ? `${(value / 60_000).toFixed(1)} 分` : `${(value / 1000).toFixed(1)} 秒`;
    case "fen":
      return `${(value / 100).toFixed(2)} 元`;
    default:
      return String(Math.round(value));
  }
}

// Sheet is a page of figures that belong together, and the dimensions they may be divided by.
export interface Sheet {
  key: string;
  title: string;
  figures: string[];
  by: string[];
}

const calls = ["topic", "language", "channel", "agent", "region", "caller_kind", "matter_1", "matter_2", "service_kind", "result", "outcome", "hour", "weekday"];

export const sheets: Sheet[] = [
  { key: "overview", title: "总览", by: calls, figures: ["calls", "queued", "answered", "abandoned", "connect_rate_a", "connect_rate_b", "abandonment_rate", "speed_of_answer", "talk_time", "participation_rate", "satisfaction_rate"] },
  { key: "service", title: "服务水平", by: calls, figures: ["queued", "answered", "within_15s_rate", "service_level", "speed_of_answer", "wait_p50", "wait_p90", "wait_p95", "abandonment_rate", "abandonment_rate_long"] },
  { key: "agents", title: "话务员", by: ["agent"], figures: ["rings", "missed", "missed_rate", "rejected", "talks", "talk_time", "hold_time", "after_call_time", "handling_time", "signed_in_time", "ready_time", "break_time", "occupancy"] },
  { key: "subjects", title: "事项", by: ["matter_1", "matter_2", "caller_kind", "region", "service_kind", "result"], figures: ["calls", "answered", "written", "written_rate", "amount"] },
  { key: "satisfaction", title: "满意度", by: ["agent", "topic", "matter_1", "region", "language"], figures: ["rating_asked", "rated", "participation_rate", "satisfied", "satisfaction_rate"] },
  { key: "together", title: "转接与翻译", by: ["topic", "language", "agent"], figures: ["transfers", "consults", "three_ways", "interpreted", "interpreting", "outside", "messages", "callbacks_due", "callbacks_done"] },
];

export const dimensionTitles: Record<string, string> = {
  topic: "业务主题", language: "语言", channel: "被叫号码", agent: "话务员", seat: "坐席", region: "区县", caller_kind: "来电人类别", matter_1: "事项大类", matter_2: "事项小类",
  service_kind: "服务类别", result: "处理结果", outcome: "来电结果", hour: "钟点", weekday: "星期",
};

const weekdays = ["", "周一", "周二", "周三", "周四", "周五", "周六", "周日"];

// Names are what the centre calls its topics and the words of its dictionaries.
export interface Names {
  topics: Record<string, string>;
  label: (dictionary: string, key: string) => string;
}

// valueText is a value of a dimension as people call it.
export function valueText(dimension: string, value: string, names: Names): string {
  if (value === "") return "—";
  switch (dimension) {
    case "topic":
      return names.topics[value] ?? value;
    case "language":
      return languageTitle(value);
    case "outcome":
      return outcomeTitles[value] ?? value;
    case "hour":
      return `${value} 时`;
    case "weekday":
      return weekdays[Number(value)] ?? value;
  }
  const dictionary = (fieldTitles[dimension] ?? fieldTitles[`${dimension}s`])?.[1];
  return dictionary ? names.label(dictionary, value) : value;
}
