// What the shell says: whether models are used now, and for what. A purpose whose models all rest, or cost more than is
// left of a budget, is at its rules as much as one that has none. The words are about text; a model that listens writes
// down recordings and nothing else, so it is said only where nothing reads text.
import { type AiPurpose, type AiStatus, aiPurposes, aiPurposeWords } from "@rapport/contracts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import { leftOfPurposes } from "./budgets.store.ts";
import { type DescribeDeps, ladderFor } from "./describe.ts";
import { type NoRungReason, type Rung, workOf } from "./ladder.rules.ts";
import { periodsAt } from "./open-call.ts";
import { audioCost, isSpeech, mostAudioMs, mostCost, type Price } from "./price.rules.ts";
import { routeFor, type Setup } from "./setup.ts";

type StatusDeps = DescribeDeps & { db: Database; clock: Clock };

const withoutTests = aiPurposes.filter((purpose) => purpose !== "test");

/** Of the shortest question, or recording: what does not even leave room for it refuses every call. */
const leastReserved = (price: Price, maxOutputTokens: number) =>
  isSpeech(price) ? audioCost(price, mostAudioMs(1, 0)) : mostCost(price, [], maxOutputTokens);

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
  return awake.find(({ price }) => leastReserved(price, maxOutputTokens) <= leftMicros) ?? "budget";
}

const lowest = "rules and search only";
const wordsWithout: Partial<Record<NoRungReason | "resting" | "budget", string>> = {
  no_model: `No model connected: ${lowest}`,
  data_class: `No model may be sent personal data: ${lowest}`,
  price_unknown: `No model has a price: ${lowest}`,
  resting: `The models failed and are left alone for a while: ${lowest}`,
  budget: `The budget for models is spent: ${lowest}`,
};

const nameOf = ({ label, provider }: Rung) => `${label} (${provider})`;
const isRung = (one: Standing | undefined): one is Rung => typeof one === "object";

function wordsOf(standings: readonly Standing[], listens: Standing | undefined): string {
  const first = standings.find(isRung);
  if (first) return `${nameOf(first)}, then rules`;
  if (isRung(listens)) return `${nameOf(listens)} for voice notes; ${lowest} beside them`;
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
  const standings = withoutTests.map((purpose) => {
    const leftMicros = left.get(purpose) ?? Number.MAX_SAFE_INTEGER;
    return { purpose, standing: standingOf(deps, setup, purpose, leftMicros) };
  });
  const ofText = standings.filter(({ purpose }) => workOf(purpose) === "text");
  const listens = standings.find(({ purpose }) => workOf(purpose) === "speech")?.standing;
  const rungOf = (isModel: boolean) => (isModel ? "model" : "rules");
  return {
    rung: rungOf(ofText.some(({ standing }) => isRung(standing))),
    words: wordsOf(
      ofText.map(({ standing }) => standing),
      listens,
    ),
    purposes: standings.map(({ purpose, standing }) => ({
      purpose,
      label: aiPurposeWords[purpose],
      rung: rungOf(isRung(standing)),
    })),
  };
}
