import { describe, expect, it } from "vitest";
import { fieldKeyOf, optionKeyOf } from "./key-names.rules.ts";

describe("keys from labels", () => {
  it.each([
    ["Contract end", "contractEnd"],
    ["  Size (cm) ", "sizeCm"],
    ["Été", "ete"],
    ["2nd phone", "f2ndPhone"],
    ["契約", ""],
    ["取引 ID", ""],
  ])("%s becomes %s", (label, key) => {
    expect(fieldKeyOf(label)).toBe(key);
  });

  it("options keep their words", () => {
    expect(optionKeyOf("Very high")).toBe("very-high");
    expect(optionKeyOf("契約")).toBe("契約");
    expect(optionKeyOf("A 型")).toBe("A 型");
  });
});
