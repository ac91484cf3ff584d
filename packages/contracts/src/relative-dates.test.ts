import { describe, expect, it } from "vitest";
import { instantOfWall, isRelativeRange, isZone, spanOf } from "./relative-dates.ts";

const at = (iso: string, zone: string) => ({ nowMs: Date.parse(iso), zone });
const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

describe("relative dates", () => {
  // Thursday; in Paris it is already the 20th, in Los Angeles still the 19th.
  const night = "2026-03-19T23:30:00.000Z";

  it.each([
    ["today", "Europe/Paris", "2026-03-20", "2026-03-21"],
    ["today", "America/Los_Angeles", "2026-03-19", "2026-03-20"],
    ["yesterday", "Europe/Paris", "2026-03-19", "2026-03-20"],
    ["this-week", "Europe/Paris", "2026-03-16", "2026-03-23"],
    ["next-week", "Europe/Paris", "2026-03-23", "2026-03-30"],
    ["last-month", "Europe/Paris", "2026-02-01", "2026-03-01"],
    ["this-quarter", "UTC", "2026-01-01", "2026-04-01"],
    ["last-quarter", "UTC", "2025-10-01", "2026-01-01"],
    ["next-year", "UTC", "2027-01-01", "2028-01-01"],
    ["last-30-days", "UTC", "2026-02-17", "2026-03-20"],
    ["next-2-weeks", "UTC", "2026-03-19", "2026-04-03"],
    ["last-1-months", "UTC", "2026-02-19", "2026-03-20"],
  ])("%s in %s is the days from %s until %s", (range, zone, fromDay, toDay) => {
    expect(spanOf(range, at(night, zone))).toMatchObject({ fromDay, toDay });
  });

  it.each([
    ["shown once", "Europe/Berlin", "2027-03-28T01:30:00.000Z", "2027-03-28T00:30:00.000Z"],
    ["left out", "Europe/Berlin", "2027-03-28T02:30:00.000Z", "2027-03-28T01:00:00.000Z"],
    [
      "left out at midnight",
      "America/Havana",
      "2027-03-14T00:00:00.000Z",
      "2027-03-14T05:00:00.000Z",
    ],
    [
      "left out at midnight",
      "Africa/Cairo",
      "2027-04-30T00:00:00.000Z",
      "2027-04-29T22:00:00.000Z",
    ],
    [
      "left out by halves",
      "Australia/Lord_Howe",
      "2027-10-03T02:15:00.000Z",
      "2027-10-02T15:30:00.000Z",
    ],
    ["shown twice", "Europe/Berlin", "2026-10-25T02:30:00.000Z", "2026-10-25T00:30:00.000Z"],
    ["shown twice", "America/New_York", "2026-11-01T01:30:00.000Z", "2026-11-01T05:30:00.000Z"],
  ])("a time that is %s in %s is one instant", (_how, zone, shown, instant) => {
    expect(iso(instantOfWall(Date.parse(shown), zone))).toBe(instant);
  });

  it("begins a day at the zone's midnight, also where the clock is changed that day", () => {
    // Paris goes from UTC+1 to UTC+2 on 29 March 2026, at 01:00 UTC.
    const span = spanOf("today", at("2026-03-29T12:00:00.000Z", "Europe/Paris"));
    expect([iso(span.fromMs), iso(span.toMs)]).toEqual([
      "2026-03-28T23:00:00.000Z",
      "2026-03-29T22:00:00.000Z",
    ]);
  });

  it("counts hours from the moment itself", () => {
    const span = spanOf("last-36-hours", at(night, "Europe/Paris"));
    expect([iso(span.fromMs), iso(span.toMs)]).toEqual(["2026-03-18T11:30:00.000Z", night]);
    expect([span.fromDay, span.toDay]).toEqual(["2026-03-18", "2026-03-21"]);
  });

  it("ends a month back at the last day of a shorter one", () => {
    const span = spanOf("last-1-months", at("2026-03-31T12:00:00.000Z", "UTC"));
    expect(span.fromDay).toBe("2026-02-28");
  });

  it("knows no end of the future", () => {
    expect(spanOf("future", at(night, "UTC"))).toMatchObject({ toMs: null, fromDay: "2026-03-20" });
    expect(spanOf("past", at(night, "UTC"))).toMatchObject({ fromMs: null, toDay: "2026-03-19" });
  });

  it("refuses what means nothing", () => {
    for (const bad of ["", "last-0-days", "last-99999-days", "soon", 7, null, "last-3-moons"]) {
      expect(isRelativeRange(bad)).toBe(false);
    }
    expect(isZone("Mars/Olympus")).toBe(false);
    expect(isZone("Asia/Kolkata")).toBe(true);
  });
});
