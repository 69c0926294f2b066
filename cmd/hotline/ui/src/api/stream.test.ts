import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Stream } from "./stream";

// Source is an EventSource whose server is the test.
class Source extends EventTarget {
  static opened: Source[] = [];
  closed = false;
  onerror: (() => void) | null = null;
  constructor(readonly url: string) {
    super();
    Source.opened.push(this);
  }
  close() {
    this.closed = true;
  }
  say(kind: string, data: object, lastEventId = "") {
    this.dispatchEvent(new MessageEvent(kind, { data: JSON.stringify(data), lastEventId }));
  }
}

const told = { begin: vi.fn(), change: vi.fn(), ready: vi.fn(), now: vi.fn(), connected: vi.fn(), ended: vi.fn() };
let stream: Stream;

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  Source.opened = [];
  stream = new Stream(told, (url) => new Source(url) as unknown as EventSource);
  stream.open();
});
afterEach(() => {
  stream.close();
  vi.useRealTimers();
});

const last = () => Source.opened.at(-1)!;

test("a connection that says nothing for five seconds is dead, and goes on where it was", () => {
  last().say("hello", { fresh: true, now: "2026-11-23T00:00:00Z" });
  last().say("ready", {}, "c1.7");
  expect(told.connected).toHaveBeenLastCalledWith(true);
  for (let i = 0; i < 3; i++) {
    vi.advanceTimersByTime(2_000);
    last().say("beat", { now: "2026-11-23T00:00:02Z" }, "c1.8");
  }
  expect(Source.opened).toHaveLength(1);
  vi.advanceTimersByTime(7_000);
  expect(told.connected).toHaveBeenLastCalledWith(false);
  expect(Source.opened[0]!.closed).toBe(true);
  expect(last().url).toBe("/api/stream?since=c1.8");
});

test("what an old connection still says is not heard", () => {
  const old = last();
  old.onerror?.();
  vi.advanceTimersByTime(1_500);
  expect(Source.opened).toHaveLength(2);
  old.say("call", { id: "x", value: {} });
  expect(told.change).not.toHaveBeenCalled();
  last().say("call", { id: "x" });
  expect(told.change).toHaveBeenCalledWith({ kind: "call", id: "x", value: undefined });
});

test("what has ended is not opened again", () => {
  last().say("ended", { detail: "已经退出登录" });
  vi.advanceTimersByTime(20_000);
  expect(told.ended).toHaveBeenCalledWith("已经退出登录");
  expect(Source.opened).toHaveLength(1);
});
