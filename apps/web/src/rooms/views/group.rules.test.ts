import type { RapportRecord, SchemaField } from "@rapport/contracts";
import type { Pipeline, RecordGroups } from "@rapport/sdk";
import { describe, expect, it } from "vitest";
import {
  boardColumns,
  movedGroups,
  pipelineIn,
  sumWords,
  withinGroup,
  withPipeline,
} from "./group.rules.ts";

const field = (key: string, more: Partial<SchemaField>): SchemaField => ({
  key,
  label: key,
  type: "select",
  required: false,
  readOnly: false,
  custom: false,
  access: "write",
  sortable: true,
  filterable: true,
  ...more,
});

const status = field("status", {
  label: "Status",
  options: [
    { key: "open", label: "Open" },
    { key: "done", label: "Done" },
  ],
});
const stage = field("stageId", { type: "reference", refObject: "stages" });
const amount = field("amountMinor", { type: "money" });
const pipeline = {
  id: "p",
  name: "Sales",
  position: 0,
  stages: [
    { id: "s1", name: "New", position: 0, kind: "open", probability: 0.1 },
    { id: "s2", name: "Lost", position: 1, kind: "lost", probability: 0 },
  ],
} satisfies Pipeline;
const names = { members: new Map(), pipelines: [pipeline] };

describe("columns of a kanban", () => {
  it("are the choices in their order, and those without a value last", () => {
    const groups = [
      { value: null, count: 2, sums: [] },
      { value: "done", count: 5, sums: [] },
    ];
    const columns = boardColumns(status, groups, undefined, names);
    expect(columns.map(({ label, count }) => [label, count])).toEqual([
      ["Open", 0],
      ["Done", 5],
      ["No status", 2],
    ]);
  });

  it("are the stages of one pipeline, whatever other deals there are", () => {
    const groups = [{ value: "elsewhere", count: 9, sums: [] }];
    const columns = boardColumns(stage, groups, pipeline, names);
    expect(columns.map(({ label, kind, count }) => [label, kind, count])).toEqual([
      ["New", "open", 0],
      ["Lost", "lost", 0],
    ]);
  });
});

describe("a column's question", () => {
  it("is the list's filter and its value", () => {
    expect(withinGroup(undefined, status, "open")).toEqual({ status: "open" });
    expect(withinGroup({ city: "Paris" }, status, null)).toEqual({
      and: [{ city: "Paris" }, { status: { empty: true } }],
    });
  });

  it("finds and changes the pipeline in the filter", () => {
    expect(pipelineIn(withPipeline(undefined, "p"))).toBe("p");
    const filter = withPipeline({ and: [{ pipelineId: "p" }, { city: "Paris" }] }, "q");
    expect(filter).toEqual({ and: [{ pipelineId: "q" }, { city: "Paris" }] });
    expect(pipelineIn({ or: [{ pipelineId: "p" }] })).toBeUndefined();
  });
});

describe("counts and sums", () => {
  const groups: RecordGroups = {
    groups: [{ value: "s1", count: 3, sums: [{ currency: "EUR", sum: 500 }] }],
    truncated: false,
  };
  const record = { amountMinor: 200, currency: "EUR" } as unknown as RapportRecord;

  it("go with the card, also into a column that was empty", () => {
    const next = movedGroups(groups, { record, from: "s1", to: "s2", summed: amount });
    expect(next.groups).toEqual([
      { value: "s1", count: 2, sums: [{ currency: "EUR", sum: 300 }] },
      { value: "s2", count: 1, sums: [{ currency: "EUR", sum: 200 }] },
    ]);
    const back = movedGroups(next, { record, from: "s2", to: "s1", summed: amount });
    expect(back.groups[0]).toEqual(groups.groups[0]);
  });

  it("are never added up over currencies", () => {
    expect(sumWords([])).toBe("");
    expect(
      sumWords([
        { currency: "EUR", sum: 100 },
        { currency: "USD", sum: 200 },
        { currency: "GBP", sum: 0 },
      ]).split(" · "),
    ).toHaveLength(2);
  });
});
