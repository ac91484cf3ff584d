// What doctor and the start say about a database, from facts alone.
import { describe, expect, it } from "vitest";
import type { DatabaseFacts, Probe } from "../platform/db/index.ts";
import { databaseProblem } from "./database-check.ts";
import { inspectionFindings, skewFindings } from "./doctor-database.ts";

const goodFacts: DatabaseFacts = {
  version: "16.4",
  versionNumber: 160_004,
  user: "rapport",
  isSuperuser: false,
  mayCreateRoles: true,
  mayCreateSchemas: true,
  roles: [],
  hasTrigrams: false,
  mayAddTrigrams: true,
  nowMs: 0,
};

const reached = (facts: Partial<DatabaseFacts>): Probe => ({
  reached: true,
  facts: { ...goodFacts, ...facts },
});

describe("PostgreSQL", () => {
  it("has no problem when all is well", () => {
    expect(databaseProblem(reached({}), "x")).toBeNull();
  });

  it.each<[string, Probe]>([
    ["database-too-old", reached({ versionNumber: 140_012 })],
    ["database-no-createrole", reached({ mayCreateRoles: false })],
    ["database-no-create", reached({ mayCreateSchemas: false })],
    ["database-no-trigrams", reached({ mayAddTrigrams: false })],
    ["database-wrong-password", { reached: false, reason: "wrong-password", detail: "no" }],
    ["database-starting", { reached: false, reason: "starting", detail: "no" }],
  ])("%s is named, with what to do", (code, probe) => {
    const problem = databaseProblem(probe, "postgres://x");
    expect(problem?.code).toBe(code);
    expect(problem?.fix.length).toBeGreaterThan(20);
  });
});

describe("findings", () => {
  it("is seen to keep another time", () => {
    expect(skewFindings(90_000)).toMatchObject([{ code: "clock-skew" }]);
    expect(skewFindings(-90_000)[0]?.what).toContain("behind");
    expect(skewFindings(400)).toEqual([]);
  });

  it("is seen to lack a role", () => {
    const inspection = {
      migrations: { pending: [], edited: [], newer: [] },
      missingRoles: ["rapport_app"],
      mightyRoles: [],
      openTables: [],
    };
    expect(inspectionFindings(inspection)).toMatchObject([{ code: "role-missing" }]);
  });
});
