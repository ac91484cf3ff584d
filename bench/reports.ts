// What each report that comes with Rapport costs over many deals, in milliseconds a run.
//   node bench/reports.ts --database postgres://…     (an empty database; embedded without it)
//   options: --deals 100000 --runs 5 --json
import { parseArgs } from "node:util";
import type { BulkOperation } from "@rapport/contracts";
import { createClient } from "@rapport/sdk";
import { requireEmptyDatabase } from "./empty-database.ts";
import { apiKey, startServer } from "./server-process.ts";

const { values } = parseArgs({
  options: {
    database: { type: "string", default: "" },
    deals: { type: "string", default: "100000" },
    runs: { type: "string", default: "5" },
    port: { type: "string", default: "4270" },
    json: { type: "boolean", default: false },
  },
});

const batchSize = 1000;
await requireEmptyDatabase(values.database);
const server = await startServer({ databaseUrl: values.database, port: Number(values.port) });
const client = createClient({ baseUrl: server.origin, apiKey, timeoutMs: 120_000 });
const [pipeline] = await client.pipelines.list();
const stages = pipeline?.stages ?? [];
const sources = ["Website", "Partner", "Event", "Referral", "Outbound"];
const reasons = ["Price", "Timing", "Competitor", "No budget"];

const stageAt = (index: number) => stages[(index * 7919) % stages.length];

/** Answers the ids; a figure over fewer records than asked would say nothing, so a refused write is thrown. */
async function write(operations: BulkOperation[]): Promise<string[]> {
  const { outcomes, failed } = await client.records("deals").bulkAll(operations);
  const [refused] = failed;
  if (refused) throw new Error(`A deal was refused: ${refused.error?.message}`);
  return outcomes.map(({ result }) => result.id ?? "");
}

/** Deals that begin in the first stage; then each moves to where it stands. */
async function fill(count: number): Promise<void> {
  for (let from = 0; from < count; from += batchSize) {
    const indexes = Array.from({ length: Math.min(batchSize, count - from) }, (_, at) => from + at);
    const ids = await write(
      indexes.map((index) => ({
        op: "create" as const,
        data: {
          name: `Deal ${index}`,
          stageId: stages[0]?.id ?? null,
          amountMinor: ((index * 104_729) % 900_000) + 1000,
          currency: index % 3 === 0 ? "USD" : "EUR",
          source: sources[index % sources.length] ?? null,
          region: `Region ${index % 8}`,
          lostReason: reasons[index % reasons.length] ?? null,
          expectedCloseOn: `2027-${String((index % 12) + 1).padStart(2, "0")}-15`,
        },
      })),
    );
    await write(
      ids.map((id, at) => ({
        op: "update" as const,
        id,
        data: { stageId: stageAt(from + at)?.id ?? null },
      })),
    );
  }
}

await fill(Number(values.deals)).catch(async (error: unknown) => {
  await server.stop();
  throw error;
});
// The last of what was written is still being analysed; as in use, reports come a moment later.
await new Promise((resolve) => setTimeout(resolve, 15_000));

const rows: { report: string; medianMs: number; slowestMs: number }[] = [];
for (const { id, name, object } of await client.reports.list()) {
  if (object !== "deals") continue;
  const times: number[] = [];
  for (let run = 0; run < Number(values.runs); run += 1) {
    const startedMs = performance.now();
    await client.reports.run(id, { zone: "Europe/Paris" });
    times.push(performance.now() - startedMs);
  }
  times.sort((a, b) => a - b);
  rows.push({
    report: name,
    medianMs: Math.round(times[Math.floor(times.length / 2)] ?? 0),
    slowestMs: Math.round(times.at(-1) ?? 0),
  });
}
await server.stop();

if (values.json) console.log(JSON.stringify({ deals: Number(values.deals), rows }, null, 2));
else {
  console.log(`milliseconds a run over ${values.deals} deals`);
  console.table(rows);
}
