import { computed, reactive } from "vue";
import { answer, Refusal, rest } from "../api/client";
import type { Document as Settings, Saved, TopicDocument as Topic } from "../api/schema";
import { complain, confirmDone } from "../lib/report";

// The draft is one document with a version: what is changed in one part of the settings
// is not lost in another, and is saved with all of it.
export const draft = reactive({
  version: 0,
  savedBy: "",
  savedAt: "",
  settings: undefined as Settings | undefined,
  was: "",
  faults: {} as Record<string, string>,
  saving: false,
});

export const changed = computed(() => draft.settings !== undefined && JSON.stringify(draft.settings) !== draft.was);

interface Whole extends Saved {
  settings: Settings;
}

function take(got: Whole): void {
  Object.assign(draft, { version: got.version, savedBy: got.saved_by ?? "", savedAt: got.saved_at ?? "", settings: got.settings, faults: {} });
  draft.was = JSON.stringify(draft.settings);
}

export async function load(): Promise<void> {
  take(await answer(rest.GET("/api/settings")));
}

// loadOnce keeps what is being changed.
export async function loadOnce(): Promise<void> {
  if (!changed.value) await load();
}

// bringBack makes an old version the draft; saving makes it the newest.
export async function bringBack(version: number): Promise<void> {
  const old = await answer(rest.GET("/api/settings/versions/{version}", { params: { path: { version } } }));
  draft.settings = old.settings;
}

const prefix = "body.settings.";

export async function save(): Promise<boolean> {
  if (!draft.settings) return false;
  draft.saving = true;
  draft.faults = {};
  try {
    take(await answer(rest.PUT("/api/settings", { body: { version: draft.version, settings: draft.settings } })));
    confirmDone(`已保存为第 ${draft.version} 版,即刻生效`);
    return true;
  } catch (fault) {
    if (fault instanceof Refusal && fault.faults.length > 0) {
      for (const f of fault.faults) {
        const at = f.location.replace(prefix, "");
        draft.faults[at] = draft.faults[at] ? `${draft.faults[at]};${f.message}` : f.message;
      }
      complain(`没有保存:有 ${fault.faults.length} 处不对,已标在各项旁边`);
    } else {
      complain(fault);
    }
    return false;
  } finally {
    draft.saving = false;
  }
}

// faultsUnder counts what is wrong in a part, to mark where to look.
export function faultsUnder(part: string): number {
  return Object.keys(draft.faults).filter((at) => at.startsWith(part)).length;
}

export const strategies: Record<string, string> = {
  least_waste: "不占用稀缺技能", longest_idle: "最久空闲", fewest_calls: "接得最少", round_robin: "轮流", best_level: "等级最高", random: "随机",
};

export function freshTopic(): Topic {
  return {
    name: "", title: "", language: "zh", priority: 0, max_wait: 900, wrap_up: 0, strategy: "least_waste", max_length: 0,
    require_form: false, leave_when_empty: false, hours: "", instead: "", steps: [{ after: 0, require: [{ skill: "mandarin", level: 1 }] }],
  };
}

// move puts an item one place up or down.
export function move<T>(list: T[], from: number, by: number): void {
  const to = from + by;
  if (to < 0 || to >= list.length) return;
  list.splice(to, 0, ...list.splice(from, 1));
}
