import { describe, expect, it } from "vitest";
import { createSealer } from "./sealing.ts";

const secret = "a-secret-for-tests-that-is-long-enough";

describe("createSealer", () => {
  it("opens what it sealed, and never seals alike twice", () => {
    const sealer = createSealer(secret, "one");
    const sealed = sealer.seal("the secret");
    expect(sealed).not.toContain("secret");
    expect(sealer.seal("the secret")).not.toBe(sealed);
    expect(sealer.open(sealed)).toBe("the secret");
  });

  it("refuses another purpose, another installation, and text that was changed", () => {
    const sealed = createSealer(secret, "one").seal("the secret");
    expect(() => createSealer(secret, "two").open(sealed)).toThrow(/cannot be read/);
    expect(() => createSealer(`${secret}!`, "one").open(sealed)).toThrow(/cannot be read/);
    const changed = `${sealed.slice(0, -2)}${sealed.endsWith("AA") ? "BB" : "AA"}`;
    expect(() => createSealer(secret, "one").open(changed)).toThrow(/cannot be read/);
    expect(() => createSealer(secret, "one").open("s1.")).toThrow(/cannot be read/);
  });
});
