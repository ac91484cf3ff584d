import type { Quote, QuoteStatus } from "@rapport/sdk";
import { describe, expect, it } from "vitest";
import { actsOf, nameOf } from "./quote-words.rules.ts";

const quote = (status: QuoteStatus, more: Partial<Quote> = {}) =>
  ({ status, isLatest: true, mayChange: true, ...more }) as Quote;
const offered = (given: Quote): string[] =>
  Object.entries(actsOf(given)).flatMap(([name, may]) => (may ? [name] : []));

describe("a quote on the screen", () => {
  it("is named by its number and version", () => {
    expect(nameOf({ number: null, versionNo: 1 })).toBe("New quote");
    expect(nameOf({ number: "Q-1", versionNo: 1 })).toBe("Q-1");
    expect(nameOf({ number: "Q-1", versionNo: 3 })).toBe("Q-1 v3");
  });

  it("offers what can be done with it as it stands", () => {
    expect(offered(quote("draft"))).toEqual(["edit", "send", "remove"]);
    expect(offered(quote("sent"))).toEqual(["decide", "revise"]);
    expect(offered(quote("sent", { isLatest: false }))).toEqual(["decide"]);
    for (const status of ["accepted", "declined", "expired"] as const) {
      expect(offered(quote(status))).toEqual(["revise"]);
    }
    expect(offered(quote("draft", { mayChange: false }))).toEqual([]);
  });
});
