import { describe, expect, it } from "vitest";
import { formatRelative } from "./format.rules.ts";

const now = new Date("2026-03-01T12:00:00Z").getTime();

describe("a time as people say it", () => {
  it.each([
    ["2026-03-01T11:59:40Z", "just now"],
    ["2026-03-01T12:00:40Z", "just now"],
    ["not a time", "not a time"],
  ])("%s is %s", (value, words) => expect(formatRelative(value, now)).toBe(words));

  it.each([
    ["2026-03-01T11:15:00Z", /^45\D/],
    ["2026-03-01T14:00:00Z", /\b2\b/],
    ["2026-03-04T12:00:00Z", /\b3\b/],
    ["2026-06-04T12:00:00Z", /2026/],
  ])("%s, before or after, is no now", (value, words) =>
    expect(formatRelative(value, now)).toMatch(words),
  );
});
