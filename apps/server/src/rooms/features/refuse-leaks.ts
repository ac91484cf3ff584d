// No set is built to train on with a feature that takes events as known before they came, and would have others to show
// for it than what was known: those features are computed once more, of all rows, from what had been seen.
import type { TenantScope } from "../../platform/db/index.ts";
import { sameCell } from "./check-leaks.ts";
import { type FeatureSet, narrowed } from "./define-feature.ts";
import type { FeatureDeps } from "./deps.ts";
import { knowsTheFuture } from "./errors.ts";
import { type AsOfRow, computeTrainingSet, type TrainingSet } from "./training-set.ts";

type Feature = FeatureSet["features"][number];

const trustsEvents = ({ source }: Feature) =>
  source.kind === "events" && source.knownFrom === "happened";

/** @throws AppError `features.knows_the_future` */
export async function refuseLeaks(
  deps: Pick<FeatureDeps, "db" | "lent">,
  scope: TenantScope,
  set: FeatureSet,
  rows: readonly AsOfRow[],
  made: TrainingSet,
): Promise<void> {
  const trusting = set.features.filter(trustsEvents);
  if (trusting.length === 0) return;
  const less = narrowed(
    set,
    trusting.map(({ key }) => key),
  );
  const seen = await computeTrainingSet(deps, scope, less, rows, { strict: true });
  const leaking = trusting.filter(({ key }, at) => {
    const declared = made.columns[made.names.indexOf(key)];
    return rows.some((_, row) => !sameCell(declared, seen.columns[at], row));
  });
  if (leaking.length > 0)
    throw knowsTheFuture(
      set.key,
      leaking.map(({ key }) => key),
    );
}
