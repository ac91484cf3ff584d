// Undoes one act by its id. Everyone may undo what they did themselves; undoing what others did takes
// unrestricted rights on the records concerned.
import type { Act, Acts } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { AppError, forbidden, notFound } from "../../platform/errors.ts";
import { type ActEntry, actorOfAct, entriesOfAct } from "../governance/index.ts";
import { recordsByIds } from "./records.store.ts";
import { limitOf, mayTouch } from "./row-rights.ts";
import type { SchemaCache } from "./schema-cache.ts";
import type { Successors } from "./successors.ts";
import { undoEntries } from "./undo-entries.ts";
import { idsLeftIn } from "./undo-fields.ts";
import type { UndoOutcome } from "./undo-outcome.ts";
import type { UndoableParts } from "./undo-parts.ts";
import { ofRecords, type UndoPlan } from "./undo-plan.ts";

/** Larger acts (imports) are undone in pages, by a job. */
const maxUndoEntries = 5000;
/** An act that is about one subject bounds itself when it is done; it goes back in one. */
const maxSubjectUndoEntries = 50_000;

/**
 * Told before an act is undone by its id, with what is locked until the end; what it answers is told what came of
 * it. Throws where the act is not to be undone now.
 */
export type UndoFollower = (
  tx: Tx,
  act: Act,
  actId: string,
) => Promise<((outcome: UndoOutcome) => Promise<void>) | null>;

export interface UndoDeps {
  schema: SchemaCache;
  parts: UndoableParts;
  successors: Successors;
  acts: Acts;
  undoFollowers: readonly UndoFollower[];
}

export async function undoAct(
  deps: UndoDeps,
  tx: Tx,
  act: Act,
  actId: string,
): Promise<UndoOutcome> {
  const { principal } = act.ctx;
  const actor = await actorOfAct(tx, actId);
  if (actor === null) throw notFound("act");
  const told = await Promise.all(deps.undoFollowers.map((follow) => follow(tx, act, actId)));
  const { entries, scope } = await entriesWithin(deps, tx, actId, actor.act);
  const isOwn = actor.id === principal.id;
  const mayAll = entries.every(
    ({ object }) =>
      principal.rights.object(object).update === "all" && principal.rights.allFields(object),
  );
  if (!isOwn && !mayAll) throw notFound("act");
  const plan = scope === "subject" ? await subjectPlan(deps, tx, act, entries) : ofRecords(entries);
  const outcome = await undoEntries(deps, tx, act, plan);
  for (const tell of told) await tell?.(outcome);
  return outcome;
}

/** An act that is undone by its subject says so in its newest entries, where its parts are. */
async function entriesWithin(deps: UndoDeps, tx: Tx, actId: string, name: string) {
  const read = (max: number) => entriesOfAct(tx, actId, null, max + 1, "newest-first");
  const first = await read(maxUndoEntries);
  const scope = scopeOf(deps, name, first);
  if (first.length <= maxUndoEntries) return { entries: first, scope };
  const entries = scope === "subject" ? await read(maxSubjectUndoEntries) : first;
  if (scope === "subject" && entries.length <= maxSubjectUndoEntries) return { entries, scope };
  throw new AppError(
    "invalid",
    "records.undo_too_large",
    `This changed more than ${entries.length - 1} records. Undo it where it was started, for instance on the import's page.`,
  );
}

/** As the act says; what took back such an act is taken back like it. */
function scopeOf(deps: UndoDeps, name: string, entries: readonly ActEntry[]): UndoPlan["scope"] {
  const act = deps.acts.list().find((definition) => definition.name === name);
  const scope = act?.compensation.by === "undo" ? act.compensation.scope : undefined;
  const isSubject = (entry: ActEntry) => deps.parts.get(entry.object)?.isSubject === true;
  return scope ?? (entries.some(isSubject) ? "subject" : "records");
}

/** What such an act was about is what its parts are about; who may not change that any more may not undo it. */
async function subjectPlan(
  deps: UndoDeps,
  tx: Tx,
  act: Act,
  entries: readonly ActEntry[],
): Promise<UndoPlan> {
  for (const { object, before, after } of entries) {
    if (!deps.parts.get(object)?.isSubject) continue;
    const ends = [false, true].flatMap(
      (taken) => deps.parts.get(object)?.ends?.(after ?? before ?? {}, taken) ?? [],
    );
    for (const [kind, id] of ends) await checkSubject(deps, tx, act, kind, id);
  }
  const movedOn = await deps.successors(tx, idsLeftIn(entries));
  return { entries, scope: "subject", movedOn };
}

async function checkSubject(deps: UndoDeps, tx: Tx, act: Act, object: string, id: string) {
  const type = await deps.schema.objectType(tx, object);
  const [record] = await recordsByIds(tx, type, [id], "FOR NO KEY UPDATE");
  if (!record || mayTouch(limitOf(act.ctx.principal, type, "update"), record)) return;
  throw forbidden(
    `Your role may not change one of these ${type.labelPlural.toLowerCase()} any more, so you cannot undo this. Ask its owner or an administrator.`,
  );
}
