const every = 1_000;

// silence is how long no sound may come or go before somebody is told.
const silence = 5;

interface Counted {
  received: number;
  sent: number;
}

async function count(connection: RTCPeerConnection): Promise<Counted> {
  const counted = { received: 0, sent: 0 };
  (await connection.getStats()).forEach((s: { type: string; packetsReceived?: number; packetsSent?: number }) => {
    if (s.type === "inbound-rtp") counted.received += s.packetsReceived ?? 0;
    if (s.type === "outbound-rtp") counted.sent += s.packetsSent ?? 0;
  });
  return counted;
}

// Stillness counts for how many looks in a row nothing came and nothing went.
export class Stillness {
  private last: Counted = { received: 0, sent: 0 };
  private incoming = 0;
  private outgoing = 0;

  look(now: Counted): string {
    this.incoming = now.received > this.last.received ? 0 : this.incoming + 1;
    this.outgoing = now.sent > this.last.sent ? 0 : this.outgoing + 1;
    this.last = now;
    if (this.incoming >= silence) return "5 秒没有收到对方的声音:请检查网络;还听不到,请挂断后回拨";
    if (this.outgoing >= silence) return "5 秒没有送出您的声音:请检查麦克风是否接好、是否被静音";
    return "";
  }
}

// watchMedia tells when sound stops in either direction, and when it is back.
export function watchMedia(connection: RTCPeerConnection, tell: (why: string) => void): () => void {
  const still = new Stillness();
  const timer = setInterval(() => {
    if (connection.connectionState !== "connected") return;
    void count(connection).then((counted) => tell(still.look(counted)), () => undefined);
  }, every);
  return () => clearInterval(timer);
}
