// How undo takes back what acts of this room changed: each goes back as a whole, if it is still as the act left it.
// A source that was revoked stays so, since its key may have leaked.
import type {
  DeadLetterState,
  EventEnrichment,
  EventJoin,
  EventSchemaVersion,
  EventSource,
} from "@rapport/contracts";
import type { Records, UndoablePart } from "../records/index.ts";
import { holdHead } from "./changes.store.ts";
import {
  allLookups,
  allRules,
  deleteRule,
  insertRule,
  setLookupRemoved,
} from "./enrichments.store.ts";
import { profilePart } from "./follow-records.ts";
import { turnJoin } from "./join-acts.ts";
import { readJoin } from "./joins.store.ts";
import { letterImage } from "./letter-acts.ts";
import { letterById, setLetterState } from "./letters.store.ts";
import { activeSchema, schemasOf, setSchemaActive } from "./schemas.store.ts";
import { sourceImage } from "./source-acts.ts";
import { readSource, saveSource } from "./sources.store.ts";

type Image = Record<string, unknown>;

const mayManage: UndoablePart["mayChange"] = async (_tx, { ctx }) =>
  ctx.principal.rights.has("events.manage");

const sourcePart: UndoablePart = {
  read: async (tx, id) => {
    const source = await readSource(tx, id, "FOR UPDATE");
    return source && sourceImage(source);
  },
  write: async (tx, id, image) => {
    const source = await readSource(tx, id);
    if (source && image) await saveSource(tx, { ...source, name: String(image.name) });
  },
  // Only a new name: what set it up is taken back by revoking it.
  mayChange: async (tx, act, { image, current }) => {
    const now = current as EventSource | null;
    const isRenamed = now !== null && now.revokedAt === null && now.name !== image.name;
    return isRenamed && mayManage(tx, act, { image, current });
  },
};

const schemaPart: UndoablePart = {
  read: activeSchema,
  // Versions are kept: it holds, or it does not.
  write: (tx, id, image) => setSchemaActive(tx, id, image !== null),
  fits: async (tx, image) => {
    const versions = await schemasOf(tx, image as unknown as EventSchemaVersion, "FOR UPDATE");
    return !versions.some(({ isActive }) => isActive);
  },
  mayChange: mayManage,
};

const joinPart: UndoablePart = {
  // The head first, as whoever changes identities.
  read: async (tx, id) => {
    await holdHead(tx);
    return readJoin(tx, id);
  },
  write: async (tx, id, image, at) => {
    const join = await readJoin(tx, id);
    if (join && image)
      await turnJoin(tx, join, { state: image.state as EventJoin["state"], at, by: "undo" });
  },
  mayChange: mayManage,
};

const rulePart: UndoablePart = {
  read: async (tx, id) => (await allRules(tx)).find((rule) => rule.id === id) ?? null,
  write: (tx, id, image) =>
    image === null ? deleteRule(tx, id) : insertRule(tx, image as unknown as EventEnrichment),
  fits: async (tx, { lookupId }: Image) =>
    lookupId === null || (await allLookups(tx)).some(({ id }) => id === lookupId),
  mayChange: mayManage,
};

const lookupPart: UndoablePart = {
  read: async (tx, id) => (await allLookups(tx)).find((one) => one.id === id) ?? null,
  write: (tx, id, image, at) => setLookupRemoved(tx, id, image === null ? at : null),
  mayChange: async (tx, act, images) =>
    (await mayManage(tx, act, images)) &&
    !(await allRules(tx)).some(({ lookupId }) => lookupId === images.image.id),
};

const letterPart: UndoablePart = {
  read: async (tx, id) => {
    const letter = await letterById(tx, id);
    return letter && letterImage(letter);
  },
  write: async (tx, id, image, at) => {
    if (image) await setLetterState(tx, id, image.state as DeadLetterState, at);
  },
  mayChange: mayManage,
};

export function addUndoableParts({ addUndoable }: Pick<Records, "addUndoable">): void {
  addUndoable("event-profiles", profilePart);
  addUndoable("event-sources", sourcePart);
  addUndoable("event-schemas", schemaPart);
  addUndoable("event-joins", joinPart);
  addUndoable("event-enrichments", rulePart);
  addUndoable("event-lookups", lookupPart);
  addUndoable("event-letters", letterPart);
}
