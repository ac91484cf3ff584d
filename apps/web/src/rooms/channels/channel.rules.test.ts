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
  standingOf,
  valuesOf,
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
    const { name, hours, botAnswers, settings } = channel;
    expect(changeFrom("widget", valuesOf(channel, "UTC"))).toEqual({
      name,
      hours,
      botAnswers,
      settings,
    });
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
