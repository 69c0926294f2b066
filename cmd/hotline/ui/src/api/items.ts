import type { Frames } from "./schema";

// What GET /api/stream says, as the server's own types have it. Items come whole: the
// newest state, never a difference.
export type Items = Omit<Frames, "hello" | "ready" | "beat" | "ended">;

export type Kind = keyof Items;

export type PresenceItem = Items["presence"];
export type Presence = PresenceItem["presence"];
export type CallItem = Items["call"];
export type CallState = CallItem["state"];

// A kind that the server tells and this does not name, or the other way round, is a
// mistake the compiler finds.
const named: Record<Kind, true> = {
  presence: true, call: true, queues: true, counts: true, warnings: true, alarms: true, phone: true,
};

export const kinds = Object.keys(named) as Kind[];
