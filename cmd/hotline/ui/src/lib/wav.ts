// Prompts are stored as telephones hear them: 8 kHz, one channel, 16 bits.
const rate = 8_000;

// telephoneWav makes of whatever the browser can decode a sound for the telephone.
export async function telephoneWav(sound: Blob): Promise<Blob> {
  // A context of that rate has what it decodes at that rate.
  const decoded = await new OfflineAudioContext(1, 1, rate).decodeAudioData(await sound.arrayBuffer());
  const channels = Array.from({ length: decoded.numberOfChannels }, (_, n) => decoded.getChannelData(n));
  return new Blob([wavOf(mixed(channels))], { type: "audio/wav" });
}

// mixed is the mean of the channels.
export function mixed(channels: readonly Float32Array[]): Float32Array {
  const first = channels[0] ?? new Float32Array();
  return first.map((_, i) => channels.reduce((sum, channel) => sum + (channel[i] ?? 0), 0) / channels.length);
}

// wavOf writes samples between -1 and 1 as a WAV file.
export function wavOf(samples: Float32Array): ArrayBuffer {
  const head = 44;
  const file = new ArrayBuffer(head + 2 * samples.length);
  const view = new DataView(file);
  const text = (at: number, letters: string) => [...letters].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, file.byteLength - 8, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, 2 * rate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, 2 * samples.length, true);
  samples.forEach((s, i) => view.setInt16(head + 2 * i, Math.round(Math.max(-1, Math.min(1, s)) * 0x7fff), true));
  return file;
}
