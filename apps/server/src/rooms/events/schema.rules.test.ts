// What breaks a schema.
import { eventSchemaSpecSchema } from "@rapport/contracts";
import { expect, it } from "vitest";
import { violations } from "./schema.rules.ts";

const broken = (type: "number" | "time", value: unknown) =>
  violations({ properties: { value: { type } } }, { value }).map(({ rule }) => rule);

it("takes numbers that can be stored, and days that there are", () => {
  expect(broken("number", 1e300)).toEqual([]);
  expect(broken("number", Number.POSITIVE_INFINITY)).toEqual(["type"]);
  expect(broken("time", "2028-02-29")).toEqual([]);
  expect(broken("time", "2026-02-29")).toEqual(["type"]);
});

it("has no maximum below its minimum", () => {
  const spec = (minimum: number, maximum: number) => ({ properties: { n: { minimum, maximum } } });
  expect(eventSchemaSpecSchema.safeParse(spec(1, 1)).success).toBe(true);
  expect(eventSchemaSpecSchema.safeParse(spec(5, 1)).success).toBe(false);
});
