import { onUnmounted, reactive } from "vue";
import { telephoneWav } from "../lib/wav";
import { chosenMicrophone } from "../phone/devices";

const most = 60; // seconds: what is longer would be cut

// Nothing plays meanwhile, and what takes noise away takes of the voice too.
const asItSounds = { echoCancellation: false, noiseSuppression: false, autoGainControl: true };

// useRecorder records one take after the other by the browser's microphone.
export function useRecorder() {
  const at = reactive({ recording: false, seconds: 0, take: undefined as Blob | undefined, url: "" });
  let machine: MediaRecorder | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;

  function forget() {
    if (at.url) URL.revokeObjectURL(at.url);
    Object.assign(at, { take: undefined, url: "", seconds: 0 });
  }

  async function take(sound: Blob) {
    const wav = await telephoneWav(sound);
    forget();
    at.take = wav;
    at.url = URL.createObjectURL(wav);
  }

  async function start() {
    forget();
    const microphone = await chosenMicrophone(asItSounds);
    const heard: Blob[] = [];
    machine = new MediaRecorder(microphone);
    machine.ondataavailable = (e) => heard.push(e.data);
    const stopped = new Promise<void>((resolve) => (machine!.onstop = () => resolve()));
    machine.start();
    at.recording = true;
    timer = setInterval(() => ++at.seconds >= most && stop(), 1_000);
    await stopped;
    clearInterval(timer);
    at.recording = false;
    microphone.getTracks().forEach((t) => t.stop());
    await take(new Blob(heard, { type: machine.mimeType }));
  }

  function stop() {
    if (machine?.state === "recording") machine.stop();
  }

  onUnmounted(() => {
    stop();
    forget();
  });
  return { at, start, stop, take, forget };
}
