import { onMounted, onUnmounted } from "vue";

// Keys is what each key does; a name is as it stands on the button: "F8", "Alt+M".
export type Keys = Record<string, () => void>;

export function nameOf(event: Pick<KeyboardEvent, "key" | "code" | "altKey" | "ctrlKey" | "metaKey" | "shiftKey">): string {
  const key = /^Key[A-Z]$/.test(event.code) ? event.code.slice(3) : event.key;
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("Ctrl");
  if (event.altKey) parts.push("Alt");
  if (event.shiftKey && parts.length > 0) parts.push("Shift");
  return [...parts, key].join("+");
}

// useKeys listens while the component is shown, before any field sees the key: a list
// that has the focus keeps Enter to itself. A held key acts once.
export function useKeys(keys: () => Keys): void {
  const press = (event: KeyboardEvent) => {
    const act = keys()[nameOf(event)];
    if (!act || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat) act();
  };
  onMounted(() => window.addEventListener("keydown", press, { capture: true }));
  onUnmounted(() => window.removeEventListener("keydown", press, { capture: true }));
}
