import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keyFiles, loadAppSecret, loadSigningKey } from "./crypto.ts";

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "rapport-keys-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

describe("the signing key", () => {
  it("is made once, and what it signed still verifies after a start", () => {
    const signature = loadSigningKey(dataDir).sign("checkpoint");
    const again = loadSigningKey(dataDir);
    expect(again.verify("checkpoint", signature)).toBe(true);
    expect(again.verify("other", signature)).toBe(false);
    expect(again.id).toMatch(/^[0-9a-f]{16}$/);
  });

  it("is for its owner's eyes only, and leaves no draft behind", () => {
    loadSigningKey(dataDir);
    loadAppSecret(dataDir, "");
    for (const file of keyFiles(dataDir)) expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(dataDir, "keys"))).toHaveLength(2);
  });

  it("is never replaced when it is broken", () => {
    loadSigningKey(dataDir);
    const [file = ""] = keyFiles(dataDir);
    writeFileSync(file, "");
    expect(() => loadSigningKey(dataDir)).toThrow(/backup/);
    expect(readFileSync(file, "utf8")).toBe("");
  });
});

describe("the secret of sessions", () => {
  it("is the configured one, else made once", () => {
    expect(loadAppSecret(dataDir, "configured")).toBe("configured");
    const made = loadAppSecret(dataDir, "");
    expect(made.length).toBeGreaterThan(40);
    expect(loadAppSecret(dataDir, "")).toBe(made);
  });
});
