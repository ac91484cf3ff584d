// Checks that run by themselves: quality and parity of every set once a day, and whoever manages features is told when
// what is served is not what the sources give.
import type { FeatureCheck, ParityResult } from "@rapport/contracts";
import type { TenantScope } from "../../platform/db/index.ts";
import { checkParity } from "./check-parity.ts";
import { checkQuality } from "./check-quality.ts";
import { forgetOld, keepCheck, readChecks } from "./checks.store.ts";
import type { FeatureSet } from "./define-feature.ts";
import type { DescribeDeps } from "./describe-sets.ts";

export interface Alert {
  title: string;
  body: string;
}

export type CheckDeps = DescribeDeps & {
  /** Tells those who manage features. */
  alert(workspaceId: string, alert: Alert): Promise<void>;
};

const paritySample = 200;
const dayMs = 86_400_000;
const keptDays = { served: 30, checks: 90 };

export async function runCheck(
  deps: CheckDeps,
  scope: TenantScope,
  set: FeatureSet,
): Promise<Omit<FeatureCheck, "leaks">> {
  const checkedAt = new Date(deps.clock.nowMs()).toISOString();
  const parity = await checkParity(deps, scope, set, paritySample);
  await deps.db.tenant(scope, async (tx) =>
    keepCheck(tx, {
      kind: "parity",
      setKey: set.key,
      setHash: set.hash,
      at: checkedAt,
      result: parity,
    }),
  );
  const quality = await checkQuality(deps, scope, set);
  if (parity.wrong > 0) await deps.alert(scope.workspaceId, alertOf(set, parity));
  return { checkedAt, parity, quality };
}

function alertOf({ title }: FeatureSet, { wrong, compared, examples }: ParityResult): Alert {
  const names = [...new Set(examples.map(({ feature }) => feature))].join(", ");
  return {
    title: `Features of ${title.toLowerCase()}: what is served is not what the sources give`,
    body: `${wrong} of ${compared} values differ (${names}). Scores that use them may be wrong until this is looked at.`,
  };
}

/** Those sets of a workspace that were not looked at for a day. */
export async function runDueChecks(
  deps: CheckDeps,
  workspaceId: string,
  signal: AbortSignal,
): Promise<void> {
  const scope = { workspaceId };
  const nowMs = deps.clock.nowMs();
  const before = (days: number) => new Date(nowMs - days * dayMs).toISOString();
  for (const set of deps.sets.all()) {
    if (signal.aborted) return;
    const [latest] = await readChecks<ParityResult>(deps.db.reader(scope), "parity", set.key, 1);
    if (latest && Date.parse(latest.checkedAt) > nowMs - dayMs) continue;
    if (await isFilled(deps, scope, set)) await runCheck(deps, scope, set);
  }
  await deps.db.tenant(scope, async (tx) =>
    forgetOld(tx, { served: before(keptDays.served), checks: before(keptDays.checks) }),
  );
}

async function isFilled(
  { db, sets }: CheckDeps,
  scope: TenantScope,
  set: FeatureSet,
): Promise<boolean> {
  return (await sets.filled(db.reader(scope))).has(set.hash);
}
