import type { CallState } from "../api/items";

export const stateTitles: Record<CallState, string> = {
  menu: "听菜单", waiting: "排队", ringing: "振铃", talking: "通话中", held: "保持中", rating: "评价", leaving: "即将结束", lost: "电话断开,来电者在听音乐",
};

export const outcomeTitles: Record<string, string> = {
  completed: "已接通", abandoned: "放弃", timeout: "超时", no_agents: "无人在岗", full: "队列已满", closed: "已停止受理",
  refused: "拒绝", message: "已留言", failed: "故障",
};

const languages: Record<string, string> = { zh: "普通话", ii: "彝语" };

export function languageTitle(tag: string | undefined): string {
  return tag ? (languages[tag] ?? tag) : "";
}

export const callbackReasons: Record<string, string> = { abandoned: "排队中放弃", requested: "来电者要求回拨", message: "有留言", no_agents: "无人在岗" };

export const endedBy: Record<string, string> = { caller: "来电者挂机", agent: "坐席挂机", system: "系统" };

// spoken is the dictionary's word for the language a call came in with.
export function spoken(tag: string | undefined): string {
  return tag === "ii" ? "yi" : tag === "zh" ? "mandarin" : "";
}

// Why a call goes before others.
export const standingTitles: Record<string, string> = {
  repeat: "短时间内再次来电", green_channel: "绿色通道", "12345": "12345 转来", call_back: "回拨",
};
