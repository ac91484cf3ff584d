import { describe, expect, it } from "vitest";
import {
  cannotRecord,
  lengthText,
  noMicrophoneWords,
  reasonOf,
  voiceNoteName,
} from "./voice-note.rules.ts";

describe("a voice note", () => {
  it("has the moment in its name, in the zone of whoever speaks", () => {
    expect(voiceNoteName(new Date(2026, 10, 30, 11, 20))).toBe("Voice note 2026-11-30 11.20.wav");
    expect(voiceNoteName(new Date(2026, 0, 2, 3, 4))).toBe("Voice note 2026-01-02 03.04.wav");
  });

  it.each([
    [-5, "0:00"],
    [7_999, "0:07"],
    [60_000, "1:00"],
    [599_000, "9:59"],
    [3_723_000, "1:02:03"],
  ])("tells %d ms as %s", (ms, text) => {
    expect(lengthText(ms)).toBe(text);
  });
});

describe("a microphone that cannot be used", () => {
  it.each([
    ["NotAllowedError", "denied", /Allow it/],
    ["NotFoundError", "missing", /Connect one/],
    ["NotReadableError", "busy", /another program/],
    ["NotSupportedError", "unsupported", /cannot record/],
    ["EncodingError", "failed", /Try again/],
  ] as const)("%s: %s, with what to do", (name, reason, words) => {
    expect(reasonOf(name)).toBe(reason);
    expect(noMicrophoneWords(reason)).toMatch(words);
    expect(noMicrophoneWords(reason)).toMatch(/attach the file\.$/);
  });

  it("is known before it is asked for where the page or the browser rules it out", () => {
    const able = { isSecure: true, hasDevices: true, hasRecorder: true };
    expect(cannotRecord(able)).toBeNull();
    expect(cannotRecord({ ...able, isSecure: false, hasDevices: false })).toBe("insecure");
    expect(cannotRecord({ ...able, hasDevices: false })).toBe("unsupported");
    expect(cannotRecord({ ...able, hasRecorder: false })).toBe("unsupported");
  });
});
