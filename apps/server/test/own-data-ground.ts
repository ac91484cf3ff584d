// A workspace's own past, brought in as files through the API, and trained on.
import type { ModelCard } from "@rapport/contracts";
import type { Random } from "@rapport/learn";
import { expect } from "vitest";
import { systemClock } from "../src/platform/clock.ts";
import type { ImportsGround } from "./imports-ground.ts";
import { until } from "./models-app.ts";

export const dayMs = 86_400_000;
export const daysAgo = (days: number): string =>
  new Date(systemClock.nowMs() - days * dayMs).toISOString();
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
export const pick = <T>(random: Random, values: readonly T[]): T =>
  values[Math.floor(random.unit() * values.length)] as T;

export type Mapping = { column: string; target: { kind: string; field?: string } }[];
type Cells = readonly (string | number)[];

export async function bring(
  ground: ImportsGround,
  object: string,
  head: string,
  rows: readonly Cells[],
) {
  const csv = [head, ...rows.map((row) => row.join(","))].join("\n");
  const { body, status } = await ground.upload(`?object=${object}&fileName=${object}.csv`, csv);
  expect(status).toBe(201);
  type Column = { name: string; suggestion: { target: { kind: string; field?: string } } };
  const mapping = body.columns.map(({ name, suggestion }: Column) => ({
    column: name,
    target: suggestion.target,
  })) as Mapping;
  const asked = { mode: "create", upsertKey: null, mapping };
  expect((await ground.call("PATCH", `/imports/${body.id}`, asked)).status).toBe(200);
  const started = await ground.call("POST", `/imports/${body.id}/run`);
  expect(started.status, started.text).toBe(202);
  const done = await ground.settled(body.id);
  expect(done, JSON.stringify(done)).toMatchObject({
    status: "done",
    counts: { created: rows.length, bad: 0 },
  });
  return mapping;
}

/** Trains now, and waits for the end. */
export async function trained(ground: ImportsGround, model: string): Promise<ModelCard> {
  const { body } = await ground.call("POST", `/models/${model}/train`);
  await until(async () => {
    const run = await ground.call("GET", `/models/${model}/runs/${body.id}`);
    return run.body.endedAt !== null;
  }, "the training ended");
  const card = (await ground.call("GET", `/models/${model}`)).body;
  return card;
}
