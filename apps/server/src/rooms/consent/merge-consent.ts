// A merge of people: what the merged ones said that is stricter than what the survivor said is said of the survivor,
// from the merge on. Their own statements stay with them, and so come back with them when the merge is undone.
import type { Act } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { stricterOnes } from "./merge-consent.rules.ts";
import { addStatements } from "./record-consent.ts";
import { currentOf } from "./statements.store.ts";

export async function mergeConsent(
  tx: Tx,
  act: Act,
  { object, from, to }: { object: string; from: readonly string[]; to: string },
): Promise<void> {
  if (object !== "people") return;
  const current = await currentOf(tx, [...from, to]);
  const own = current.filter(({ personId }) => personId === to);
  const theirs = current.filter(({ personId }) => personId !== to);
  const repeated = stricterOnes(own, theirs).map(({ takenBackAt: _none, ...statement }) => ({
    ...statement,
    id: newId(),
    personId: to,
    knownAt: act.at,
    countsFrom: act.at,
    source: "merge" as const,
    repeatsId: statement.id,
  }));
  await addStatements(tx, act, repeated);
}
