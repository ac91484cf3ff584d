// The entries of a seal, as they are now, against the ids and leaves that were sealed. When one does
// not fit, looks around just enough to say what was done to it.
import type { Database } from "../../platform/db/index.ts";
import { idAt, leafAt, leafOf, numbersOf, type Seal } from "./chain.ts";
import type { Finding } from "./verdict.ts";
import {
  type EntryText,
  hasEarlierEntry,
  selectEntryTexts,
  selectExchangedTime,
  selectNumberOfId,
} from "./verify.store.ts";

export type EntriesByNumber = Map<number, EntryText>;

/** Longer than any transaction lives, with room for clocks that differ. */
export const lateAllowanceMs = 600_000;

export async function fetchEntries(db: Database, seals: readonly Seal[]): Promise<EntriesByNumber> {
  const first = seals[0];
  if (!first) return new Map();
  const numbers = seals.flatMap((seal) => numbersOf(seal.entryNos));
  if (numbers.length === 0) return new Map();
  const rows = await db.system((tx) => selectEntryTexts(tx, first.workspaceId, numbers));
  return new Map(rows.map((row) => [row.entryNo, row]));
}

interface SealCheck {
  db: Database;
  seal: Seal;
  entries: EntriesByNumber;
  /** Only entries before this index; the seal itself is doubtful from there on. */
  through: number;
  lastEntryNo: number;
}

/** The first entry of the seal that is not what was sealed. */
export async function checkSealEntries(check: SealCheck): Promise<Finding | null> {
  const { seal, entries, through } = check;
  const numbers = numbersOf(seal.entryNos);
  const completeMs =
    seal.completeAt === null ? null : Date.parse(seal.completeAt) - lateAllowanceMs;
  for (let index = 0; index < Math.min(through, numbers.length); index += 1) {
    const entryNo = numbers[index] ?? 0;
    const place: Place = {
      entryNo,
      id: idAt(seal.entryIds, index),
      leaf: leafAt(seal.leaves, index),
    };
    const entry = entries.get(entryNo);
    if (!entry || !isIntact(entry, place)) return nameFault(check, place, entry);
    const isLate = completeMs !== null && entry.occurredMs < completeMs;
    const finding = isLate ? await checkLate(check, entry) : null;
    if (finding) return finding;
  }
  return null;
}

interface Place {
  entryNo: number;
  id: string;
  leaf: Buffer;
}

function isIntact(entry: EntryText, place: Place): boolean {
  return entry.id === place.id && leafOf(entry.meta, entry.images).equals(place.leaf);
}

async function nameFault(
  check: SealCheck,
  place: Place,
  entry: EntryText | undefined,
): Promise<Finding> {
  const { db, seal } = check;
  if (entry?.id === place.id) return nameEdit(check, place);
  const standsAt = await db.system((tx) => selectNumberOfId(tx, seal.workspaceId, place.id));
  if (standsAt !== null) {
    return finding(
      place,
      "reordered",
      `was sealed as number ${place.entryNo} and now stands at ${standsAt}: entries were put into another order.`,
    );
  }
  if (entry) {
    return finding(
      place,
      "edited",
      `was given another id (${entry.id}): it is no longer what was sealed.`,
    );
  }
  if (place.entryNo > check.lastEntryNo) {
    return finding(
      place,
      "truncated",
      "and everything after it is missing, though sealed: the log was cut off at its end.",
    );
  }
  return finding(place, "deleted", "was sealed and is missing: it was deleted.");
}

async function nameEdit(check: SealCheck, place: Place): Promise<Finding> {
  const { db, seal } = check;
  const other = await db.system((tx) =>
    selectExchangedTime(tx, seal.workspaceId, place.entryNo, place.leaf),
  );
  if (other) {
    return finding(
      place,
      "reordered",
      `carries another time than the sealed one, which entry ${other.id} (number ${other.entryNo}) carries now: their order in time was changed.`,
    );
  }
  return finding(place, "edited", "does not have the hash that was sealed: it was edited.");
}

/** An entry dated before a moment at which the log was known to be complete came in later. */
async function checkLate(check: SealCheck, entry: EntryText): Promise<Finding | null> {
  const { db, seal } = check;
  const isContinued = await db.system((tx) =>
    hasEarlierEntry(tx, seal.workspaceId, entry.actId, entry.entryNo),
  );
  return isContinued ? null : datedBack(entry, seal.completeAt);
}

export function datedBack(
  entry: { id: string; entryNo: number },
  completeAt: string | null,
): Finding {
  return finding(
    entry,
    "inserted",
    `is dated before ${completeAt}, when the log was sealed as complete without it: it was inserted later.`,
  );
}

function finding(
  place: { id: string; entryNo: number },
  kind: Finding["kind"],
  what: string,
): Finding {
  return {
    entryId: place.id,
    entryNo: place.entryNo,
    kind,
    message: `Entry ${place.id} (number ${place.entryNo}) ${what}`,
  };
}
