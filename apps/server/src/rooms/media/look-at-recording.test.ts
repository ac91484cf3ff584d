// What files are, told from their bytes: recordings of the kinds that are heard, and everything that only calls itself one.
import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toneOf } from "../../../test/recordings.ts";
import { lookAtRecording } from "./look-at-recording.ts";
import { looksRecorded } from "./recording-head.rules.ts";
import { durationMsOf, paidMsOf, recordingTypeOf } from "./recording-type.rules.ts";

const of = (container: string | null, more = {}) =>
  recordingTypeOf({ container, hasAudio: true, hasVideo: false, duration: null, ...more });

describe("the kind of a recording", () => {
  it.each([
    ["WAVE", "audio/wav"],
    ["MPEG", "audio/mpeg"],
    ["ADTS/MPEG-4", "audio/aac"],
    ["Ogg", "audio/ogg"],
    ["FLAC", "audio/flac"],
    ["EBML/webm", "audio/webm"],
    ["EBML/matroska", "audio/webm"],
    ["M4A/isom/iso2", "audio/mp4"],
    ["isom/iso2/mp41", "audio/mp4"],
    ["AIFF", null],
    ["ASF/audio", null],
    [null, null],
  ])("in %s is %s", (container, type) => {
    expect(of(container)).toBe(type);
  });

  it("is none where there are pictures, or no sound", () => {
    expect(of("EBML/webm", { hasVideo: true })).toBeNull();
    expect(of("M4A", { hasAudio: false })).toBeNull();
  });
});

it("a length that cannot be is not told", () => {
  const told = [null, 0, -3, Number.NaN, Number.POSITIVE_INFINITY, 1e9, 2.5];
  expect(told.map((duration) => durationMsOf({ duration }))).toEqual([
    ...[null, null, null, null, null, null],
    2500,
  ]);
});

it.each([
  ["audio/ogg", null, 25_000_000, null],
  ["audio/ogg", 60_000, 480_000, 60_000],
  ["audio/mpeg", 1, 25_000_000, 390_625],
  ["audio/wav", 1, 25_000_000, 43_402],
  ["audio/wav", 11_000, 352_000, 11_000],
] as const)(
  "a file of %s that says %s ms and has %s bytes is paid as %s ms",
  (type, told, bytes, ms) => {
    expect(paidMsOf(type, told, bytes)).toBe(ms);
  },
);

describe("the bytes of a file", () => {
  it("tell a tone and its length", async () => {
    const looked = await lookAtRecording(toneOf(1.5));
    expect(looked).toEqual({ type: "audio/wav", durationMs: 1500 });
    expect(looksRecorded(toneOf(1).subarray(0, 16))).toBe(true);
  });

  it("are none of text, of nothing, of a picture, of a beginning without an end", async () => {
    const gif = Buffer.from("GIF89a\x01\x00\x01\x00\x00\x00\x00;", "latin1");
    for (const bytes of [
      Buffer.from("Hello"),
      Buffer.alloc(0),
      gif,
      Buffer.from("OggS"),
      Buffer.concat([Buffer.from("fLaC"), Buffer.alloc(5000)]),
    ]) {
      expect((await lookAtRecording(bytes)).type, bytes.toString("latin1", 0, 8)).toBeNull();
    }
    for (const bytes of [gif, Buffer.from("PK\x03\x04"), Buffer.from("MZ"), Buffer.from("<html>")])
      expect(looksRecorded(bytes)).toBe(false);
  });

  it("never bring the process down, whatever they are", async () => {
    const heads = ["RIFF\x00\x00\x00\x00WAVE", "ID3\x04", "OggS", "fLaC", "\x00\x00\x00 ftypM4A "];
    const hostile = fc.tuple(
      fc.constantFrom(...heads, "\x1aE\xdf\xa3", "\xff\xfb"),
      fc.uint8Array({ maxLength: 400 }),
    );
    await fc.assert(
      fc.asyncProperty(hostile, async ([head, rest]) => {
        const looked = await lookAtRecording(Buffer.concat([Buffer.from(head, "latin1"), rest]));
        const { durationMs } = looked;
        expect(durationMs === null || (durationMs > 0 && durationMs <= 86_400_000)).toBe(true);
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  const clips = new URL("../../../../../../shared/data/speech/", import.meta.url);
  const isThere = existsSync(clips);
  if (!isThere)
    process.stdout.write("Clips of speech: skipped, there is no ../shared/data/speech\n");

  it.skipIf(!isThere)("tell what clips of speech are", async () => {
    const found = [];
    for (const name of ["jfk.wav", "chinese.flac", "tau2/persona_wei_lin.mp3"]) {
      const { type, durationMs } = await lookAtRecording(readFileSync(new URL(name, clips)));
      found.push([type, Math.round((durationMs ?? 0) / 100)]);
    }
    expect(found).toEqual([
      ["audio/wav", 110],
      ["audio/flac", 10],
      ["audio/mpeg", 86],
    ]);
  });
});
