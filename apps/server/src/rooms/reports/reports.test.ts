// Groups over real records: each number against one that was computed by hand, each list behind it of just as many.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  groups,
  openReportsGround,
  type ReportsGround,
  type Row,
  told,
} from "../../../test/reports-ground.ts";

let on: ReportsGround;

beforeAll(async () => {
  on = await openReportsGround();
}, 120_000);

afterAll(() => on?.ground.close());

const spring = { field: "closedAt", span: { from: "2026-02-01", to: "2026-04-30" } };

describe("groups", () => {
  it("counts by a choice", async () => {
    const body = await on.run(groups({ groupBy: [{ field: "status" }] }));
    expect(told(body.rows)).toEqual([
      ["Won", null, 4],
      ["Open", null, 3],
      ["Lost", null, 2],
    ]);
    expect(body.totals[0]).toMatchObject({ count: 9, value: 9 });
    await on.expectAgreement([...body.rows, ...body.totals]);
  });

  it("never adds up several currencies", async () => {
    const sum = { fn: "sum", field: "amountMinor" };
    const body = await on.run(groups({ measure: sum, groupBy: [{ field: "status" }] }));
    expect(body.unit).toBe("money");
    expect(told(body.rows)).toEqual([
      ["Open", "EUR", 3000_00],
      ["Won", "EUR", 1300_00],
      ["Won", "USD", 700_00],
      ["Lost", "EUR", 500_00],
      ["Open", "USD", 400_00],
    ]);
    expect(told(body.totals)).toEqual([
      ["EUR", 4800_00],
      ["USD", 1100_00],
    ]);
    await on.expectAgreement([...body.rows, ...body.totals]);
  });

  it("takes texts together as filters do", async () => {
    const won = { filter: { status: "won" }, groupBy: [{ field: "source" }] };
    const body = await on.run(groups(won));
    expect(body.rows.map(({ count }: Row) => count)).toEqual([2, 1, 1]);
    const tiers = await on.run(groups({ groupBy: [{ field: "custom.tier" }] }));
    expect(tiers.rows.map(({ count }: Row) => count)).toEqual([6, 2, 1]);
    await on.expectAgreement([...body.rows, ...tiers.rows]);
  });

  it("has the months of the asker's zone, and no gaps", async () => {
    const byMonth = groups({
      filter: { status: "won" },
      period: spring,
      groupBy: [{ field: "closedAt", bucket: "month" }],
    });
    const utc = await on.run(byMonth);
    expect(told(utc.rows)).toEqual([
      ["2026-02-01", null, 2],
      ["2026-03-01", null, 2],
      ["2026-04-01", null, 0],
    ]);
    const berlin = await on.run(byMonth, { zone: "Europe/Berlin" });
    expect(told(berlin.rows)).toEqual([
      ["2026-02-01", null, 2],
      ["2026-03-01", null, 1],
      ["2026-04-01", null, 1],
    ]);
    await on.expectAgreement([...utc.rows, ...berlin.rows]);
  });

  it("finds its months by itself where no period is given", async () => {
    const body = await on.run(groups({ groupBy: [{ field: "expectedCloseOn", bucket: "month" }] }));
    expect(told(body.rows)).toEqual([
      ["2026-05-01", null, 2],
      ["2026-06-01", null, 1],
      [null, null, 6],
    ]);
    await on.expectAgreement(body.rows);
  });

  it("compares with the period before", async () => {
    const march = { field: "closedAt", span: { from: "2026-03-01", to: "2026-03-31" } };
    const body = await on.run(
      groups({ period: march, compare: true, groupBy: [{ field: "status" }] }),
    );
    expect(body.span).toEqual({ from: "2026-03-01", to: "2026-03-31" });
    expect(body.previousSpan).toEqual({ from: "2026-01-29", to: "2026-02-28" });
    const pairs = body.rows.map(({ keys, count, previous }: Row) => [
      keys[0]?.value,
      count,
      previous?.count,
    ]);
    expect(pairs).toEqual([
      ["lost", 2, 0],
      ["won", 2, 2],
    ]);
  });

  it("compares texts with the period before however they were spelled then", async () => {
    const days = { field: "createdAt", span: { from: "2026-01-08", to: "2026-01-12" } };
    for (const field of ["source", "custom.tier"]) {
      const body = await on.run(groups({ period: days, compare: true, groupBy: [{ field }] }));
      const pairs = body.rows.map(({ count, previous }: Row) => [count, previous?.count]);
      expect(pairs).toEqual([[1, 1]]);
    }
  });

  it("says which part of the closed deals was won, and of how many", async () => {
    const share = { fn: "share", where: { status: "won" } };
    const closed = { status: { in: ["won", "lost"] } };
    const body = await on.run(
      groups({ measure: share, filter: closed, groupBy: [{ field: "ownerId" }] }),
    );
    const parts = body.rows.map(({ count, hits, value }: Row) => [count, hits, value]);
    expect(parts).toEqual([
      [3, 2, 2 / 3],
      [3, 2, 2 / 3],
    ]);
    expect(body.totals[0]).toMatchObject({ count: 6, hits: 4 });
    await on.expectAgreement([...body.rows, ...body.totals]);
  });

  it("weights open amounts by their stages", async () => {
    const weighted = { fn: "weighted", field: "amountMinor" };
    const body = await on.run(
      groups({
        measure: weighted,
        filter: { status: "open" },
        groupBy: [{ field: "expectedCloseOn", bucket: "month" }],
      }),
    );
    // 1000 × 0.1 + 2000 × 0.75, and 400 × 0.5.
    expect(told(body.rows).filter(([, , value]) => value !== 0)).toEqual([
      ["2026-05-01", "EUR", 1600_00],
      ["2026-06-01", "USD", 200_00],
    ]);
    await on.expectAgreement(body.rows.filter(({ count }: Row) => count > 0));
  });

  it("tells the middle and the quarters of the sales cycle", async () => {
    const cycle = { fn: "median-time", from: "createdAt", to: "closedAt" };
    const body = await on.run(groups({ measure: cycle, filter: { status: "won" } }));
    // 30, 30, 40 and 30.5625 days.
    const day = 86_400;
    expect(body.totals[0]).toMatchObject({ count: 4, value: 30.281_25 * day, low: 30 * day });
    expect(body.totals[0].high).toBeCloseTo((30.5625 + 9.4375 / 4) * day, 3);
    await on.expectAgreement(body.totals);
  });

  it("groups by two fields, with the sums of the first", async () => {
    const body = await on.run(
      groups({
        period: spring,
        groupBy: [{ field: "closedAt", bucket: "month" }, { field: "status" }],
      }),
    );
    expect(told(body.rows)).toEqual([
      ["2026-02-01", "Won", null, 2],
      ["2026-03-01", "Lost", null, 2],
      ["2026-03-01", "Won", null, 2],
    ]);
    expect(told(body.subtotals)).toEqual([
      ["2026-02-01", null, 2],
      ["2026-03-01", null, 4],
      ["2026-04-01", null, 0],
    ]);
    await on.expectAgreement([...body.rows, ...body.subtotals]);
  });

  it("counts nothing of a list that is not the asker's to see", async () => {
    const owner = on.workspace.as({});
    const [deal] = (await owner.get("/deals?limit=1")).body.data;
    const { body: own } = await owner.post("/lists", { object: "deals", name: "Own" });
    await owner.post(`/lists/${own.id}/members`, { recordIds: [deal.id] });
    const inList = { list: own.id };
    const definition = groups({ filter: inList });
    expect((await owner.post("/reports/run", { definition })).body.totals[0].count).toBe(1);
    const share = { fn: "share", where: inList };
    expect((await on.run(groups({ filter: inList }))).totals[0].count).toBe(0);
    expect((await on.run(groups({ measure: share }))).totals[0]).toMatchObject({ hits: 0 });
  });

  it("has numbers for an empty list too", async () => {
    const none = { filter: { name: "nobody" } };
    expect((await on.run(groups(none))).totals[0]).toMatchObject({ count: 0, value: 0 });
    expect(
      (await on.run(groups({ ...none, measure: { fn: "sum", field: "amountMinor" } }))).totals,
    ).toEqual([]);
    expect(
      (await on.run(groups({ ...none, measure: { fn: "share", where: { status: "won" } } })))
        .totals[0],
    ).toMatchObject({ count: 0, value: null });
  });

  it.each([
    [{ measure: { fn: "sum", field: "name" } }],
    [{ measure: { fn: "sum", field: "nothing" } }],
    [{ measure: { fn: "weighted", field: "custom.tier" } }],
    [{ groupBy: [{ field: "closedAt" }] }],
    [{ groupBy: [{ field: "status", bucket: "week" }] }],
    [{ groupBy: [{ field: "nothing" }] }],
    [{ filter: { nothing: 1 } }],
    [{ period: { field: "name", span: { range: "today" } } }],
    [{ period: { field: "closedAt", span: { range: "sometime" } } }],
    [{ period: { field: "closedAt", span: { from: "2026-02-02", to: "2026-02-01" } } }],
    [{ period: { field: "closedAt", span: { from: "1000-01-01", to: "2026-02-01" } } }],
    [{ compare: true }],
    [{ compare: true, period: { field: "closedAt", span: { range: "past" } } }],
    [{ compare: true, period: spring, groupBy: [{ field: "createdAt", bucket: "day" }] }],
    [
      {
        groupBy: [{ field: "createdAt", bucket: "day" }],
        period: { field: "createdAt", span: { from: "1990-01-01", to: "2026-02-01" } },
      },
    ],
  ])("refuses %j, and does not save it", async (parts) => {
    const definition = groups(parts);
    const refused = await on.admin.post("/reports/run", { definition });
    expect([refused.status, refused.body.detail.length > 20]).toEqual([422, true]);
    // What only the data tells (too many pieces) is said when it is run.
    expect((await on.admin.post("/reports", { name: "x", definition })).status).toBe(422);
  });

  it("refuses a zone that the world does not have", async () => {
    for (const zone of ["Mars/Base", "+05:00"]) {
      expect((await on.admin.post("/reports/run", { definition: groups({}), zone })).status).toBe(
        422,
      );
    }
  });
});
