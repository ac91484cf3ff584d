// Batches of calls at the same time, in any order: none is lost because two waited for each other.
import { afterAll, beforeAll, expect, it } from "vitest";
import { type AiGround, type AiWorkspace, openAiGround } from "../../../test/ai-ground.ts";
import { newId } from "../../platform/ids.ts";
import { type Reservation, reserveAll, settleAll } from "./ledger.store.ts";

let ground: AiGround;
let workspace: AiWorkspace;
let modelId: string;

beforeAll(async () => {
  ground = await openAiGround();
  workspace = await ground.workspace();
  ({ modelId } = await workspace.connect(ground.servers[0]));
});
afterAll(() => ground?.close());

const purposes = ["answer", "draft", "summary", "triage"] as const;
const reserved = 10;

function reservation(purpose: Reservation["purpose"]): Reservation {
  const at = new Date(ground.nowMs()).toISOString();
  const of = { kinds: ["workspace", "purpose"], subjects: ["*", purpose] };
  return {
    ...{ id: newId(), askId: newId(), at, expiresAt: at, purpose, modelId, rung: 1, reserved },
    ...{ byKind: "system", byId: newId(), dataClass: "internal", priceVersion: 1, prompt: null },
    ...{ ...of, day: at.slice(0, 10), month: `${at.slice(0, 7)}-01` },
  };
}

const settledOf = ({ id }: Reservation) => ({
  ...{ id, state: "answered" as const, cost: 4, inputTokens: 1, cachedInputTokens: 0 },
  ...{ outputTokens: 1, audioMs: null, latencyMs: 1, firstTokenMs: null, error: null },
});

const batch = (order: readonly Reservation["purpose"][]) =>
  Array.from({ length: 60 }, (_, at) => reservation(order[at % order.length] ?? "draft"));

it("go one after the other, whatever order their budgets come in", async () => {
  for (const subject of purposes) {
    const limits = { period: "month", limitMicros: 1_000_000 };
    const made = await workspace.call("POST", "/ai/budgets", {
      scope: "purpose",
      subject,
      ...limits,
    });
    expect(made.status).toBe(201);
  }
  const { db } = ground.test;
  const writer = () => db.writer({ workspaceId: workspace.id });
  const orders = [purposes, [...purposes].reverse()];
  let earlier = orders.map(batch);
  await Promise.all(earlier.map((calls) => reserveAll(writer(), calls)));
  const rounds = 25;
  for (let round = 0; round < rounds; round += 1) {
    const next = orders.map(batch);
    const refused = await Promise.all([
      ...next.map((calls) => reserveAll(writer(), calls)),
      ...earlier.map((calls) => settleAll(writer(), calls.toReversed().map(settledOf))),
    ]);
    expect(refused.flat().every((one) => one === null || one === true)).toBe(true);
    earlier = next;
  }
  const [row] = await workspace.rows(
    "SELECT sum(reserved_micros)::int AS reserved, sum(spent_micros)::int AS spent FROM llm.spend WHERE workspace_id = $1",
  );
  expect(row).toEqual({ reserved: 2 * 60 * reserved, spent: rounds * 2 * 60 * 4 });
}, 60_000);
