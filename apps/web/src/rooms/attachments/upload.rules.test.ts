import { describe, expect, it } from "vitest";
import { percentOf, sizeText, typeText, uploads } from "./upload.rules.ts";

describe("files on their way", () => {
  it("start, move on, fail or leave, each by itself", () => {
    const files = [
      { key: 1, name: "a", bytes: 10 },
      { key: 2, name: "b", bytes: 20 },
    ];
    let now = uploads([], { kind: "start", files });
    now = uploads(now, { kind: "progress", key: 1, sent: 5 });
    now = uploads(now, { kind: "fail", key: 2, error: "Too large" });
    expect(now).toEqual([
      { key: 1, name: "a", bytes: 10, sent: 5, error: null },
      { key: 2, name: "b", bytes: 20, sent: 0, error: "Too large" },
    ]);
    expect(uploads(now, { kind: "leave", key: 1 }).map(({ key }) => key)).toEqual([2]);
  });

  it("are told in words", () => {
    expect(percentOf({ sent: 5, bytes: 20 })).toBe(25);
    expect(percentOf({ sent: 0, bytes: 0 })).toBe(100);
    expect([0, 999, 1000, 1_449_000, 52_000_000, 3e9].map(sizeText)).toEqual([
      "0 B",
      "999 B",
      "1.0 kB",
      "1.4 MB",
      "52 MB",
      "3.0 GB",
    ]);
    expect(["application/pdf", "image/png", "text/html"].map(typeText)).toEqual([
      "PDF",
      "PNG",
      "Web page",
    ]);
  });
});
