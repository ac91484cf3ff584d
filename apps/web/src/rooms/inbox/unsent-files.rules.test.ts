import { describe, expect, it } from "vitest";
import {
  carriageWords,
  isPastedText,
  refusalOf,
  type UnsentFile,
  unsent,
  whyNotSendable,
} from "./unsent-files.rules.ts";

const file = (key: number, change: Partial<UnsentFile> = {}): UnsentFile => ({
  ...{ key, name: `${key}.pdf`, bytes: 10, sent: 10, error: null },
  attachment: { id: `id-${key}`, type: "application/pdf" },
  ...change,
});

describe("files beside what is being written", () => {
  it("start, move on, arrive, fail, are tried again and leave, each by itself", () => {
    const start = [
      { key: 1, name: "a", bytes: 10, error: null },
      { key: 2, name: "b", bytes: 20, error: null },
      { key: 3, name: "c", bytes: 0, error: "Empty" },
    ];
    let now = unsent([], { kind: "start", files: start });
    now = unsent(now, { kind: "progress", key: 1, sent: 5 });
    now = unsent(now, { kind: "fail", key: 2, error: "Too large" });
    expect(now.map(({ sent, error }) => [sent, error])).toEqual([
      [5, null],
      [0, "Too large"],
      [0, "Empty"],
    ]);
    now = unsent(now, { kind: "again", key: 2 });
    now = unsent(now, { kind: "there", key: 1, attachment: { id: "x", type: "text/plain" } });
    expect(now.map(({ error, attachment }) => [error, attachment?.id])).toEqual([
      [null, "x"],
      [null, undefined],
      ["Empty", undefined],
    ]);
    expect(unsent(now, { kind: "leave", keys: [1, 3] }).map(({ key }) => key)).toEqual([2]);
  });

  it("are refused at once when they are empty or too many", () => {
    expect(refusalOf({ size: 5 }, 19)).toBeNull();
    expect(refusalOf({ size: 0 }, 0)).toMatch(/empty/);
    expect(refusalOf({ size: 5 }, 20)).toMatch(/20 files/);
  });

  it("are not taken for text, nor text for them", () => {
    expect(isPastedText(["text/plain", "text/html", "Files"])).toBe(true);
    expect(isPastedText(["text/html", "Files"])).toBe(false);
    expect(isPastedText(["text/plain", "Files"])).toBe(false);
  });
});

describe("what can be sent", () => {
  const reply = { kind: "reply" as const, text: "Here", files: [file(1)], isRecording: false };
  const note = { ...reply, kind: "note" as const };

  it("is a text, or a note of files alone", () => {
    expect(whyNotSendable(reply)).toBeNull();
    expect(whyNotSendable({ ...note, text: " " })).toBeNull();
    expect(whyNotSendable({ ...reply, text: " " })).toMatch(/needs a text/);
    expect(whyNotSendable({ ...note, text: "", files: [] })).toBe("");
  });

  it("waits for its files, and does not leave one behind that was not taken", () => {
    const onItsWay = file(2, { attachment: null });
    const refused = file(2, { attachment: null, error: "Too large" });
    expect(whyNotSendable({ ...reply, files: [file(1), onItsWay] })).toMatch(/on their way/);
    expect(whyNotSendable({ ...note, files: [file(1), refused] })).toMatch(/not taken/);
    expect(whyNotSendable({ ...note, isRecording: true })).toMatch(/voice note/);
  });
});

describe("what becomes of files", () => {
  it("is said where the channel does not take them to the customer", () => {
    expect(carriageWords("reply", "widget", [file(1)])).toMatch(/only the text/);
    expect(carriageWords("reply", "sms", [file(1)])).toMatch(/only the text/);
    expect(carriageWords("reply", "email", [file(1)])).toBeNull();
    expect(carriageWords("note", "widget", [file(1)])).toBeNull();
    expect(carriageWords("reply", "widget", [])).toBeNull();
  });

  it("is said where a mail becomes too heavy", () => {
    const heavy = [file(1, { bytes: 15_000_000 }), file(2, { bytes: 9_000_000 })];
    expect(carriageWords("reply", "email", heavy)).toMatch(/^24 MB/);
  });
});
