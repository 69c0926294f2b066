import { computed } from "vue";
import { answer, newID, rest } from "../api/client";
import type { CallItem, PresenceItem } from "../api/items";
import { live } from "./live";
import { session } from "./session";

// me is what the server says I am.
export const me = computed<PresenceItem | undefined>(() => live.house.presence.get(session.person?.staff ?? ""));

// MyCall is a call I have a part in; a guest was asked in by whom it is for.
export type MyCall = CallItem & { guest: boolean };

// mine is the call that is promised to me, that I am in, or whose caller waits for my desk.
export const mine = computed<MyCall | undefined>(() => {
  const id = session.person?.staff;
  if (!id) return undefined;
  const calls = [...live.house.call.values()];
  for (const c of calls) {
    const guest = c.guests?.find((g) => g.agent === id && g.token);
    if (guest) return { ...c, guest: true, state: guest.joined ? "talking" : "ringing" };
  }
  const own = calls.find((c) => (c.agent === id || c.lost === id || c.id === me.value?.call) && !["rating", "leaving", "waiting"].includes(c.state));
  return own && { ...own, guest: false };
});

export const queues = computed(() => live.house.queues.get(""));
export const counts = computed(() => live.house.counts.get(""));
export const warnings = computed(() => live.house.warnings.get("")?.warnings ?? []);

// alarms are those of all controllers, the newest first.
export const alarms = computed(() =>
  [...live.house.alarms.values()].flatMap((a) => a.alarms ?? []).sort((a, b) => b.since.localeCompare(a.since)),
);
export const phone = computed(() => live.house.phone.get(session.person?.staff ?? ""));

// inBrowser says that my phone is a tab of this browser.
export const inBrowser = computed(() => (me.value?.seat || session.person?.seat || "").startsWith("web"));

export type Verb = "hold" | "resume" | "hang-up" | "pause-recording" | "resume-recording";

export async function command(verb: Verb, id: string): Promise<void> {
  await answer(rest.POST(`/api/calls/{id}/${verb}`, { params: { path: { id }, header: { "Idempotency-Key": newID() } } }));
}

export async function want(intent: "ready" | "break" | "signed_out", reason?: string, seat?: string): Promise<void> {
  const body = { intent, ...(reason ? { reason } : {}), ...(seat ? { seat } : {}) };
  showNow(await answer(rest.PUT("/api/presence", { body })));
}

export async function wrapUp(move: { extend: string } | { finish: true }): Promise<void> {
  showNow(await answer(rest.POST("/api/presence/wrap-up", { body: move })));
}

// showNow takes the server's answer as its word, before the stream repeats it.
function showNow(standing: PresenceItem): void {
  live.house.presence.set(standing.agent, standing);
}
