import { reactive } from "vue";
import type { Items, Kind } from "../api/items";
import { Stream } from "../api/stream";

// House is what the server last told us; the page shows it and decides nothing.
type House = { [K in Kind]: Map<string, Items[K]> };

function empty(): House {
  return {
    presence: new Map(), call: new Map(), queues: new Map(), counts: new Map(), warnings: new Map(), alarms: new Map(), phone: new Map(),
  };
}

export const live = reactive({
  house: empty(),
  connected: false,
  everConnected: false,
  ended: "",
  skew: 0, // of our clock behind the server's, in milliseconds
});

// A snapshot is put together aside and shown when it is whole: nothing flickers.
let coming: House | undefined;

const stream = new Stream({
  begin: (fresh) => {
    coming = fresh ? empty() : undefined;
  },
  change: ({ kind, id, value }) => put(coming ?? live.house, kind, id, value),
  ready: () => {
    if (coming) live.house = coming;
    coming = undefined;
  },
  now: (server) => {
    if (!Number.isNaN(server)) live.skew = server - Date.now();
  },
  connected: (yes) => {
    live.connected = yes;
    if (yes) live.everConnected = true;
  },
  ended: (detail) => {
    live.connected = false;
    live.ended = detail;
  },
});

function put(house: House, kind: Kind, id: string, value: Items[Kind] | undefined): void {
  const items = house[kind] as Map<string, Items[Kind]>;
  if (value === undefined) items.delete(id);
  else items.set(id, value);
}

export function listen(): void {
  live.ended = "";
  stream.open();
}

export function fallSilent(): void {
  stream.close();
  coming = undefined;
  Object.assign(live, { house: empty(), connected: false, everConnected: false });
}

// serverNow is the server's clock: what it counts down to, it counts down by.
export function serverNow(): number {
  return Date.now() + live.skew;
}
