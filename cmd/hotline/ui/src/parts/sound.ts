import type { Sound } from "../api/schema";

// Pause is a time that is not in a recording: where in the sound it lies, and how long it
// lasted, both in milliseconds.
export interface Pause {
  from: string;
  at: number;
  lasted: number;
  by: string;
}

export function gapsOf(sound: Pick<Sound, "gaps" | "started_at">): Pause[] {
  let left = 0; // out of the sound so far
  return (sound.gaps ?? []).map((g) => {
    const from = Date.parse(g.from);
    const at = sound.started_at ? Math.max(0, from - Date.parse(sound.started_at) - left) : 0;
    const lasted = g.to ? Math.max(0, Date.parse(g.to) - from) : 0;
    left += lasted;
    return { from: g.from, at, lasted, by: g.by ?? "" };
  });
}

// whereabouts says why a recording cannot be played.
export function whereabouts(sound: Pick<Sound, "state" | "why">): string {
  switch (sound.state) {
    case "under_way":
      return "正在录音或尚未入库";
    case "failed":
      return "录音失败";
    case "deleted":
      return sound.why === "forgotten" ? "已删除:当事人已被遗忘" : "已删除:保存期满";
    default:
      return "";
  }
}
