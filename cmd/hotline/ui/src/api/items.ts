// What GET /api/stream says. Items come whole: the newest state, never a difference.

export type Presence =
  | "signed_out" | "ready" | "ringing" | "talking" | "wrap_up" | "break" | "not_answering" | "unreachable";

export interface PresenceItem {
  agent: string;
  name: string;
  seat?: string;
  intent: "ready" | "break" | "signed_out";
  reason?: string;
  presence: Presence;
  title: string;
  since?: string;
  reachable: boolean;
  misses?: number;
  wrap_up_until?: string;
  call?: string;
  why?: string;
  pending?: boolean;
}

export interface PastCall {
  call: string;
  at: string;
  topic: string;
  outcome: string;
  agent?: string;
}

export interface OpenMatter {
  id: string;
  opened_at: string;
  owner: string;
  owner_name?: string;
  mine: boolean;
}

export interface PartyItem {
  known: boolean;
  why?: string;
  id?: string;
  calls?: number;
  recent?: PastCall[];
  matters?: OpenMatter[];
  owner?: string;
  owner_name?: string;
}

export interface GuestItem {
  n: number;
  way: "consult" | "invite" | "transfer";
  kind: string;
  agent?: string;
  name?: string;
  topic?: string;
  outside?: string;
  joined?: boolean;
}

export type CallState = "menu" | "waiting" | "ringing" | "talking" | "held" | "rating" | "leaving" | "lost";

export interface CallItem {
  id: string;
  state: CallState;
  stage?: string;
  agent?: string;
  seat?: string;
  token?: string;
  topic?: string;
  topic_title?: string;
  language?: string;
  number?: string;
  anonymous?: boolean;
  called?: string;
  key?: string;
  arrived?: string;
  entered?: string;
  since?: string;
  interpreter?: boolean;
  party?: PartyItem;
  guests?: GuestItem[];
  urgent?: boolean;
  standing?: string[];
}

export interface QueuesItem {
  topics: { topic: string; title: string; waiting: number; first_entered?: string; admission: string }[];
  agents: Partial<Record<Presence, number>>;
  away?: boolean;
}

export interface CountsItem {
  callbacks: number;
  callbacks_overdue: number;
}

export interface WarningsItem {
  warnings: { name: string; detail: string; since?: string }[];
}

export interface PhoneItem {
  seat: string;
  tab?: string;
}

// Items is every kind of item with its value.
export interface Items {
  presence: PresenceItem;
  call: CallItem;
  queues: QueuesItem;
  counts: CountsItem;
  warnings: WarningsItem;
  phone: PhoneItem;
}

export type Kind = keyof Items;

export const kinds: Kind[] = ["presence", "call", "queues", "counts", "warnings", "phone"];
