// What the shell says: whether models are used now, and for what. A purpose whose models all rest, or cost more than is
// left of a budget, is at its rules as much as one that has none.
import { type AiPurpose, type AiStatus, aiPurposes, aiPurposeWords } from "@rapport/contracts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import { leftOfPurposes } from "./budgets.store.ts";
import { type DescribeDeps, ladderFor } from "./describe.ts";
import type { NoRungReason, Rung } from "./ladder.rules.ts";
import { periodsAt } from "./open-call.ts";
import { mostCost } from "./price.rules.ts";
import { routeFor, type Setup } from "./setup.ts";

type StatusDeps = DescribeDeps & { db: Database; clock: Clock };

const withoutTests = aiPurposes.filter((purpose) => purpose !== "test");

/** The rung that would be asked, or why there is none. */
type Standing = Rung | NoRungReason | "resting" | "budget";

function standingOf(
  { health }: DescribeDeps,
  setup: Setup,
  purpose: AiPurpose,
  leftMicros: number,
): Standing {
  const { rungs, reason } = ladderFor(setup, purpose);
  if (reason !== null) return reason;
  const awake = rungs.filter(({ modelId }) => health.mayTry(modelId));
  if (awake.length === 0) return "resting";
  const { maxOutputTokens } = routeFor(setup, purpose);
  // The shortest question of all: what does not even leave room for it refuses every call.
  return awake.find(({ price }) => mostCost(price, [], maxOutputTokens) <= leftMicros) ?? "budget";
}

const lowest = "rules and search only";
const wordsWithout: Partial<Record<NoRungReason | "resting" | "budget", string>> = {
  no_model: `No model connected: ${lowest}`,
  data_class: `No model may be sent personal data: ${lowest}`,
  price_unknown: `No model has a price: ${lowest}`,
  resting: `The models failed and are left alone for a while: ${lowest}`,
  budget: `The budget for models is spent: ${lowest}`,
};

function wordsOf(standings: readonly Standing[]): string {
  const first = standings.find((one) => typeof one === "object");
  if (first) return `${first.label} (${first.provider}), then rules`;
  const reasons = new Set(standings.filter((one) => typeof one === "string"));
  const [only] = reasons;
  const alike = reasons.size === 1 && only !== undefined ? wordsWithout[only] : undefined;
  return alike ?? `No model in use: ${lowest}`;
}

export async function describeStatus(deps: StatusDeps, ctx: Ctx): Promise<AiStatus> {
  const setup = await deps.setups.of(ctx.workspaceId);
  const periods = periodsAt(deps.clock.nowMs());
  const left =
    setup.models.length === 0
      ? new Map<string, number>()
      : await leftOfPurposes(deps.db.reader(ctx), withoutTests, periods);
  const standings = withoutTests.map((purpose) =>
    standingOf(deps, setup, purpose, left.get(purpose) ?? Number.MAX_SAFE_INTEGER),
  );
  const purposes = withoutTests.map((purpose, at) => {
    const isModel = typeof standings[at] === "object";
    return { purpose, label: aiPurposeWords[purpose], rung: isModel ? "model" : "rules" } as const;
  });
  const isConnected = purposes.some(({ rung }) => rung === "model");
  return { rung: isConnected ? "model" : "rules", words: wordsOf(standings), purposes };
}
