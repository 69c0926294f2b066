import type { Form, SaveInBody, Sheet } from "../api/schema";

// Fields is a consultation record while it is being filled in. What is empty is "".
export interface Fields {
  caller_kinds: string[];
  region: string;
  matter_1: string;
  matter_2: string;
  service_kind: string;
  result: string;
  result_reason: string;
  secrecy: string;
  spoken_language: string;
  amount_yuan: string;
  summary: string;
  answer: string;
}

export function blank(language = ""): Fields {
  return {
    caller_kinds: [], region: "", matter_1: "", matter_2: "", service_kind: "", result: "", result_reason: "",
    secrecy: "ordinary", spoken_language: language, amount_yuan: "", summary: "", answer: "",
  };
}

// fieldsOf is what a sheet holds: the draft if there is a newer one, else what was saved.
export function fieldsOf(sheet: Sheet, language = ""): Fields {
  const form: Partial<Form> = sheet.draft?.form ?? sheet.entered ?? {};
  const writing = sheet.draft?.writing ?? sheet.writing ?? { summary: "", answer: "" };
  const empty = blank(language);
  return {
    caller_kinds: [...(form.caller_kinds ?? [])],
    region: form.region ?? "",
    matter_1: form.matter_1 ?? "",
    matter_2: form.matter_2 ?? "",
    service_kind: form.service_kind ?? "",
    result: form.result ?? "",
    result_reason: form.result_reason ?? "",
    secrecy: form.secrecy || empty.secrecy,
    spoken_language: form.spoken_language || empty.spoken_language,
    amount_yuan: form.amount_fen === undefined || form.amount_fen === null ? "" : String(form.amount_fen / 100),
    summary: writing.summary ?? "",
    answer: writing.answer ?? "",
  };
}

// fen reads an amount in yuan; undefined when it is empty, NaN when it is no amount.
export function fen(yuan: string): number | undefined {
  const text = yuan.replaceAll(",", "").replaceAll(",", "").trim();
  if (text === "") return undefined;
  return /^\d{1,10}(\.\d{1,2})?$/.test(text) ? Math.round(Number(text) * 100) : Number.NaN;
}

// body is what is sent, without what is empty.
export function body(fields: Fields, id: string, version: number): Omit<SaveInBody, "base" | "concern" | "matter"> {
  const { amount_yuan, caller_kinds, ...texts } = fields;
  const amount = fen(amount_yuan);
  return {
    id,
    dictionary_version: version,
    ...(caller_kinds.length > 0 ? { caller_kinds } : {}),
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== "")),
    ...(amount === undefined || Number.isNaN(amount) ? {} : { amount_fen: amount }),
  };
}

// missing names what has to be filled in before the record is complete. The server
// decides; this only tells it earlier.
export function missing(f: Fields, hasSecond: boolean): string[] {
  const full = f.result !== "silent" && f.result !== "nuisance";
  const wanted: [boolean, string][] = [
    [full && f.caller_kinds.length === 0, "来电人群"],
    [full && f.region === "", "地区"],
    [full && f.matter_1 === "", "事项"],
    [full && f.matter_1 !== "" && hasSecond && f.matter_2 === "", "二级事项"],
    [full && f.service_kind === "", "服务类别"],
    [full && f.spoken_language === "", "语言"],
    [full && f.summary.trim() === "", "来电摘要"],
    [f.result === "", "办理结果"],
    [f.result === "not_accepted" && f.result_reason === "", "不予受理的原因"],
    [f.secrecy === "", "密级"],
    [Number.isNaN(fen(f.amount_yuan)), "涉及金额(应为数字)"],
  ];
  return wanted.filter(([lacks]) => lacks).map(([, title]) => title);
}
