import { afterAll, describe, expect, it } from "vitest";
import {
  formatDateTime,
  formatMoney,
  formatNumber,
  formatRelative,
  readAs,
} from "./format.rules.ts";

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

describe("the reader's language and zone", () => {
  afterAll(() => readAs({ locale: null, timeZone: null }));

  it("count from the moment on when they are chosen", () => {
    readAs({ locale: "en-GB", timeZone: "UTC" });
    expect([formatNumber(1234.5), formatDateTime("2026-03-01T12:00:00Z")]).toEqual([
      "1,234.5",
      "1 Mar 2026, 12:00",
    ]);
    readAs({ locale: "de-DE", timeZone: "Asia/Tokyo" });
    expect([formatNumber(1234.5), formatDateTime("2026-03-01T12:00:00Z")]).toEqual([
      "1.234,5",
      "01.03.2026, 21:00",
    ]);
  });

  it.each([
    [123_450, "EUR", "€1,234.50"],
    [123_400, "EUR", "€1,234"],
    [1234, "JPY", "JP¥1,234"],
    [123_450, null, "1,234.50"],
    [123_450, "no currency", "1,234.50 no currency"],
  ])("%i of %s", (amount, currency, words) => {
    readAs({ locale: "en-IE", timeZone: null });
    expect(formatMoney(amount, currency)).toBe(words);
    expect(formatMoney(amount, currency)).toBe(words);
  });
});
