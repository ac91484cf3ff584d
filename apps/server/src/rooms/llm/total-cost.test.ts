// The comparison over the API: what is told, measured and assumed, what is refused, and that nothing is written.
import { type AiTotalCost, aiTotalCostSchema } from "@rapport/contracts";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type AiGround, type AiWorkspace, openAiGround } from "../../../test/ai-ground.ts";

let ground: AiGround;
let workspace: AiWorkspace;
beforeAll(async () => {
  ground = await openAiGround();
});
afterAll(() => ground?.close());
beforeEach(async () => {
  workspace = await ground.workspace();
});

const path = "/ai/total-cost";
async function compare(input: object = {}): Promise<AiTotalCost> {
  const { status, body } = await workspace.call("POST", path, input);
  expect(status).toBe(200);
  return aiTotalCostSchema.strict().parse(body);
}
const assumedOf = ({ assumed }: AiTotalCost) => assumed.map(({ field }) => field);

it("says what it assumed where nothing is known, and writes nothing", async () => {
  const tables = ["llm.calls", "llm.routes", "llm.models", "governance.audit_entries"];
  const counts = () =>
    Promise.all(
      tables.map(async (table) => {
        const [row] = await workspace.rows(
          `SELECT count(*)::int AS n FROM ${table} WHERE workspace_id = $1`,
        );
        return row?.n;
      }),
    );
  const before = await counts();
  const told = await compare();
  expect(told).toEqual(await compare());
  expect(await counts()).toEqual(before);
  expect(told.sentence).toBe(
    // 12,000 − 4,000 + 2,000 + 24 × (4 × 60 + 21.71 of power).
    "At 100 calls a day, one machine of your own costs $16,281 over 24 months. No hosted model has a price yet: there is nothing to compare.",
  );
  expect(told.basis).toBe("Nothing was measured yet: what you did not say of the load is assumed.");
  expect(assumedOf(told)).toEqual(Object.keys(told.numbers).filter((f) => !f.startsWith("rent")));
  expect(told.assumed.find(({ field }) => field === "machineMicros")?.words).toBe(
    "a machine costs $12,000",
  );
  expect(told.warnings).toEqual([
    "Machines of your own would be at work 0.1 % of the time: most of what they cost is for waiting.",
  ]);
  const rented = await compare({ way: "rent", rentMicrosPerMonth: 500_000_000, wattsIdle: 5 });
  expect(rented.sentence).toContain("one rented machine costs $19,760 over 24 months");
  expect(assumedOf(rented)).not.toContain("machineMicros");
  expect(assumedOf(rented)).not.toContain("rentMicrosPerMonth");
});

it("compares every model with a price, and says which may not be sent personal data", async () => {
  const [server] = ground.servers;
  const dear = await workspace.connect(server, { name: "Hosted", model: "large" });
  const small = { input: 1, output: 5 };
  await workspace.connect(server, {
    ...{ name: "Abroad", model: "small", price: small, dataClass: "internal" },
  });
  await workspace.connect(server, { name: "Cellar", price: { input: 0, output: 0 } });
  await workspace.connect(server, { name: "Priceless", price: null });
  // As reckoned by hand in total-cost.rules.test.ts.
  const load = { callsPerDay: 1080, inputTokens: 1000, outputTokens: 100, months: 12 };
  const machine = {
    ...{ machineMicros: 3_600_000_000, writeOffMonths: 36, wattsBusy: 500, wattsIdle: 100 },
    ...{ kwhMicros: 250_000, inputTokensPerSecond: 1000, outputTokensPerSecond: 100 },
    ...{ busiestHourPercent: 18, upkeepHoursPerMonth: 1, upkeepHourMicros: 10_000_000 },
    setUpMicros: 100_000_000,
  };
  const told = await compare({ ...load, ...machine });
  expect(told.basis).toBe("The load is yours.");
  expect(assumedOf(told)).toEqual(["growthPercentPerMonth", "priceChangePercentPerYear", "way"]);
  expect(told.own).toMatchObject({ totalMicros: 1_657_600_000, busyPercent: 2.5 });
  expect(told.hosted).toMatchObject([
    {
      model: "small",
      isForPersonalData: false,
      dataClass: "internal",
      totalMicros: 583_200_000,
      perThousandCallsMicros: 1_500_000,
      ownCheaperFromMonth: null,
      ownCheaperFromCallsPerDay: 3147,
    },
    { model: "large", isForPersonalData: true, totalMicros: 1_749_600_000 },
  ]);
  expect(told.sentence).toBe(
    "At 1,080 calls a day, one machine of your own costs $1,658 over 12 months and the cheapest hosted model, small (Abroad, not for personal data), $583: the hosted model is cheaper by $1,074; your own would be cheaper from about 3,147 calls a day on.",
  );
  expect(told.warnings).toEqual([
    "Machines of your own would be at work 2.5 % of the time: most of what they cost is for waiting.",
    "Not for personal data: small (Abroad). Questions that hold some need another model, whatever this one costs.",
    "Left out, since they cost nothing a token and so are yours already: tiny (Cellar).",
  ]);
  // From that load on it pays, though only with what the machine is still worth.
  const paying = await compare({ ...load, ...machine, callsPerDay: 3147 });
  expect(paying.hosted[0]?.ownCheaperFromMonth).toBe(12);
  expect(paying.sentence).toMatch(
    /your own is cheaper from month 12 on and saves \$0\.\d+\. That counts the \$2,400 which they are then still worth\.$/,
  );
  // $0.0045 a call at 9,000 calls a day: $1,215 a month. The machine has cost 3,700 and three times 43 by then.
  const onlyDear = { modelIds: [dear.modelId], callsPerDay: 9000 };
  const dearest = await compare({ ...load, ...machine, ...onlyDear });
  expect(dearest.hosted).toHaveLength(1);
  expect(dearest.hosted[0]?.ownCheaperFromMonth).toBe(4);
  // One call more than a machine takes, and a price at which two do not pay.
  const step = await compare({ ...load, ...machine, callsPerDay: 10_001, machineMicros: 9e9 });
  expect(step.sentence).toMatch(
    /your own would be cheaper at about [\d,]+ calls a day, which take fewer/,
  );
});

it("measures the load over all purposes, without answers from memory", async () => {
  const [server] = ground.servers;
  await workspace.connect(server);
  for (const purpose of ["draft", "answer", "draft"] as const) {
    const messages = [{ role: "user" as const, content: "What is open on Sunday?" }];
    const ask = { purpose, messages, dataClass: "internal" as const, cacheKey: "same" };
    await ground.app.llm.complete(workspace.ctx, ask);
  }
  const told = await compare({ outputTokens: 50 });
  expect(told.numbers).toMatchObject({ callsPerDay: 2, inputTokens: 5, outputTokens: 50 });
  expect(told.basis).toContain("measured from 2 answers of models in the last 30 days");
  expect(assumedOf(told)).not.toContain("inputTokens");
});

it.each([
  [{ months: 11 }],
  [{ months: 25 }],
  [{ callsPerDay: -1 }],
  [{ callsPerDay: 1e300 }],
  [{ callsPerDay: "many" }],
  [{ growthPercentPerMonth: 51 }],
  [{ priceChangePercentPerYear: -100 }],
  [{ machineMicros: 0.5 }],
  [{ machineMicros: 1e13 }],
  [{ writeOffMonths: 0 }],
  [{ inputTokensPerSecond: 0 }],
  [{ busiestHourPercent: 4 }],
  [{ way: "steal" }],
  [{ wattsBusy: 10, wattsIdle: 20 }],
  [{ modelIds: ["x"] }],
  [{ modelIds: ["01900000-0000-7000-8000-000000000000"] }],
  [{ another: 1 }],
  [null],
])("refuses %j", async (input) => {
  const { status } = await workspace.call("POST", path, input ?? undefined);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
});

it("counts on with the largest numbers that it takes, and quickly", async () => {
  const [server] = ground.servers;
  await workspace.connect(server, { price: { input: 1_000_000, output: 1_000_000 } });
  const startedAt = performance.now();
  const told = await compare({
    ...{ callsPerDay: 10_000_000, inputTokens: 1_000_000, outputTokens: 16_000, months: 24 },
    ...{ growthPercentPerMonth: 50, machineMicros: 1e12, inputTokensPerSecond: 1 },
    ...{ outputTokensPerSecond: 1, writeOffMonths: 120 },
  });
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  expect(told.own.totalMicros).toBe(9_000_000_000_000_000);
  expect(told.warnings).toContain("What is beyond nine billion dollars counts as that.");
  expect(told.sentence).toContain("both are beyond what is counted");
});
