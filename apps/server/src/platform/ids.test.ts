import fc from "fast-check";
import { expect, test } from "vitest";
import { isId, lowestIdAt, newId, newIdAt, timeOfId } from "./ids.ts";

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const latestMs = Date.parse("9999-12-31T23:59:59.999Z");
const time = fc.integer({ min: 0, max: latestMs });

test("ids are UUIDv7, rise without end, and tell the present time", () => {
  const ids = Array.from({ length: 300_000 }, newId);
  expect(ids.every((id, index) => index === 0 || (ids[index - 1] ?? "") < id)).toBe(true);
  expect(ids.slice(0, 100).every((id) => shape.test(id))).toBe(true);
  expect(Math.abs(timeOfId(ids[0] ?? "") - Date.now())).toBeLessThan(60_000);
});

test("an id that is given a time carries it, and ids of one time in a row rise", () => {
  fc.assert(
    fc.property(time, (timeMs) => {
      const ids = Array.from({ length: 20 }, () => newIdAt(timeMs));
      expect(ids.every((id) => shape.test(id) && timeOfId(id) === timeMs)).toBe(true);
      expect([...ids].sort()).toEqual(ids);
    }),
  );
});

test("the lowest id of a time parts those before it from all others", () => {
  fc.assert(
    fc.property(time, time, (a, b) => {
      expect(newIdAt(a) < lowestIdAt(b)).toBe(a < b);
    }),
  );
  expect(lowestIdAt(-5)).toBe(lowestIdAt(0));
});

test("only a UUID is an id", () => {
  for (const good of [newId(), newId().toUpperCase(), "00000000-0000-0000-0000-000000000000"])
    expect(isId(good)).toBe(true);
  for (const bad of [
    "",
    "x",
    `${newId()} `,
    `${newId()}\n`,
    newId().slice(1),
    5,
    null,
    undefined,
    [newId()],
  ])
    expect(isId(bad)).toBe(false);
});
