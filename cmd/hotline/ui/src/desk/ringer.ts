// Ringer sounds the desk's ring: two tones made by the browser itself, so there is no
// file to load at the moment it is needed.
const cycle = 3_000;

export class Ringer {
  private audio: AudioContext | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;

  // wake may only be called from a click or key: browsers give no sound before one.
  wake(): void {
    this.audio ??= new AudioContext();
    if (this.audio.state === "suspended") void this.audio.resume();
  }

  start(): void {
    if (this.timer) return;
    this.once();
    this.timer = setInterval(() => this.once(), cycle);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private once(): void {
    const audio = this.audio;
    if (!audio || audio.state !== "running") return;
    for (const [at, pitch] of [[0, 660], [0.35, 880]] as const) {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      const from = audio.currentTime + at;
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0, from);
      volume.gain.linearRampToValueAtTime(0.18, from + 0.03);
      volume.gain.exponentialRampToValueAtTime(0.001, from + 0.32);
      tone.connect(volume).connect(audio.destination);
      tone.start(from);
      tone.stop(from + 0.34);
    }
  }
}

export const ringer = new Ringer();

// announce shows the call on the screen of somebody who looks elsewhere.
export function announce(title: string, body: string): (() => void) | undefined {
  if (!("Notification" in window) || Notification.permission !== "granted" || document.hasFocus()) return undefined;
  const note = new Notification(title, { body, tag: "call", requireInteraction: true });
  note.onclick = () => {
    window.focus();
    note.close();
  };
  return () => note.close();
}

export function askToAnnounce(): void {
  if ("Notification" in window && Notification.permission === "default") void Notification.requestPermission();
}
