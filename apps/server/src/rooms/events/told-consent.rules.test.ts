// What messages say about consent.
import { describe, expect, it } from "vitest";
import { toldConsent } from "./told-consent.rules.ts";

const message = (categoryPreferences: unknown) => ({
  context: { consent: { categoryPreferences } },
});

describe("a message", () => {
  it("tells consent by category", () => {
    const told = toldConsent(message({ Analytics: true, Advertising: false, other: "yes" }));
    expect([...(told ?? [])]).toEqual([
      ["Analytics", true],
      ["Advertising", false],
    ]);
  });

  it.each([
    null,
    "text",
    7,
    {},
    { context: null },
    message(null),
    message("x"),
    message({}),
    message([]),
  ])("that says nothing of it (%j) tells nothing", (one) => {
    expect(toldConsent(one)).toBeNull();
  });

  it("tells no more than 50 categories, and none of an endless name", () => {
    const many = Object.fromEntries(Array.from({ length: 80 }, (_, at) => [`c${at}`, true]));
    expect(toldConsent(message(many))?.size).toBe(50);
    expect(toldConsent(message({ ["x".repeat(101)]: true }))).toBeNull();
  });
});
