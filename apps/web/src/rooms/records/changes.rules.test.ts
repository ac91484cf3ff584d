import { describe, expect, it } from "vitest";
import { differences } from "./changes.rules.ts";

describe("differences", () => {
  it("names changed fields, custom ones with their prefix, and nothing of the system", () => {
    expect(
      differences(
        { city: "Rome", version: 1, custom: { tier: "gold", size: 3 } },
        { city: "Oslo", version: 2, custom: { tier: "iron", size: 3 } },
      ),
    ).toEqual([
      { field: "city", before: "Rome", after: "Oslo" },
      { field: "custom.tier", before: "gold", after: "iron" },
    ]);
  });

  it("reads a missing side as empty", () => {
    expect(differences(null, { name: "A", email: null })).toEqual([
      { field: "name", before: null, after: "A" },
    ]);
  });
});
