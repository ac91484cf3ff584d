// Keeps an undo from writing back what the usual way to write would refuse by now. What must be known for that
// is read once for all records of an object type.
import type { Tx } from "../../platform/db/index.ts";
import type { ObjectType } from "./object-type.rules.ts";
import { holdStages, stagesOf } from "./pipelines.store.ts";
import { holdExisting } from "./references.store.ts";
import type { SchemaCache } from "./schema-cache.ts";
import { withoutFields } from "./undo-fields.ts";
import { type FitFacts, misfits, targetsOf } from "./undo-fit.rules.ts";
import type { KeptRecord } from "./undo-outcome.ts";
import type { UndoPlan } from "./undo-plan.ts";
import { isSeen, shownFields, type Undoer, type UndoState } from "./undo-state.ts";

/** Leaves the fields that would not fit any more as they are; a record that is gone stays gone. */
export async function keepMisfits(
  deps: { schema: SchemaCache },
  tx: Tx,
  undoer: Undoer,
  type: ObjectType,
  states: ReadonlyMap<string, UndoState>,
): Promise<KeptRecord[]> {
  const written = [...states].filter(([, { before, now }]) => now !== null && before !== now);
  if (written.length === 0) return [];
  const facts = await fitFacts(
    deps,
    tx,
    undoer.plan,
    type,
    written.map(([, state]) => state),
  );
  return written.flatMap(([id, state]) => {
    const wasSeen = isSeen(undoer, state);
    const reason = keepMisfit(type, id, state, facts, undoer);
    return reason !== null && wasSeen ? [reason] : [];
  });
}

function keepMisfit(
  type: ObjectType,
  id: string,
  state: UndoState,
  facts: FitFacts,
  { rights, at }: Undoer,
): KeptRecord | null {
  const { before, now } = state;
  const keys = now === null ? [] : misfits(type, before, now, facts);
  if (now === null || keys.length === 0) return null;
  const reason: KeptRecord = { object: type.key, id, reason: "no-longer-fits" };
  state.now = before === null ? null : withoutFields(before, now, keys, at);
  if (state.now === before) return reason;
  const fields = shownFields(type, keys, rights);
  return fields.length === 0 ? null : { ...reason, fields };
}

/** Records that the same undo brings back count as being there, whichever is written first. */
async function fitFacts(
  deps: { schema: SchemaCache },
  tx: Tx,
  plan: UndoPlan,
  type: ObjectType,
  states: readonly UndoState[],
): Promise<FitFacts> {
  const wanted = states.flatMap(({ before, now }) => (now ? targetsOf(type, before, now) : []));
  const targets = new Map<string, ReadonlySet<string>>();
  for (const [object, group] of Map.groupBy(wanted, (target) => target.object)) {
    const ids = [...new Set(group.map(({ id }) => id))];
    const target = await deps.schema.findObjectType(tx, object);
    const known = target ? await holdExisting(tx, target, ids) : [];
    targets.set(object, new Set([...known, ...broughtBack(plan, object)]));
  }
  if (type.key !== "deals") return { stages: new Map(), targets };
  holdStages(tx);
  return { stages: await stagesOf(tx), targets };
}

function broughtBack({ entries }: UndoPlan, object: string): string[] {
  return entries
    .filter((entry) => entry.object === object && entry.before !== null)
    .map((entry) => entry.recordId);
}
