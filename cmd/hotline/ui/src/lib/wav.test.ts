import { expect, test } from "vitest";
import { mixed, wavOf } from "./wav";

test("a WAV file says what it holds", () => {
  const file = wavOf(new Float32Array([0, 1, -1, 2, 0.5]));
  const view = new DataView(file);
  const text = (at: number) => String.fromCharCode(...new Uint8Array(file, at, 4));
  expect([text(0), text(8), text(12), text(36)]).toEqual(["RIFF", "WAVE", "fmt ", "data"]);
  expect([view.getUint32(4, true), view.getUint32(24, true), view.getUint32(40, true)]).toEqual([file.byteLength - 8, 8000, 10]);
  const sample = (n: number) => view.getInt16(44 + 2 * n, true);
  expect([0, 1, 2, 3, 4].map(sample)).toEqual([0, 32767, -32767, 32767, 16384]);
});

test("two channels become their mean", () => {
  expect([...mixed([new Float32Array([1, 0]), new Float32Array([0, -1])])]).toEqual([0.5, -0.5]);
});
