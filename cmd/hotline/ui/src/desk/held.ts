import type { CallState } from "../api/items";

// remind is how long somebody waits in music before the agent is reminded of him.
const remind = 60_000;

export function heldTooLong(state: CallState | undefined, milliseconds: number): boolean {
  return state === "held" && milliseconds > remind;
}
