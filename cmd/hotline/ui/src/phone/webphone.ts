import type { RTCSession } from "jssip/lib/RTCSession";
import type { UA } from "jssip/lib/UA";
import { reactive } from "vue";
import { answer, newID, Refusal, rest } from "../api/client";
import { complain } from "../lib/report";
import { mine } from "../state/desk";
import { chosenMicrophone, playTo } from "./devices";
import { watchMedia } from "./media";

const registerAgain = 500; // after Asterisk restarted, it is told of the phone again within a second

export type PhoneState = "off" | "starting" | "ready" | "lost" | "elsewhere" | "refused";

// The phone that this tab is, for who works without one on his desk.
export const webphone = reactive({
  state: "off" as PhoneState,
  ringing: false,
  talking: false,
  testing: false, // he calls himself
  muted: false,
  silent: "", // why nothing is heard
  fault: "",
});

const tab = newID();

// A page that is loaded again is another tab to the server, which may not have noticed yet
// that the one before is gone: it takes the phone it had. A copy of a tab was never loaded
// again, and is told that the phone is elsewhere.
const place = "hotline.phone";

function hadPhone(): boolean {
  const [loaded] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const had = loaded?.type === "reload" && sessionStorage.getItem(place) !== null;
  sessionStorage.removeItem(place);
  return had;
}

let again = hadPhone();

const speaker = new Audio();
speaker.autoplay = true;

let ua: UA | undefined;
let session: RTCSession | undefined;
let microphone: MediaStream | undefined;
let endWatch: (() => void) | undefined;
let drop: (() => void) | undefined; // ends what we still have of a talk

// startPhone makes this tab the phone; take takes it from another tab.
export async function startPhone(take = false): Promise<void> {
  stopPhone();
  webphone.state = "starting";
  webphone.fault = "";
  try {
    const grant = await answer(rest.POST("/api/phone", { body: { tab, take: take || again } }));
    again = false;
    sessionStorage.setItem(place, "here");
    microphone = await chosenMicrophone();
    await playTo(speaker);
    const { UA: Agent, WebSocketInterface } = (await import("jssip")).default;
    const socket = new WebSocketInterface(location.origin.replace(/^http/, "ws") + grant.socket);
    ua = new Agent({
      sockets: [socket], uri: grant.uri, authorization_user: grant.user, password: grant.password,
      register_expires: grant.register_expires, session_timers: false,
      connection_recovery_min_interval: 1, connection_recovery_max_interval: 2,
    });
    listen(ua);
    ua.start();
  } catch (fault) {
    sessionStorage.removeItem(place);
    webphone.state = fault instanceof Refusal && fault.status === 409 ? "elsewhere" : "refused";
    webphone.fault = fault instanceof DOMException ? "浏览器没有得到麦克风,请在地址栏左侧允许使用" : fault instanceof Error ? fault.message : String(fault);
  }
}

function listen(mine: UA): void {
  mine.on("registered", () => (webphone.state = "ready"));
  mine.on("unregistered", () => (webphone.state = "lost"));
  mine.on("disconnected", () => {
    if (ua === mine) webphone.state = "lost";
  });
  mine.on("registrationFailed", () => setTimeout(() => mine === ua && mine.isConnected() && mine.register(), registerAgain));
  mine.on("newRTCSession", ({ session: incoming, originator }: { session: RTCSession; originator: string }) => {
    if (originator !== "remote") return;
    if (session && connected(session)) return void incoming.terminate();
    drop?.(); // of a server that has been started anew: it knows nothing of what we had
    take(incoming);
  });
}

function connected(talk: RTCSession): boolean {
  return webphone.ringing || (talk.connection?.connectionState === "connected" && webphone.silent === "");
}

function take(incoming: RTCSession): void {
  session = incoming;
  webphone.ringing = true;
  const over = () => {
    if (session !== incoming) return;
    endWatch?.();
    session = endWatch = drop = undefined;
    Object.assign(webphone, { ringing: false, talking: false, muted: false, silent: "" });
    speaker.srcObject = null;
  };
  drop = () => {
    over();
    incoming.terminate();
  };
  incoming.on("ended", over);
  incoming.on("failed", over);
  incoming.on("accepted", () => Object.assign(webphone, { ringing: false, talking: true }));
  incoming.on("peerconnection", ({ peerconnection }: { peerconnection: RTCPeerConnection }) => {
    peerconnection.addEventListener("track", (e) => {
      speaker.srcObject = e.streams[0] ?? new MediaStream([e.track]);
      void speaker.play().catch(complain);
    });
    const expected = () => ({ incoming: mine.value?.state !== "held", outgoing: !webphone.muted });
    endWatch = watchMedia(peerconnection, expected, (why) => (webphone.silent = why), () => drop?.());
  });
}

export function answerPhone(): void {
  if (!session || !webphone.ringing || !microphone) return;
  session.answer({ mediaStream: microphone, pcConfig: { iceServers: [] } });
}

// echo is the code of the test call: what is said into it is played back.
const echo = "sip:*9@hotline";

// testCall goes all the way to Asterisk and back, so it proves what a call needs.
export function testCall(): void {
  if (!ua || !microphone || session || webphone.testing) return;
  const call = ua.call(echo, { mediaStream: microphone, pcConfig: { iceServers: [] }, mediaConstraints: { audio: true, video: false } });
  webphone.testing = true;
  const over = () => {
    webphone.testing = false;
    speaker.srcObject = null;
  };
  call.on("ended", over);
  call.on("failed", over);
  call.connection.addEventListener("track", (e) => {
    speaker.srcObject = e.streams[0] ?? new MediaStream([e.track]);
    void speaker.play().catch(complain);
  });
}

// toggleMute is done here and not at the server: what is not to be heard never leaves.
export function toggleMute(): void {
  if (!session || !webphone.talking) return;
  if (webphone.muted) session.unmute({ audio: true });
  else session.mute({ audio: true });
  webphone.muted = !webphone.muted;
}

// gaveWay notices that another tab has taken the phone.
export function gaveWay(owner: string): void {
  if (owner === tab || !ua) return;
  stopPhone();
  sessionStorage.removeItem(place);
  webphone.state = "elsewhere";
}

export function stopPhone(): void {
  const old = ua;
  ua = undefined;
  old?.stop();
  microphone?.getTracks().forEach((t) => t.stop());
  microphone = undefined;
  webphone.state = "off";
}
