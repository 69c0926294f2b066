import { reactive } from "vue";
import { answer, newID, rest } from "../api/client";

// Whom a call can be taken to: exactly one of these is named.
export interface Target {
  agent?: string;
  topic?: string;
  outside?: string;
}

export interface Outside {
  name: string;
  title: string;
  emergency?: boolean;
}

// The ways of bringing others in. A server that knows none of them lists no outside
// numbers either, and nothing of this is shown.
export const others = reactive({ known: false, outside: [] as Outside[], topics: [] as { topic: string; title: string }[] });

type Untyped = (path: string, init: object) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

export async function loadOthers(): Promise<void> {
  const asked = await (rest.GET as unknown as Untyped)("/api/outside", {});
  others.known = asked.response.ok;
  if (!others.known) return;
  others.outside = (asked.data as { numbers?: Outside[] }).numbers ?? [];
  others.topics = (await answer(rest.GET("/api/topics"))).topics ?? [];
}

export type Way = "consult" | "invite" | "transfer";

// bring asks for somebody; the same click sent twice asks once.
export async function bring(call: string, way: Way, body: Target): Promise<void> {
  await post(call, way, body);
}

export async function settle(call: string, verb: "leave" | "drop" | "listen"): Promise<void> {
  await post(call, verb);
}

export async function pressDigits(call: string, digits: string): Promise<void> {
  await post(call, "press", { digits });
}

async function post(call: string, verb: string, body?: object): Promise<void> {
  const init = { params: { path: { id: call }, header: { "Idempotency-Key": newID() } }, ...(body ? { body } : {}) };
  await answer((rest.POST as unknown as Untyped)(`/api/calls/{id}/${verb}`, init));
}
