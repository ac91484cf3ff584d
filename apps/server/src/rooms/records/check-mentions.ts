// Whom a text newly mentions must be a member: otherwise its writer would believe that somebody was told. Who was
// mentioned before may since have left. What is brought from elsewhere is taken as it is.
import { mentionedMembers } from "@rapport/contracts";
import type { Tx } from "../../platform/db/index.ts";
import type { KnownMembers } from "./check-references.ts";
import { invalidRecord } from "./validate.rules.ts";
import { type Batch, failOne, isOpen, type Planned } from "./write-batch.ts";

const key = "body";

export async function checkMentions(
  { knownMembers }: { knownMembers: KnownMembers },
  tx: Tx,
  batch: Batch,
): Promise<void> {
  if (batch.trusted || batch.brings || !batch.type.fields.has(key)) return;
  const mentioning = batch.planned
    .filter((planned) => isOpen(batch, planned))
    .map((planned) => ({ index: planned.index, ids: newlyMentioned(batch, planned) }))
    .filter(({ ids }) => ids.length > 0);
  if (mentioning.length === 0) return;
  const known = await knownMembers(tx, [...new Set(mentioning.flatMap(({ ids }) => ids))]);
  for (const { index, ids } of mentioning) {
    if (ids.every((id) => known.has(id))) continue;
    const label = batch.type.fields.get(key)?.label ?? key;
    const message = `${label} mentions a member that does not exist.`;
    const fault = { path: key, message, code: "records.bad_reference" };
    failOne(batch, index, invalidRecord(batch.type, [fault]));
  }
}

function newlyMentioned(batch: Batch, { id, values }: Planned): string[] {
  const before = new Set(mentionedMembers(batch.pending.get(id ?? "")?.now[key]));
  return mentionedMembers(values.get(key)).filter((memberId) => !before.has(memberId));
}
