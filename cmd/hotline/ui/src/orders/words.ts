import { reactive } from "vue";
import { answer, rest } from "../api/client";
import type { OrderField, OrderWords, UnitInfo } from "../api/schema";
import { loadWords } from "../state/words";

// What orders and units are called, read once.
export const orderWords = reactive({ words: undefined as OrderWords | undefined, units: [] as readonly UnitInfo[] });

export async function loadOrderWords(): Promise<void> {
  const [words] = await Promise.all([answer(rest.GET("/api/orders/words")), loadUnits(), loadWords()]);
  orderWords.words = words;
}

export async function loadUnits(): Promise<void> {
  orderWords.units = (await answer(rest.GET("/api/units"))).units ?? [];
}

type Named = "states" | "moves" | "terms";

export function called(list: Named, key: string | undefined): string {
  return orderWords.words?.[list]?.find((w) => w.key === key)?.label ?? key ?? "";
}

export function kindOf(kind: string | undefined) {
  return orderWords.words?.kinds?.find((k) => k.kind === kind);
}

export function kindTitle(kind: string | undefined): string {
  return kindOf(kind)?.title ?? kind ?? "";
}

export function reasonsOf(move: string) {
  return orderWords.words?.reasons?.[move] ?? [];
}

export function reasonTitle(move: string, key: string | undefined): string {
  return reasonsOf(move).find((w) => w.key === key)?.label ?? key ?? "";
}

// valueText is a field's value as people read it.
export function valueText(field: OrderField, value: string | undefined): string {
  if (!value) return "";
  switch (field.type) {
    case "yes_no":
      return value === "yes" ? "是" : "否";
    case "fen":
      return `${(Number(value) / 100).toLocaleString("zh-CN")} 元`;
    case "choice":
      return field.choices?.find((c) => c.key === value)?.label ?? value;
    default:
      return value;
  }
}

export const unitKinds: Record<string, string> = {
  centre: "公共法律服务中心", legal_aid: "法律援助中心", mediation: "人民调解委员会", notary: "公证处",
  firm: "律师事务所", forensic: "司法鉴定机构", arbitration: "仲裁机构", other: "其他",
};
