import { describe, expect, it } from "vitest";
import { handlerOf } from "./keys.ts";

const [note, notifications] = [() => "note", () => "notifications"];

describe("keys", () => {
  it("end a sequence, or stand alone, and are never taken for the other", () => {
    const screen = { n: note };
    const frame = { "g n": notifications };
    expect(handlerOf(screen, "", "n")).toBe(note);
    expect(handlerOf(screen, "g", "n")).toBeUndefined();
    expect(handlerOf(frame, "g", "n")).toBe(notifications);
    expect(handlerOf(frame, "", "n")).toBeUndefined();
  });
});
