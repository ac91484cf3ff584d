import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ConfigError, loadConfig, settings } from "./config.ts";

test("everything has a default, and the result cannot be changed", () => {
  const config = loadConfig({ PATH: "/bin", RAPPORT_PORT: "" });
  expect(config).toMatchObject({
    port: 4100,
    host: "127.0.0.1",
    databaseUrl: "",
    demo: true,
    roles: ["api", "worker"],
    publicUrl: "http://localhost:4100",
  });
  expect(config.dataDir).toMatch(/^\/.*data$/);
  expect(() => Object.assign(config, { port: 1 })).toThrow();
});

test("values are read in their own kind", () => {
  const config = loadConfig({
    RAPPORT_PORT: "0",
    RAPPORT_DEMO: "off",
    RAPPORT_ROLES: " worker ",
    RAPPORT_PUBLIC_URL: "https://crm.example/",
    RAPPORT_DATABASE_URL: "postgresql://db/x",
    RAPPORT_OUTBOUND_ALLOW: "a:1, b:2,",
  });
  expect(config).toMatchObject({
    port: 0,
    demo: false,
    roles: ["worker"],
    publicUrl: "https://crm.example",
    databaseUrl: "postgresql://db/x",
    outboundAllow: ["a:1", "b:2"],
  });
});

test.each<[string, string]>([
  ["RAPPORT_PORT", "70000"],
  ["RAPPORT_PORT", "abc"],
  ["RAPPORT_DEMO", "yes"],
  ["RAPPORT_ROLES", "api,cook"],
  ["RAPPORT_ROLES", ","],
  ["RAPPORT_ADMIN_KEY", "secret"],
  ["RAPPORT_DATABASE_URL", "mysql://db"],
  ["RAPPORT_DATABASE_POOL", "1"],
  ["RAPPORT_MAX_BODY_BYTES", "-1"],
  ["RAPPORT_LOG_LEVEL", "loud"],
  ["RAPPORT_TRUSTED_PROXIES", "proxy.internal"],
  ["RAPPORT_TRUSTED_PROXIES", "10.0.0.0/33"],
  ["RAPPORT_PROT", "4100"],
])("%s=%s is refused by name", (name, value) => {
  expect(() => loadConfig({ [name]: value })).toThrow(ConfigError);
  expect(() => loadConfig({ [name]: value })).toThrow(name);
});

test(".env.example names every setting", () => {
  const example = readFileSync(new URL("../../../../.env.example", import.meta.url), "utf8");
  for (const name of Object.keys(settings)) expect(example).toContain(name);
});
