import { kinds, type Items, type Kind } from "./items";

// silence is how long the server may say nothing before the connection is dead; it
// says something every two seconds.
const silence = 5_000;
const retry = 1_000;

type Change = { kind: Kind; id: string; value: Items[Kind] | undefined };

// Told is who hears the stream.
export interface Told {
  begin(fresh: boolean): void;
  change(change: Change): void;
  ready(): void;
  now(server: number): void;
  connected(yes: boolean): void;
  ended(detail: string): void;
}

// Stream keeps one connection to GET /api/stream open: it goes on where it was after a
// break, and begins anew when the server no longer knows that place.
export class Stream {
  private source: EventSource | undefined;
  private cursor = "";
  private heard = 0;
  private timer: ReturnType<typeof setInterval> | undefined;
  private opening: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly told: Told,
    private readonly make: (url: string) => EventSource = (url) => new EventSource(url),
  ) {}

  open(): void {
    if (this.timer) return;
    this.timer = setInterval(() => this.listen(), retry);
    this.connect();
  }

  close(): void {
    clearInterval(this.timer);
    clearTimeout(this.opening);
    this.timer = this.opening = undefined;
    this.source?.close();
    this.source = undefined;
    this.cursor = "";
  }

  private connect(): void {
    this.source?.close();
    this.heard = Date.now();
    const since = this.cursor ? `?since=${encodeURIComponent(this.cursor)}` : "";
    const source = (this.source = this.make(`/api/stream${since}`));
    this.on(source, "hello", (data: { fresh: boolean; now: string }) => {
      this.told.now(Date.parse(data.now));
      this.told.begin(data.fresh);
    });
    for (const kind of kinds) {
      this.on(source, kind, (data: { id: string; value?: Items[Kind] }) => {
        this.told.change({ kind, id: data.id, value: data.value });
      });
    }
    this.on(source, "ready", () => {
      this.told.connected(true);
      this.told.ready();
    });
    this.on(source, "beat", (data: { now: string }) => this.told.now(Date.parse(data.now)));
    this.on(source, "ended", (data: { detail: string }) => {
      this.close();
      this.told.ended(data.detail);
    });
    source.onerror = () => this.lost(source);
  }

  private on<T>(source: EventSource, kind: string, then: (data: T) => void): void {
    source.addEventListener(kind, (event) => {
      if (source !== this.source) return;
      this.heard = Date.now();
      const message = event as MessageEvent<string>;
      if (message.lastEventId) this.cursor = message.lastEventId;
      then(JSON.parse(message.data) as T);
    });
  }

  // listen notices a connection that is open and dead: a closed laptop, a lost network.
  private listen(): void {
    if (this.source && Date.now() - this.heard > silence) this.lost(this.source);
  }

  private lost(source: EventSource): void {
    if (source !== this.source) return;
    this.told.connected(false);
    source.close();
    this.source = undefined;
    clearTimeout(this.opening);
    this.opening = setTimeout(() => {
      if (this.timer) this.connect();
    }, retry);
  }
}
