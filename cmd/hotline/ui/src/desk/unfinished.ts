import { ref, watch } from "vue";
import { session } from "../state/session";

// Unfinished are the calls whose record has not been completed yet, the newest first.
// Only ids are kept here, on this machine; what was typed is with the server.
const most = 20;

export const unfinished = ref<string[]>([]);

const place = () => `hotline.unfinished.${session.person?.staff ?? ""}`;

watch(
  () => session.person?.staff,
  () => {
    try {
      unfinished.value = JSON.parse(localStorage.getItem(place()) ?? "[]") as string[];
    } catch {
      unfinished.value = [];
    }
  },
  { immediate: true },
);

function put(calls: string[]): void {
  unfinished.value = calls.slice(0, most);
  localStorage.setItem(place(), JSON.stringify(unfinished.value));
}

export function begun(call: string): void {
  if (!unfinished.value.includes(call)) put([call, ...unfinished.value]);
}

export function finished(call: string): void {
  put(unfinished.value.filter((c) => c !== call));
}
