import { describe, expect, it } from "vitest";
import { reasonWords } from "./sign-in-words.rules.ts";

describe("reasonWords", () => {
  it("has words for what the server says, and none for what somebody put into the address", () => {
    expect(reasonWords("provider_down")).toMatch(/does not answer/);
    expect(reasonWords("<b>win a phone</b>")).toBeNull();
    expect(reasonWords("constructor")).toBeNull();
    expect(reasonWords(undefined)).toBeNull();
  });
});
