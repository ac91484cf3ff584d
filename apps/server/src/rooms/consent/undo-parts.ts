// How undo takes back what this room keeps: a statement is marked and stays in the history; a purpose goes back to
// what it was.
import type { Reader } from "../../platform/db/index.ts";
import type { Records, UndoablePart } from "../records/index.ts";
import { purposeUsed } from "./errors.ts";
import type { StoredPurpose } from "./purpose.rules.ts";
import { deletePurpose, holdPurposes, savePurpose } from "./purposes.store.ts";
import { purposesByKey } from "./purposes.ts";
import { hasStatements, markTakenBack, readStanding } from "./statements.store.ts";

export function statementPart({
  records,
}: {
  records: Pick<Records, "reach" | "readRaw">;
}): UndoablePart {
  return {
    read: readStanding,
    write: (tx, id, image, at) => markTakenBack(tx, id, image === null ? at : null),
    mayChange: async (tx, { ctx }, { image }) => {
      const personId = String(image.personId);
      // Gone with the same undo: what was said of somebody whom an import made.
      if ((await records.readRaw(tx, "people", [personId])).length === 0) return true;
      return (await records.reach(tx, ctx, "people", [personId])).get(personId)?.mayUpdate === true;
    },
    ends: ({ personId }) => [["people", String(personId)]],
  };
}

async function purposeById(tx: Reader, id: string): Promise<StoredPurpose | null> {
  return [...(await purposesByKey(tx)).values()].find((purpose) => purpose.id === id) ?? null;
}

export const purposePart: UndoablePart = {
  read: purposeById,
  write: async (tx, id, image, at) => {
    await holdPurposes(tx);
    if (image !== null) return savePurpose(tx, image as unknown as StoredPurpose, at);
    const purpose = await purposeById(tx, id);
    if (purpose && (await hasStatements(tx, purpose.key))) throw purposeUsed();
    await deletePurpose(tx, id);
  },
  mayChange: async (_tx, { ctx }) => ctx.principal.rights.has("workspace.manage"),
};
