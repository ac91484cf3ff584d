// Undoes changes of what is no record itself: lines of deals, links, and what other rooms hand in (saved
// views). Each goes back as a whole, if it is still as the act left it and the one who undoes may change it.
import { isDeepStrictEqual } from "node:util";
import type { LineItem } from "@rapport/contracts";
import type { Act, RecordChange } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { isAppError } from "../../platform/errors.ts";
import type { ActEntry } from "../governance/index.ts";
import { checkChangeable } from "./find-record.ts";
import { readLineItemById, removeLineItem, saveLineItem } from "./line-items.store.ts";
import { deleteRelation, insertRelation, type Relation, readRelation } from "./relations.store.ts";
import type { SchemaCache } from "./schema-cache.ts";
import type { KeptRecord, UndoOutcome } from "./undo-outcome.ts";
import type { UndoPlan } from "./undo-plan.ts";

type Image = Record<string, unknown>;
type End = readonly [object: string, id: string];

/** Something that acts change and that is undone as a whole. Images are what the acts handed on, as JSON. */
export interface UndoablePart {
  read(tx: Tx, id: string): Promise<object | null>;
  /** Null takes it away. The version of an image, if it has one, is the one that it is stored under. */
  write(tx: Tx, id: string, image: Image | null, at: string): Promise<void>;
  /** Whether the one who undoes may change it; `current` is what it is now. */
  mayChange(tx: Tx, act: Act, images: { image: Image; current: object | null }): Promise<boolean>;
  /** Whether it can be put back beside what came in its place since; it can unless told. */
  fits?(tx: Tx, image: Image): Promise<boolean>;
  /** Records without which it is not put back. */
  ends?(image: Image, isTakenAway: boolean): readonly End[];
  /** It says what an act that is undone by its subject was about: by its ends. */
  isSubject?: boolean;
}

export type UndoableParts = Map<string, UndoablePart>;

/** The parts that this room keeps itself; other rooms add theirs by the name of their objects. */
export function recordParts(schema: SchemaCache): UndoableParts {
  const withEnds = (
    part: Pick<UndoablePart, "read" | "write"> & { ends(image: Image): readonly End[] },
  ): UndoablePart => ({
    ...part,
    mayChange: (tx, act, { image }) => mayChangeAll({ schema }, tx, act, part.ends(image)),
  });
  return new Map([
    [
      "line-items",
      withEnds({
        read: readLineItemById,
        write: (tx, id, image) =>
          image === null ? removeLineItem(tx, id) : saveLineItem(tx, image as unknown as LineItem),
        ends: ({ dealId }) => [["deals", String(dealId)]],
      }),
    ],
    [
      "relations",
      withEnds({
        read: readRelation,
        write: async (tx, id, image) => {
          await deleteRelation(tx, id);
          if (image !== null) await insertRelation(tx, image as unknown as Relation);
        },
        ends: ({ fromObject, fromId, toObject, toId }) => [
          [String(fromObject), String(fromId)],
          [String(toObject), String(toId)],
        ],
      }),
    ],
  ]);
}

interface PartDeps {
  parts: UndoableParts;
}

/** After the records themselves: a line whose deal was kept is kept, so that the sum stays right. */
export async function undoParts(
  deps: PartDeps,
  tx: Tx,
  act: Act,
  plan: UndoPlan,
  outcome: UndoOutcome,
): Promise<void> {
  const changes: RecordChange[] = [];
  const keptIds = new Set(outcome.kept.filter(({ fields }) => !fields).map(({ id }) => id));
  for (const entry of plan.entries) {
    const undone = await undoPart(deps, tx, act, plan, { entry, keptIds });
    if (typeof undone !== "string") {
      changes.push(undone);
      continue;
    }
    keptIds.add(entry.recordId);
    outcome.kept.push({ object: entry.object, id: entry.recordId, reason: undone });
  }
  outcome.undone += changes.length;
  await act.changed(tx, changes);
}

function changeBack(
  { object, recordId, before, after }: ActEntry,
  written: Image | null,
): RecordChange {
  const made = after === null ? "create" : "update";
  const op = before === null ? "purge" : made;
  return { object, id: recordId, op, before: after, after: written, record: null };
}

/**
 * What is put back is a version of its own: whoever still holds the one that was undone must not match (`If-Match`) the
 * next one by its number.
 */
function asNewVersion(before: Image | null, current: Image | null): Image | null {
  if (before === null || typeof before.version !== "number") return before;
  const known = typeof current?.version === "number" ? current.version : before.version;
  return { ...before, version: known + 1 };
}

async function undoPart(
  deps: PartDeps,
  tx: Tx,
  act: Act,
  plan: UndoPlan,
  { entry, keptIds }: { entry: ActEntry; keptIds: ReadonlySet<string> },
): Promise<KeptRecord["reason"] | RecordChange> {
  const part = deps.parts.get(entry.object);
  if (!part) return "not-undoable";
  const current = (await part.read(tx, entry.recordId)) as Image | null;
  const image = entry.before ?? entry.after ?? {};
  const ends = part.ends?.(image, entry.before === null) ?? [];
  const isOnKept = keptIds.has(entry.recordId) || ends.some(([, id]) => keptIds.has(id));
  const isHeld = isOnKept && part.isSubject !== true;
  if (isHeld || !isAsLeft(current, entry.after, plan.movedOn)) return "changed-since";
  const mayChange = plan.scope === "subject" || (await part.mayChange(tx, act, { image, current }));
  if (!mayChange) return "not-allowed";
  const { before } = entry;
  if (before !== null && part.fits && !(await part.fits(tx, before))) return "changed-since";
  const written = asNewVersion(before, current);
  await part.write(tx, entry.recordId, written, act.at);
  return changeBack(entry, written);
}

/** As what it says, whatever its version; also when a later merge moved an end of it on. */
function isAsLeft(
  now: Image | null,
  then: Image | null,
  movedOn: ReadonlyMap<string, string>,
): boolean {
  const [current, left] = [withoutVersion(now), withoutVersion(then)];
  if (isDeepStrictEqual(current, left)) return true;
  if (left === null || movedOn.size === 0) return false;
  const moved = Object.entries(left).map(([key, value]) => [
    key,
    movedOn.get(String(value)) ?? value,
  ]);
  return isDeepStrictEqual(current, Object.fromEntries(moved));
}

function withoutVersion(image: Image | null): Image | null {
  if (image === null) return null;
  const { version: _version, ...said } = image;
  return said;
}

async function mayChangeAll(deps: { schema: SchemaCache }, tx: Tx, act: Act, ends: readonly End[]) {
  try {
    for (const [object, id] of ends) await checkChangeable(deps, tx, act.ctx, object, id);
    return true;
  } catch (error) {
    if (isAppError(error)) return false;
    throw error;
  }
}
