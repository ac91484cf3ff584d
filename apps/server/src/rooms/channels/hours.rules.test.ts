// Business hours by the clock on the wall, over midnight, weekends and both changes of summer time.
import { describe, expect, it } from "vitest";
import { isOpenAt, nextOpening } from "./hours.rules.ts";
import { hoursFault } from "./settings.rules.ts";

const weekdays = [1, 2, 3, 4, 5].map((day) => ({ day, from: "09:00", to: "17:30" }));
const berlin = { timeZone: "Europe/Berlin", open: weekdays };
const ms = (text: string) => Date.parse(text);

describe("business hours", () => {
  it.each([
    ["before the first minute", "2026-11-30T07:59:59Z", false],
    ["from the first minute", "2026-11-30T08:00:00Z", true],
    ["until the last", "2026-11-30T16:29:59Z", true],
    ["not after it", "2026-11-30T16:30:00Z", false],
    ["not on a Saturday", "2026-11-28T10:00:00Z", false],
    ["an hour earlier in UTC in summer", "2026-07-01T07:00:00Z", true],
  ])("%s", (_what, at, open) => {
    expect(isOpenAt(berlin, ms(at))).toBe(open);
  });

  it.each([
    ["later the same day", "2026-11-30T05:00:00Z", "2026-11-30T08:00:00Z"],
    ["the next day", "2026-11-30T20:00:00Z", "2026-12-01T08:00:00Z"],
    ["over the weekend", "2026-11-27T20:00:00Z", "2026-11-30T08:00:00Z"],
    ["over the end of summer time", "2026-10-23T20:00:00Z", "2026-10-26T08:00:00Z"],
    ["over its beginning", "2026-03-27T20:00:00Z", "2026-03-30T07:00:00Z"],
  ])("open again %s", (_what, at, opens) => {
    expect(new Date(nextOpening(berlin, ms(at)) ?? 0).toISOString()).toBe(
      new Date(opens).toISOString(),
    );
  });

  it("that are none are always; that hold nothing, never", () => {
    expect(isOpenAt(null, 0)).toBe(true);
    const never = { timeZone: "UTC", open: [] };
    expect([isOpenAt(never, 0), nextOpening(never, 0)]).toEqual([false, null]);
    expect(nextOpening(berlin, ms("2026-11-30T10:00:00Z"))).toBe(null);
  });

  it("go to the end of a day, and on with the next", () => {
    const night = {
      timeZone: "America/New_York",
      open: [
        { day: 1, from: "22:00", to: "24:00" },
        { day: 2, from: "00:00", to: "06:00" },
      ],
    };
    expect(isOpenAt(night, ms("2026-12-01T04:59:00Z"))).toBe(true);
    expect(isOpenAt(night, ms("2026-12-01T05:00:00Z"))).toBe(true);
    expect(isOpenAt(night, ms("2026-12-01T11:00:00Z"))).toBe(false);
  });

  it("know time zones from what is none", () => {
    expect(hoursFault({ timeZone: "Asia/Kolkata", open: [] })).toBeNull();
    expect(hoursFault({ timeZone: "Mars/Base", open: [] })).toContain("time zone");
  });
});
