// Funnel, flow and files, each number against one that was computed by hand.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { groups, openReportsGround, type ReportsGround } from "../../../test/reports-ground.ts";

let on: ReportsGround;

beforeAll(async () => {
  on = await openReportsGround();
}, 120_000);

afterAll(() => on?.ground.close());

describe("the funnel", () => {
  const funnel = { kind: "funnel", pipelineId: null, filter: null, span: null } as const;

  it("counts how far deals came, with what is not known of those brought in", async () => {
    const body = await on.run(funnel);
    expect(body.pipeline.id).toBe(on.pipelineId);
    expect(
      body.steps.map(({ name, reached }: { name: string; reached: number }) => [name, reached]),
    ).toEqual([
      ["Created", 9],
      ["New", 7],
      ["Qualified", 6],
      ["Proposal", 6],
      ["Negotiation", 5],
      ["Won", 4],
    ]);
    expect(body.steps[0]).toMatchObject({ lost: 2, open: 0, ofPrevious: null });
    expect(body.steps[1]).toMatchObject({ ofPrevious: 7 / 9, ofFirst: 7 / 9, open: 1 });
    expect(body.steps[4]).toMatchObject({ ofPrevious: 5 / 6, ofFirst: 5 / 9, open: 1 });
    expect(body.unknownPaths).toBe(9);
    for (const { filter, reached } of body.steps) expect(await on.listed(filter)).toBe(reached);
  });

  it("takes the deals that were created in the span, by the days of the zone", async () => {
    const span = { from: "2026-01-01", to: "2026-01-31" };
    const body = await on.run({ ...funnel, span });
    expect(body.steps.map(({ reached }: { reached: number }) => reached)).toEqual([
      3, 2, 2, 2, 2, 2,
    ]);
    for (const { filter, reached } of body.steps) expect(await on.listed(filter)).toBe(reached);
  });
});

describe("the flow", () => {
  it("counts opened, closed and left over, each with its list", async () => {
    const body = await on.run({
      kind: "flow",
      object: "deals",
      closedField: "closedAt",
      bucket: "month",
      span: { from: "2026-01-01", to: "2026-04-30" },
      filter: null,
    });
    const points = body.points.map(({ from, opened, closed, backlog }: Record<string, unknown>) => [
      from,
      opened,
      closed,
      backlog,
    ]);
    expect(points).toEqual([
      ["2026-01-01", 3, 0, 3],
      ["2026-02-01", 2, 2, 3],
      ["2026-03-01", 4, 4, 3],
      ["2026-04-01", 0, 0, 3],
    ]);
    for (const point of body.points) {
      expect(await on.listed(point.openedFilter)).toBe(point.opened);
      expect(await on.listed(point.closedFilter)).toBe(point.closed);
      expect(await on.listed(point.backlogFilter)).toBe(point.backlog);
    }
  });
});

describe("a file", () => {
  it("has the numbers as a table, money in whole units", async () => {
    const definition = groups({
      measure: { fn: "sum", field: "amountMinor" },
      groupBy: [{ field: "status" }],
    });
    const answer = await on.ground.first.inject({
      method: "POST",
      url: "/api/v1/reports/run",
      headers: on.admin.headers,
      payload: { definition, format: "csv" },
    });
    expect(answer.headers["content-type"]).toBe("text/csv; charset=utf-8");
    expect(answer.body.split("\r\n").slice(0, 3)).toEqual([
      'Status,Currency,"Amount, total",Records',
      "Open,EUR,3000.00,2",
      "Won,EUR,1300.00,3",
    ]);
  });
});
