import { expect, it } from "vitest";
import { systemContext } from "../../platform/context.ts";
import { PrincipalCache } from "./principal-cache.ts";

const { principal } = systemContext("00000000-0000-7000-8000-000000000001", "request");
const found = { principal, expiresAtMs: Number.POSITIVE_INFINITY };
const clock = { nowMs: () => 0 };

it("looks up once, however many ask at the same moment", async () => {
  const cache = new PrincipalCache(clock);
  let lookUps = 0;
  const lookUp = async () => {
    lookUps += 1;
    return found;
  };
  await Promise.all(Array.from({ length: 20 }, () => cache.load("key", lookUp)));
  expect(lookUps).toBe(1);
  expect(cache.get("key")).toBe(principal);
});

it("does not keep what was being looked up when rights changed", async () => {
  const cache = new PrincipalCache(clock);
  const { promise, resolve } = Promise.withResolvers<typeof found>();
  const loading = cache.load("key", () => promise);
  cache.clear();
  resolve(found);
  expect(await loading).toBe(principal);
  expect(cache.get("key")).toBeUndefined();
});

it("keeps no failure", async () => {
  const cache = new PrincipalCache(clock);
  await expect(cache.load("key", () => Promise.reject(new Error("away")))).rejects.toThrow("away");
  expect(await cache.load("key", async () => found)).toBe(principal);
});

it("stays bounded, and drops the oldest first", async () => {
  const cache = new PrincipalCache(clock);
  for (let index = 0; index <= 10_000; index += 1)
    await cache.load(`key ${index}`, async () => found);
  expect(cache.get("key 0")).toBeUndefined();
  expect(cache.get("key 10000")).toBe(principal);
});
