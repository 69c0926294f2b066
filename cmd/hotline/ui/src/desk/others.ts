import { reactive } from "vue";
import { answer, newID, rest } from "../api/client";
import type { Outside, TargetBody, TopicName } from "../api/schema";

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
