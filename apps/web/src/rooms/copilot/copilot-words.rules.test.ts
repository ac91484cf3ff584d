import { describe, expect, it } from "vitest";
import {
  factWords,
  joined,
  rungWords,
  sensitiveWords,
  shareWords,
  sureWords,
} from "./copilot-words.rules.ts";

describe("words of the copilot", () => {
  it("say how sure a draft is, in words and number", () => {
    expect(sureWords(0.91)).toBe("Very sure, 91 %");
    expect(sureWords(0.6)).toBe("Fairly sure, 60 %");
    expect(sureWords(0.31)).toBe("Not quite sure, 31 %");
  });
  it("say what made it, and what a person decides", () => {
    expect(rungWords("extractive")).toBe("Sentences of your pages");
    expect(rungWords("tiny at Local")).toBe("Worded by tiny at Local");
    expect(sensitiveWords({ kind: "price", found: ["refund"] })).toBe("Price (“refund”)");
  });
  it("name facts and shares", () => {
    const fact = { id: "i", title: "t", amountMinor: null, currency: null, at: "" };
    expect(factWords({ ...fact, object: "deals", state: "open" })).toBe("Deal, open");
    expect(factWords({ ...fact, object: "page_view", state: null })).toBe("Event");
    expect(shareWords(1, 4)).toBe("1 (25 %)");
    expect(shareWords(0, 0)).toBe("–");
  });
  it("keep what was written before", () => {
    expect(joined("", "text")).toBe("text");
    expect(joined("Hello Ida,\n", "text")).toBe("Hello Ida,\n\ntext");
  });
});
