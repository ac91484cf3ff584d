// Acts on the glossary, each undone as a whole; and how search finds in a question what the glossary knows.
import {
  type GlossaryEntry,
  type GlossaryImportResult,
  glossaryEntryChangeSchema,
  glossaryEntryInputSchema,
  glossaryImportSchema,
  idSchema,
  maxGlossaryEntries,
} from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { isMatch, saidOnly, wholeChange } from "../../platform/whole-changes.ts";
import { knownMembers, memberNames } from "../access/index.ts";
import {
  changedMeanwhile,
  glossaryFull,
  missingEntry,
  noOtherWords,
  termTaken,
  unknownOwner,
  unreadableFile,
} from "./errors.ts";
import {
  countEntries,
  dropEntry,
  entryKey,
  idOfKey,
  listEntries,
  lockGlossary,
  readEntry,
  type StoredEntry,
  saveEntry,
} from "./glossary.store.ts";
import { type FileEntry, readGlossary } from "./glossary-file.ts";
import { describeEntry } from "./read-glossary.ts";
import { mayManage } from "./readers.rules.ts";
import { requireEditor } from "./require-editor.ts";

const object = "glossary-entries";
const shared = {
  permission: "knowledge.manage",
  effect: "internal",
  risk: "low",
  compensation: { by: "undo" },
  check: requireEditor,
} as const;

async function requireOwner(tx: Tx, ownerId: string | null): Promise<void> {
  if (ownerId !== null && !(await knownMembers(tx, [ownerId])).has(ownerId)) throw unknownOwner();
}

async function requireFree(tx: Tx, { id, term }: Pick<StoredEntry, "id" | "term">): Promise<void> {
  const holder = await idOfKey(tx, entryKey(term));
  if (holder !== null && holder !== id) throw termTaken(term);
}

/** Each once, and not the term itself again. */
function tidied(entry: StoredEntry): StoredEntry {
  const seen = new Set([entryKey(entry.term)]);
  const words = entry.words.filter((word) => {
    const key = entryKey(word);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return { ...entry, words };
}

/** An entry that adds nothing is a mistake, and no file of the export could hold it. */
function requireWords({ term, words }: StoredEntry): void {
  if (words.length === 0) throw noOtherWords(term);
}

const isSame = (x: StoredEntry, y: StoredEntry): boolean =>
  x.term === y.term &&
  x.ownerId === y.ownerId &&
  x.isOn === y.isOn &&
  x.words.join("\n") === y.words.join("\n");

const announce = (tx: Tx, act: Act, before: StoredEntry | null, after: StoredEntry | null) =>
  act.changed(tx, [wholeChange(object, before, after)]);

const create = defineAct({
  ...shared,
  name: "knowledge.glossary.create",
  title: "Add a term to the glossary",
  input: glossaryEntryInputSchema,
  run: async (tx, act, input): Promise<GlossaryEntry> => {
    await lockGlossary(tx);
    if ((await countEntries(tx)) >= maxGlossaryEntries) throw glossaryFull(maxGlossaryEntries);
    const entry = tidied({
      id: newId(),
      term: input.term,
      words: input.words,
      ownerId: input.ownerId === undefined ? act.ctx.principal.memberId : input.ownerId,
      isOn: input.isOn ?? true,
      version: 1,
      createdAt: act.at,
      updatedAt: act.at,
    });
    requireWords(entry);
    if (input.ownerId !== undefined) await requireOwner(tx, entry.ownerId);
    await requireFree(tx, entry);
    await saveEntry(tx, entry);
    await announce(tx, act, null, entry);
    return describeEntry(tx, entry);
  },
});

const update = defineAct({
  ...shared,
  name: "knowledge.glossary.update",
  title: "Change a term of the glossary",
  input: glossaryEntryChangeSchema.extend({ id: idSchema, ifMatch: z.string().optional() }),
  run: async (tx, act, { id, ifMatch, ...change }): Promise<GlossaryEntry> => {
    await lockGlossary(tx);
    const before = await readEntry(tx, id, "FOR UPDATE");
    if (!before) throw missingEntry();
    if (!isMatch(ifMatch, before.version)) throw changedMeanwhile(await describeEntry(tx, before));
    const after = tidied({
      ...before,
      ...saidOnly(change),
      version: before.version + 1,
      updatedAt: act.at,
    });
    if (change.term !== undefined || change.words !== undefined) requireWords(after);
    if (change.ownerId !== undefined) await requireOwner(tx, after.ownerId);
    await requireFree(tx, after);
    await saveEntry(tx, after);
    await announce(tx, act, before, after);
    return describeEntry(tx, after);
  },
});

const remove = defineAct({
  ...shared,
  name: "knowledge.glossary.delete",
  title: "Take a term out of the glossary",
  input: z.strictObject({ id: idSchema }),
  run: async (tx, act, { id }): Promise<null> => {
    await lockGlossary(tx);
    const before = await readEntry(tx, id, "FOR UPDATE");
    if (!before) throw missingEntry();
    await dropEntry(tx, id);
    await announce(tx, act, before, null);
    return null;
  },
});

/** The last row of a term counts. */
async function readFileEntries(tx: Tx, csv: string) {
  const read = readGlossary(csv);
  if ("problem" in read) throw unreadableFile(read.problem);
  const ids = new Map<string, string[]>();
  for (const { id, name } of await memberNames(tx)) ids.set(name, [...(ids.get(name) ?? []), id]);
  return read.entries.map((entry: FileEntry) => {
    const [ownerId = null, another] = entry.owner === null ? [] : (ids.get(entry.owner) ?? []);
    if (entry.owner !== null && (ownerId === null || another !== undefined)) {
      const how = another === undefined ? "no member" : "more than one member";
      throw unreadableFile(`Line ${entry.line}: ${how} is called "${entry.owner.slice(0, 80)}".`);
    }
    return { ...entry, ownerId };
  });
}

const importFile = defineAct({
  ...shared,
  name: "knowledge.glossary.import",
  title: "Load terms of the glossary from a file",
  input: glossaryImportSchema,
  run: async (tx, act, { csv }): Promise<GlossaryImportResult> => {
    await lockGlossary(tx);
    const read = await readFileEntries(tx, csv);
    const before = await listEntries(tx, null, maxGlossaryEntries);
    const known = new Map(before.map(({ key, ...entry }) => [key, entry]));
    const last = new Map(read.map((entry) => [entryKey(entry.term), entry]));
    const result = { created: 0, updated: 0, unchanged: 0 };
    for (const [key, { term, words, ownerId, isOn }] of last) {
      const old = known.get(key);
      const made = { id: newId(), ownerId: act.ctx.principal.memberId, version: 0 };
      const base = old ?? { ...made, isOn: true, createdAt: act.at };
      const after = tidied({
        ...{ ...base, term, words, updatedAt: act.at, version: base.version + 1 },
        ownerId: ownerId ?? base.ownerId,
        isOn: isOn ?? base.isOn,
      });
      if (old && isSame(old, after)) {
        result.unchanged += 1;
        continue;
      }
      await saveEntry(tx, after);
      await announce(tx, act, old ?? null, after);
      if (old) result.updated += 1;
      else result.created += 1;
    }
    if (before.length + result.created > maxGlossaryEntries) throw glossaryFull(maxGlossaryEntries);
    return result;
  },
});

export const glossaryActs = [create, update, remove, importFile];

/** How undoing puts an entry back; another one may have taken its term since. */
export const undoableEntry = {
  read: (tx: Tx, id: string): Promise<object | null> => readEntry(tx, id, "FOR UPDATE"),
  write: async (tx: Tx, id: string, image: object | null): Promise<void> => {
    await lockGlossary(tx);
    if (image === null) await dropEntry(tx, id);
    else await saveEntry(tx, image as StoredEntry);
  },
  mayChange: async (_tx: Tx, { ctx }: Act): Promise<boolean> => mayManage(ctx.principal),
  fits: async (tx: Tx, image: object): Promise<boolean> => {
    const { id, term } = image as StoredEntry;
    const holder = await idOfKey(tx, entryKey(term));
    return holder === null || holder === id;
  },
};
