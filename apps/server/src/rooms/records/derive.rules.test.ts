import { describe, expect, test } from "vitest";
import { derive } from "./derive.rules.ts";
import { etagOf, matches } from "./etag.rules.ts";
import type { Stage, Stages } from "./pipeline.rules.ts";
import type { StoredRecord } from "./stored-record.ts";

const at = "2026-01-31T09:30:00.000Z";
const earlier = "2025-01-31T09:30:00.000Z";

function stage(id: string, pipelineId: string, kind: Stage["kind"]): Stage {
  return { id, pipelineId, name: id, position: 0, kind, probability: 0 };
}

const stages: Stages = new Map([
  [
    "sales",
    [stage("new", "sales", "open"), stage("won", "sales", "won"), stage("lost", "sales", "lost")],
  ],
  ["renewals", [stage("due", "renewals", "open")]],
]);

function record(fields: Partial<StoredRecord>): StoredRecord {
  return {
    id: "1",
    object: "deals",
    version: 1,
    createdAt: earlier,
    updatedAt: earlier,
    createdBy: null,
    deletedAt: null,
    custom: {},
    ...fields,
  } as StoredRecord;
}

function derived(
  object: string,
  before: object | null,
  change: object,
  given = Object.keys(change),
) {
  const now = record({ ...before, ...change });
  const former = before === null ? null : record({ ...before });
  derive(object, { before: former, now, at, stages, given: new Set(given) });
  return now;
}

const blank = { pipelineId: null, stageId: null, status: null, closedAt: null };

describe("a deal", () => {
  test("starts at the first stage of the first pipeline, or of its own", () => {
    expect(derived("deals", null, blank)).toMatchObject({
      pipelineId: "sales",
      stageId: "new",
      status: "open",
      closedAt: null,
    });
    expect(
      derived("deals", null, { ...blank, pipelineId: "renewals" }, ["pipelineId"]),
    ).toMatchObject({ stageId: "due" });
    expect(derived("deals", null, { ...blank, stageId: "won" }, ["stageId"])).toMatchObject({
      pipelineId: "sales",
      status: "won",
      closedAt: at,
    });
  });

  test("says since when it is in its stage", () => {
    const open = { pipelineId: "sales", stageId: "new", stageEnteredAt: earlier };
    expect(derived("deals", null, blank).stageEnteredAt).toBe(at);
    expect(derived("deals", open, { name: "x" }).stageEnteredAt).toBe(earlier);
    expect(derived("deals", open, { stageId: "won" }).stageEnteredAt).toBe(at);
    const told = { stageId: "won", stageEnteredAt: earlier };
    expect(derived("deals", null, { ...blank, ...told }).stageEnteredAt).toBe(earlier);
  });

  test("closes when its stage does, keeps that time, and opens again", () => {
    const open = { pipelineId: "sales", stageId: "new", status: "open", closedAt: null };
    const won = derived("deals", open, { stageId: "won" });
    expect(won).toMatchObject({ status: "won", closedAt: at });
    const closed = { ...open, stageId: "won", status: "won", closedAt: earlier };
    expect(derived("deals", closed, { stageId: "lost" })).toMatchObject({
      status: "lost",
      closedAt: earlier,
    });
    expect(derived("deals", closed, { stageId: "new" })).toMatchObject({
      status: "open",
      closedAt: null,
    });
    expect(derived("deals", closed, { pipelineId: "renewals" })).toMatchObject({
      stageId: "due",
      status: "open",
    });
    expect(derived("deals", open, { stageId: "won", closedAt: earlier })).toMatchObject({
      closedAt: earlier,
    });
  });

  test("cannot be in one pipeline and at a stage of another", () => {
    expect(() =>
      derived("deals", null, { ...blank, pipelineId: "renewals", stageId: "new" }),
    ).toThrow("another pipeline");
  });
});

test("a ticket knows when it was resolved, a task when it was done", () => {
  const ticket = { status: null, priority: null, resolvedAt: null };
  expect(derived("tickets", null, ticket)).toMatchObject({ status: "open", priority: "normal" });
  const solved = derived("tickets", ticket, { status: "solved" });
  expect(solved.resolvedAt).toBe(at);
  expect(
    derived("tickets", { ...solved, resolvedAt: earlier }, { status: "closed" }).resolvedAt,
  ).toBe(earlier);
  expect(derived("tickets", solved, { status: "open" }).resolvedAt).toBeNull();
  expect(
    derived("tasks", { status: "open", completedAt: null }, { status: "done" }).completedAt,
  ).toBe(at);
  expect(derived("activities", null, { occurredAt: null }).occurredAt).toBe(at);
});

test("a new product is active unless told; one that is emptied later stays so", () => {
  expect(derived("products", null, { active: null }).active).toBe(true);
  expect(derived("products", null, { active: false }).active).toBe(false);
  expect(derived("products", { active: true }, { active: null }).active).toBe(null);
});

test("an ETag holds for one state, alone or in a list", () => {
  const state = { version: 2, updatedAt: at };
  const own = etagOf(state);
  expect(matches(own, state)).toBe(true);
  expect(matches(`W/${own}, "x"`, state)).toBe(true);
  expect(matches("*", state)).toBe(true);
  expect(matches('"1"', state)).toBe(false);
  expect(matches(etagOf({ version: 2, updatedAt: earlier }), state)).toBe(false);
  expect(matches("", state)).toBe(false);
});
