import { describe, expect, it } from "vitest";
import { mixed, toInt16, wavOf, wavRate } from "./wav.rules.ts";

const wordAt = (view: DataView, at: number): string =>
  String.fromCharCode(...Array.from({ length: 4 }, (_, step) => view.getUint8(at + step)));

describe("sound as a WAV file", () => {
  it("says in its head what it is: 16 kHz, one channel, 16 bits, and how long", () => {
    const view = new DataView(wavOf(new Float32Array(wavRate * 2)));
    expect([0, 8, 12, 36].map((at) => wordAt(view, at))).toEqual(["RIFF", "WAVE", "fmt ", "data"]);
    expect(view.getUint32(4, true)).toBe(view.byteLength - 8);
    expect(view.getUint32(16, true)).toBe(16);
    expect([20, 22, 32, 34].map((at) => view.getUint16(at, true))).toEqual([1, 1, 2, 16]);
    const [rate, bytesPerSecond] = [24, 28].map((at) => view.getUint32(at, true));
    expect([rate, bytesPerSecond]).toEqual([16_000, 32_000]);
    const dataBytes = view.getUint32(40, true);
    expect(dataBytes).toBe(view.byteLength - 44);
    expect(dataBytes / (bytesPerSecond ?? 0)).toBe(2);
  });

  it("keeps each sample in its place, the least byte first", () => {
    const view = new DataView(wavOf(Float32Array.of(0, 1, -1, 0.5), 8_000));
    expect(view.getUint32(24, true)).toBe(8_000);
    expect([44, 46, 48, 50].map((at) => view.getInt16(at, true))).toEqual([
      0, 32_767, -32_768, 16_384,
    ]);
    expect([view.getUint8(46), view.getUint8(47)]).toEqual([0xff, 0x7f]);
  });

  it("is a file of its own when nothing was said", () => {
    const view = new DataView(wavOf(new Float32Array()));
    expect([view.byteLength, view.getUint32(4, true), view.getUint32(40, true)]).toEqual([
      44, 36, 0,
    ]);
  });

  it.each([
    [1.5, 32_767],
    [-7, -32_768],
    [Number.POSITIVE_INFINITY, 32_767],
    [Number.NaN, 0],
    [0.25, 8_192],
    [-0.25, -8_192],
  ])("has room for %d", (sample, held) => {
    expect(toInt16(sample)).toBe(held);
  });

  it("is one channel, whatever the microphone has", () => {
    const [left, right] = [Float32Array.of(1, 0.5, 0), Float32Array.of(0, 0.5, -1)];
    expect([...mixed([left, right])]).toEqual([0.5, 0.5, -0.5]);
    expect(mixed([left])).toBe(left);
    expect(mixed([])).toHaveLength(0);
    expect([...mixed([left, Float32Array.of(1)])]).toEqual([1, 0.25, 0]);
  });
});
