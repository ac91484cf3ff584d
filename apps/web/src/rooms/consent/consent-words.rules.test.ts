// Consent in words.
import type { PurposeConsent } from "@rapport/sdk";
import { describe, expect, it } from "vitest";
import { doneText, statementText, stateText, toneOf } from "./consent-words.rules.ts";

const one = (state: PurposeConsent["state"], isAllowed: boolean): PurposeConsent => ({
  purpose: "analytics",
  label: "Analytics",
  about: null,
  state,
  isAllowed,
  basis: null,
  statement: null,
});

describe("the state of a purpose", () => {
  it.each([
    ["granted", true, "Agreed", "good"],
    ["denied", false, "Objected", "bad"],
    ["unknown", true, "Unknown, so allowed", "plain"],
    ["unknown", false, "Unknown, so not allowed", "plain"],
  ] as const)("%s, allowed %s: %s", (state, isAllowed, text, tone) => {
    expect(stateText(one(state, isAllowed))).toBe(text);
    expect(toneOf(one(state, isAllowed))).toBe(tone);
  });

  it("is told as what happened", () => {
    expect(statementText("denied", "Analytics")).toBe("Analytics: objected");
    expect(statementText("unknown", "Analytics")).toBe("Analytics: not known any more");
    expect(doneText("granted", "Analytics")).toBe("Analytics: agreement noted.");
    expect(doneText("unknown", "Analytics")).toBe("Analytics is unknown now.");
  });
});
