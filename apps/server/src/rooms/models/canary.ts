// A candidate beside the release in force: outcomes of its decisions are filled in as they come, and the sequential test
// promotes it or takes it back by itself.
import type { ModelCanary } from "@rapport/contracts";
import type { TenantScope } from "../../platform/db/index.ts";
import { type CanaryState, judgeCanary } from "./canary.rules.ts";
import { openDecisions, settleDecisions, settledDecisions } from "./decisions.store.ts";
import type { ModelsDeps } from "./deps.ts";
import type { Serving } from "./serving.ts";
import { type Story, timeOf } from "./story.ts";

export async function canaryOf(
  { db }: Pick<ModelsDeps, "db">,
  scope: TenantScope,
  { definition, candidate }: Serving,
): Promise<ModelCanary | null> {
  const id = candidate?.scorer.releaseId;
  if (!candidate || !id || candidate.role !== "canary") return null;
  const settled = await db.tenant(scope, (tx) => settledDecisions(tx, definition.key, id));
  const { decisions, better, worse } = judgeCanary(settled);
  return {
    releaseId: id,
    number: candidate.scorer.number ?? 0,
    share: candidate.share,
    since: candidate.since,
    decisions,
    better: Math.min(better, 1e9),
    worse: Math.min(worse, 1e9),
  };
}

/** Outcomes that have come: at the horizon's end, or, for what is known when it happens, as soon as it did. */
async function settle(deps: ModelsDeps, scope: TenantScope, serving: Serving, story: Story) {
  const { definition, candidate } = serving;
  const id = candidate?.scorer.releaseId;
  if (!id) return;
  await deps.db.tenant(scope, async (tx) => {
    const open = await openDecisions(tx, definition.key, id);
    const known = open.flatMap(({ id: decision, recordId, at, dueAt }) => {
      const record = story.get(definition.entity, recordId);
      const outcome = record ? definition.label.of(story, record, timeOf(at)) : null;
      const isDue =
        timeOf(dueAt) <= story.nowMs || outcome === true || definition.label.horizonDays === 0;
      return typeof outcome === "boolean" && isDue ? [{ id: decision, outcome }] : [];
    });
    settleDecisions(tx, known);
  });
}

export type Judged = CanaryState["verdict"];

/** Settles what came, looks at the evidence, and acts on it. */
export async function watchCanary(
  deps: ModelsDeps,
  scope: TenantScope,
  serving: Serving,
  story: Story,
  point: (to: {
    role: "champion" | "canary";
    releaseId: string | null;
    why: string;
  }) => Promise<void>,
): Promise<Judged> {
  const { definition, candidate } = serving;
  const id = candidate?.scorer.releaseId;
  if (!candidate || !id || candidate.role !== "canary") return "open";
  await settle(deps, scope, serving, story);
  const settled = await deps.db.tenant(scope, (tx) => settledDecisions(tx, definition.key, id));
  const { verdict, decisions, better, worse } = judgeCanary(settled);
  if (verdict === "open") return verdict;
  const number = candidate.scorer.number ?? 0;
  if (verdict === "promote") {
    const why = `Canary ${number} was better on ${decisions} decisions (evidence ${Math.round(better)}).`;
    await point({ role: "champion", releaseId: id, why });
    await point({ role: "canary", releaseId: null, why });
  } else {
    const why = `Canary ${number} was worse on ${decisions} decisions (evidence ${Math.round(worse)}): taken back.`;
    await point({ role: "canary", releaseId: null, why });
  }
  return verdict;
}
