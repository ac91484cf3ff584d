// What monitors and trainings saw, kept; alarms that were none at the look before are told.
import type { Tx } from "../../platform/db/index.ts";
import { latestChecks, type NewCheck, writeChecks } from "./decisions.store.ts";
import type { ModelDefinition } from "./define-model.ts";
import type { ModelsDeps } from "./deps.ts";

const alarmTopic = "models.alarm";

/** Answers the alarms that are new. */
export async function noteChecks(
  { outbox }: Pick<ModelsDeps, "outbox">,
  tx: Tx,
  { key, title }: Pick<ModelDefinition, "key" | "title">,
  releaseId: string,
  checks: readonly NewCheck[],
): Promise<NewCheck[]> {
  const before = await latestChecks(tx, key);
  writeChecks(tx, checks);
  const wasAlarm = new Set(
    before.filter(({ alarm }) => alarm).map(({ kind, subject }) => `${kind} ${subject}`),
  );
  const fresh = checks.filter(
    ({ alarm, kind, subject }) => alarm && !wasAlarm.has(`${kind} ${subject}`),
  );
  if (fresh.length === 0) return fresh;
  const text = fresh
    .map(({ words }) => words)
    .join(" ")
    .slice(0, 900);
  outbox.publish(tx, alarmTopic, { id: releaseId, key, title, text }, releaseId);
  return fresh;
}
