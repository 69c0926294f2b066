const every = 1_000;

// silence is how long no sound may come or go before somebody is told.
const silence = 5;

// longest is how long a connection may be broken: Asterisk gives it up as soon.
const longest = 20;

// idle is the most energy that a second of nothing has in A-law, whose zero is none.
const idle = 2.5e-7;

interface Counted {
  received: number; // packets
  sent: number;
  heard?: number; // energy since the beginning, if the browser says
  spoken?: number;
}

// Expected are the directions in which sound must go now: nothing comes to who has put the
// call on hold, and nothing is to leave who is mute.
export interface Expected {
  incoming: boolean;
  outgoing: boolean;
}

type Stat = { type: string; kind?: string; packetsReceived?: number; packetsSent?: number; totalAudioEnergy?: number };

async function count(connection: RTCPeerConnection): Promise<Counted> {
  const counted: Counted = { received: 0, sent: 0 };
  (await connection.getStats()).forEach((s: Stat) => {
    if (s.type === "inbound-rtp") {
      counted.received += s.packetsReceived ?? 0;
      if (s.totalAudioEnergy !== undefined) counted.heard = (counted.heard ?? 0) + s.totalAudioEnergy;
    }
    if (s.type === "outbound-rtp") counted.sent += s.packetsSent ?? 0;
    if (s.type === "media-source" && s.totalAudioEnergy !== undefined) counted.spoken = s.totalAudioEnergy;
  });
  return counted;
}

// Stillness counts for how many looks in a row nothing came and nothing went. A microphone
// that is dead sends packets all the same, and Asterisk sends silence for who is gone; the
// quietest room and the quietest line are not quite nothing.
export class Stillness {
  private last: Counted = { received: 0, sent: 0 };
  private incoming = 0;
  private outgoing = 0;

  look(now: Counted, expected: Expected = { incoming: true, outgoing: true }): string {
    const came = now.received > this.last.received && (now.heard === undefined || now.heard > (this.last.heard ?? 0) + idle);
    const went = now.sent > this.last.sent && (now.spoken === undefined || now.spoken > (this.last.spoken ?? 0));
    this.incoming = came || !expected.incoming ? 0 : this.incoming + 1;
    this.outgoing = went || !expected.outgoing ? 0 : this.outgoing + 1;
    this.last = now;
    if (this.incoming >= silence) return "5 秒没有收到对方的声音:请问一声能否听到,没有回答就检查耳机和网络;还听不到,请挂断后回拨";
    if (this.outgoing >= silence) return "5 秒没有送出您的声音:请检查麦克风是否接好、是否被静音";
    return "";
  }
}

// watchMedia tells when sound stops in either direction, and when it is back; and when the
// other end is gone without a word.
export function watchMedia(connection: RTCPeerConnection, expected: () => Expected, tell: (why: string) => void, gone: () => void): () => void {
  const still = new Stillness();
  let apart = 0;
  const timer = setInterval(() => {
    if (connection.connectionState === "disconnected" || connection.connectionState === "failed") {
      if (++apart === longest) gone();
      return;
    }
    apart = 0;
    if (connection.connectionState !== "connected") return;
    void count(connection).then((counted) => tell(still.look(counted, expected())), () => undefined);
  }, every);
  return () => clearInterval(timer);
}
