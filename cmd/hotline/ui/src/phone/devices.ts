import { reactive, watch } from "vue";

// What somebody chose on this machine: his devices, and whether his page answers by itself.
const place = "hotline.devices";

const none = { microphone: "", speaker: "", answers: false };

function stored(): typeof none {
  try {
    return { ...none, ...(JSON.parse(localStorage.getItem(place) ?? "{}") as object) };
  } catch {
    return { ...none };
  }
}

export const devices = reactive(stored());

watch(devices, () => localStorage.setItem(place, JSON.stringify(devices)));

const forTalking = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

// chosenMicrophone falls back to any other: a headset that was pulled out ends no shift.
export async function chosenMicrophone(sound: MediaTrackConstraints = forTalking): Promise<MediaStream> {
  try {
    if (devices.microphone) return await navigator.mediaDevices.getUserMedia({ audio: { ...sound, deviceId: { exact: devices.microphone } } });
  } catch {
    devices.microphone = "";
  }
  return navigator.mediaDevices.getUserMedia({ audio: sound });
}

export async function playTo(element: HTMLAudioElement): Promise<void> {
  if (!devices.speaker || !("setSinkId" in element)) return;
  try {
    await element.setSinkId(devices.speaker);
  } catch {
    devices.speaker = "";
  }
}

export async function list(kind: "audioinput" | "audiooutput"): Promise<MediaDeviceInfo[]> {
  return (await navigator.mediaDevices.enumerateDevices()).filter((d) => d.kind === kind && d.deviceId !== "");
}
