import type { Definition, Line } from "../api/schema";
import { fieldTitles, languageTitle, outcomeTitles } from "../desk/titles";

export type Figure = number | null | undefined;

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

// changeText is how a figure moved: shares by points, the rest by percent; of nothing, nothing.
export function changeText(now: Figure, before: Figure, unit: Definition["unit"]): string {
  if (now === null || now === undefined || before === null || before === undefined) return "—";
  const signed = (n: number, digits: number, what: string) => `${n > 0 ? "+" : ""}${n.toFixed(digits)} ${what}`;
  if (unit === "share") return signed((now - before) * 100, 2, "个百分点");
  return before === 0 ? "—" : signed((now / before - 1) * 100, 1, "%");
}

export const factors: Record<Definition["unit"], number> = { share: 100, ms: 0.001, fen: 0.01, number: 1 };

// plotted is a figure in the unit its axis has.
export function plotted(value: Figure, unit: Definition["unit"]): number | null {
  if (value === null || value === undefined) return null;
  return Number((value * factors[unit]).toFixed(3));
}

export const axisTitles: Record<Definition["unit"], string> = { share: "%", ms: "秒", fen: "元", number: "" };

export const unsettled = (line: Line | undefined, name: string) => line?.unsettled?.includes(name) ?? false;

export const dimensionTitles: Record<string, string> = {
  topic: "业务主题", language: "语言", channel: "渠道", agent: "话务员", team: "小组", firm: "所属单位", seat: "坐席", region: "区县", caller_kind: "来电人类别",
  matter_1: "事项大类", matter_2: "事项小类", service_kind: "服务类别", result: "处理结果", outcome: "来电结果", wait: "等待", hour: "钟点", weekday: "星期",
  break_reason: "小休原因", order_kind: "工单种类", order_source: "工单来源", unit: "承办单位",
};

const weekdays = ["", "周一", "周二", "周三", "周四", "周五", "周六", "周日"];
const orderSources: Record<string, string> = { consultation: "话务工单", desk: "手工新建", report: "强制报告", "12345": "12345 转来", province: "省平台" };

// Names are what the centre calls its topics, units, orders and the words of its dictionaries.
export interface Names {
  topics: Record<string, string>;
  units: Record<string, string>;
  kinds: Record<string, string>;
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
    case "wait":
      return Number(value) > 3600 ? "一小时以上" : `${value} 秒以内`;
    case "break_reason":
      return names.label("break", value);
    case "order_kind":
      return names.kinds[value] ?? value;
    case "order_source":
      return orderSources[value] ?? value;
    case "unit":
      return names.units[value] ?? value;
  }
  const dictionary = (fieldTitles[dimension] ?? fieldTitles[`${dimension}s`])?.[1];
  return dictionary ? names.label(dictionary, value) : value;
}
