import type { CallState } from "../api/items";

export const stateTitles: Record<CallState, string> = {
  menu: "听菜单", waiting: "排队", ringing: "振铃", talking: "通话中", held: "保持中", rating: "评价", leaving: "即将结束", lost: "电话断开,来电者在听音乐",
};

export const outcomeTitles: Record<string, string> = {
  completed: "已接通", abandoned: "放弃", timeout: "超时", no_agents: "无人在岗", full: "队列已满", closed: "已停止受理",
  refused: "未受理", call_back: "约定回拨", unreached: "回拨未接通", called_again: "已自行来电", message: "已留言", failed: "故障",
};

const languages: Record<string, string> = { zh: "普通话", ii: "彝语" };

export function languageTitle(tag: string | undefined): string {
  return tag ? (languages[tag] ?? tag) : "";
}

export const callbackReasons: Record<string, string> = { message: "有留言", unreached: "约定回拨未接通", dissatisfied: "不满意回访" };

export const articleKinds = { article: "知识", guide: "服务指南", template: "答复模板" } as const;

// The fields of a record, as its history names them, and the dictionary each is of.
export const fieldTitles: Record<string, [title: string, dictionary?: string]> = {
  caller_kinds: ["来电人群", "caller_kind"], region: ["地区", "region"], matter_1: ["事项", "matter"], matter_2: ["二级事项", "matter"],
  service_kind: ["服务类别", "service_kind"], result: ["办理结果", "result"], result_reason: ["不予受理的原因", "not_accepted"],
  secrecy: ["密级", "secrecy"], spoken_language: ["语言", "language"], summary: ["来电摘要"], answer: ["答复内容"],
  amount_fen: ["涉及金额(分)"], matter: ["归入事项"], dictionary_version: ["字典版本"],
};

export const endedBy: Record<string, string> = { caller: "来电者挂机", agent: "坐席挂机", system: "系统" };

// spoken is the dictionary's word for the language a call came in with.
export function spoken(tag: string | undefined): string {
  return tag === "ii" ? "yi" : tag === "zh" ? "mandarin" : "";
}

// Why a call goes before others.
export const standingTitles: Record<string, string> = {
  repeat: "短时间内再次来电", green_channel: "绿色通道", "12345": "12345 转来", call_back: "回拨",
};
