import { reactive } from "vue";
import { answer, newID, rest } from "../api/client";
import type { FailedGuest, Outside, TargetBody, TopicName } from "../api/schema";

// Whom a call can be taken to: exactly one of these is named.
export type Target = Pick<TargetBody, "agent" | "topic" | "outside">;

export const others = reactive({ known: false, outside: [] as readonly Outside[], topics: [] as readonly TopicName[] });

export async function loadOthers(): Promise<void> {
  const [outside, topics] = await Promise.all([answer(rest.GET("/api/outside")), answer(rest.GET("/api/topics"))]);
  others.outside = outside.numbers ?? [];
  others.topics = topics.topics ?? [];
  others.known = true;
}

export type Way = "consult" | "invite" | "transfer";

// of names the call and the wish: the same click sent twice asks once.
const of = (call: string) => ({ path: { id: call }, header: { "Idempotency-Key": newID() } });

// bring asks for somebody.
export async function bring(call: string, way: Way, body: Target): Promise<void> {
  const params = of(call);
  if (way === "consult") await answer(rest.POST("/api/calls/{id}/consult", { params, body }));
  else if (way === "invite") await answer(rest.POST("/api/calls/{id}/invite", { params, body }));
  else await answer(rest.POST("/api/calls/{id}/transfer", { params, body }));
}

const reasons: Record<string, string> = {
  busy: "占线", no_answer: "无人接听", rejected: "对方拒接", unreachable: "线路不通", expired: "没有及时接听", failed: "呼叫没有成功", caller_gone: "来电者已挂机",
  timeout: "没有人接", refused: "现在不能接",
};

// failedText says who did not come, and that the caller is still ours.
export function failedText(f: FailedGuest): string {
  const whom = others.outside.find((o) => o.name === f.outside)?.title ?? f.outside ?? f.agent ?? f.topic ?? "";
  return `${f.way === "transfer" ? "转接" : "呼叫"} ${whom} 没有成功(${reasons[f.reason] ?? f.reason}),来电者仍由您接待。`;
}

export async function leave(call: string): Promise<void> {
  await answer(rest.POST("/api/calls/{id}/leave", { params: of(call) }));
}

export async function drop(call: string, guest: number): Promise<void> {
  await answer(rest.POST("/api/calls/{id}/drop", { params: { ...of(call), query: { guest } } }));
}

export async function listen(call: string): Promise<void> {
  await answer(rest.POST("/api/calls/{id}/listen", { params: of(call) }));
}

export async function pressDigits(call: string, digits: string): Promise<void> {
  await answer(rest.POST("/api/calls/{id}/press", { params: of(call), body: { digits } }));
}
