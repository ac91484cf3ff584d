import type { Channel } from "@rapport/sdk";
import { describe, expect, it } from "vitest";
import {
  changeFrom,
  daysOf,
  emptyValues,
  hoursOf,
  inputFrom,
  originsIn,
  reasonText,
  spansText,
  standingOf,
  valuesOf,
  withDay,
} from "./channel.rules.ts";

describe("websites", () => {
  it("are taken one a line or comma, with https unless told, once each", () => {
    const text = " shop.example\nhttps://shop.example/, http://localhost:3000 \n\n";
    expect(originsIn(text)).toEqual(["https://shop.example", "http://localhost:3000"]);
  });
});

describe("hours", () => {
  it("of a form come back as they were", () => {
    const hours = { timeZone: "Europe/Berlin", open: [{ day: 2, from: "08:00", to: "12:30" }] };
    const days = daysOf(hours);
    expect(days.filter(({ isOpen }) => isOpen).map(({ day }) => day)).toEqual([2]);
    expect(hoursOf("Europe/Berlin", days)).toEqual(hours);
  });

  const open = [
    { day: 1, from: "13:00", to: "17:00" },
    { day: 1, from: "09:00", to: "12:00" },
    { day: 2, from: "09:00", to: "12:00" },
    { day: 3, from: "08:00", to: "10:00" },
    { day: 3, from: "11:00", to: "12:00" },
  ];
  const split = { timeZone: "Europe/Berlin", open };

  it("of several spans a day are said, and stay where another day is changed", () => {
    const days = daysOf(split);
    expect(days[0]).toMatchObject({ isOpen: true, from: "09:00", to: "17:00" });
    expect(spansText(days[0]?.spans ?? [])).toBe(
      "Set by the API: 09:00–12:00, 13:00–17:00. Changing the day here replaces them.",
    );
    expect(days[1]).not.toHaveProperty("spans");
    const changed = withDay(withDay(days, 2, { to: "14:00" }), 3, { from: "08:30" });
    expect(changed[2]).not.toHaveProperty("spans");
    expect(hoursOf("Europe/Berlin", changed).open).toEqual([
      { day: 1, from: "09:00", to: "12:00" },
      { day: 1, from: "13:00", to: "17:00" },
      { day: 2, from: "09:00", to: "14:00" },
      { day: 3, from: "08:30", to: "12:00" },
    ]);
  });

  it("that nobody touched are not part of a change", () => {
    const channel = { kind: "api", name: "Shop", hours: split, settings: { url: null } };
    const values = valuesOf(channel as unknown as Channel, "UTC");
    expect(changeFrom("api", { ...values, botAnswers: true })).not.toHaveProperty("hours");
    const always = { ...values, always: true, hoursTouched: true };
    expect(changeFrom("api", always)).toMatchObject({ hours: null });
  });

  it("begin as a working week", () => {
    expect(daysOf(null).map(({ isOpen }) => isOpen)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe("a form", () => {
  const channel = {
    kind: "widget",
    name: "Website",
    hours: null,
    botAnswers: true,
    settings: {
      ...{ origins: ["https://a.example"], title: "Chat", greeting: "", color: "#102030" },
      ...{ position: "left", language: "de", offlineNote: "Away" },
    },
  } as unknown as Channel;

  it("of a widget says what it was given", () => {
    const { name, botAnswers, settings } = channel;
    expect(changeFrom("widget", valuesOf(channel, "UTC"))).toEqual({ name, botAnswers, settings });
  });

  it("of another kind says only what that kind knows", () => {
    const values = { ...emptyValues("UTC"), name: " Shop ", url: " " };
    expect(inputFrom("api", values)).toEqual({
      ...{ kind: "api", name: "Shop", botAnswers: false, hours: null, settings: { url: null } },
    });
    expect(
      changeFrom("sms", { ...values, url: "https://sms.example", sender: "1" }),
    ).not.toHaveProperty("providerToken");
  });
});

it("says how a channel stands, and why something was refused", () => {
  expect(standingOf({ state: "paused", isOpen: true } as Channel).word).toBe("Paused");
  expect(standingOf({ state: "active", isOpen: false } as Channel).word).toBe("Out of hours");
  expect(reasonText("status_503")).toBe("The other side answered 503");
  expect(reasonText("expired")).toMatch(/too old/);
  expect(reasonText("something new")).toBe("something new");
});
