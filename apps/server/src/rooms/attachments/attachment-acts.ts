// Acts on files of records. Each hands its images on, so that it is audited and undone like a change of a record.
// Adding names an upload that this process has just taken in, never a hash: nobody can attach bytes that they did
// not bring.
import {
  type Attachment,
  attachmentChangeSchema,
  idSchema,
  maxAttachmentsOfRecord,
} from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Reader, Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import type { UndoablePart } from "../records/index.ts";
import {
  countOf,
  deleteAttachment,
  holdAttachmentsOf,
  leaveFile,
  moveToRecord,
  readAttachment,
  reuseFile,
  type StoredAttachment,
  saveAttachment,
  useFile,
} from "./attachments.store.ts";
import {
  described,
  type ReadDeps,
  recordInReach,
  visibleAttachment,
} from "./describe-attachment.ts";
import { bytesGone, lateUpload, missingRecord, notYours, tooMany } from "./errors.ts";
import { cleanFileName } from "./file-type.rules.ts";
import type { KeptFile } from "./store-file.ts";

export interface ActDeps extends ReadDeps {
  /** Taken in and not yet attached, by the id that this process gave them. */
  uploads: ReadonlyMap<string, KeptFile & { workspaceId: string; fileName: string }>;
}

const shared = {
  permission: "update on the record",
  effect: "internal",
  risk: "low",
  compensation: { by: "undo" },
  check: () => undefined,
} as const;

/** Throws when the record has as many files as it can. */
export async function checkRoom(tx: Reader, object: string, recordId: string): Promise<void> {
  if ((await countOf(tx, object, recordId)) < maxAttachmentsOfRecord) return;
  throw tooMany(maxAttachmentsOfRecord);
}

const changeOf = (before: StoredAttachment | null, after: StoredAttachment | null) =>
  wholeChange("attachments", before, after);

export function attachmentActs(deps: ActDeps) {
  const add = defineAct({
    ...shared,
    name: "attachments.add",
    title: "Attach a file to a record",
    input: z.object({ object: z.string().max(60), recordId: idSchema, uploadId: idSchema }),
    run: async (tx, act, { object, recordId, uploadId }): Promise<Attachment> => {
      const record = await recordInReach(deps, tx, act.ctx, object, recordId);
      if (!record) throw missingRecord();
      if (!record.mayUpdate) throw notYours();
      const upload = deps.uploads.get(uploadId);
      if (!upload || upload.workspaceId !== tx.workspaceId) throw lateUpload();
      await checkRoom(tx, object, recordId);
      const { sha256, type, bytes, fileName } = upload;
      const uploadedBy = act.ctx.principal.label;
      const file = { sha256, type, bytes, fileName, uploadedBy, createdAt: act.at };
      const one: StoredAttachment = { id: newId(), object, recordId, ...file };
      await useFile(tx, one, act.at);
      await saveAttachment(tx, one);
      await act.changed(tx, [changeOf(null, one)]);
      return described(one, true);
    },
  });

  const rename = defineAct({
    ...shared,
    name: "attachments.rename",
    title: "Rename a file of a record",
    input: attachmentChangeSchema.extend({ id: idSchema }),
    run: async (tx, act, { id, fileName }): Promise<Attachment> => {
      const { stored } = await visibleAttachment(deps, tx, act.ctx, id, "change");
      const after = { ...stored, fileName: cleanFileName(fileName) };
      await saveAttachment(tx, after);
      await act.changed(tx, [changeOf(stored, after)]);
      return described(after, true);
    },
  });

  const remove = defineAct({
    ...shared,
    name: "attachments.delete",
    title: "Delete a file of a record",
    input: z.object({ id: idSchema }),
    run: async (tx, act, { id }) => {
      const { stored } = await visibleAttachment(deps, tx, act.ctx, id, "change");
      await deleteAttachment(tx, id);
      await leaveFile(tx, stored.sha256, act.at);
      await act.changed(tx, [changeOf(stored, null)]);
      return null;
    },
  });

  return [add, rename, remove];
}

export function attachmentPart(deps: ReadDeps): UndoablePart {
  return {
    read: readAttachment,
    write: async (tx, id, image, at) => {
      if (image !== null) {
        const one = image as unknown as StoredAttachment;
        if (!(await reuseFile(tx, one.sha256))) throw bytesGone();
        return saveAttachment(tx, one);
      }
      const one = await readAttachment(tx, id);
      await deleteAttachment(tx, id);
      if (one) await leaveFile(tx, one.sha256, at);
    },
    mayChange: async (tx, { ctx }, { image }) => {
      const object = String(image.object);
      return (
        (await recordInReach(deps, tx, ctx, object, String(image.recordId)))?.mayUpdate === true
      );
    },
    ends: ({ object, recordId }) => [[String(object), String(recordId)]],
  };
}

/** What hung on records that were merged away hangs on the one that stays. */
export async function moveAttachments(
  tx: Tx,
  act: Act,
  { object, from, to }: { object: string; from: readonly string[]; to: string },
): Promise<void> {
  const held = await holdAttachmentsOf(tx, object, from);
  const ids = held.map(({ id }) => id);
  await moveToRecord(tx, ids, to);
  const changes = held.map((before) => changeOf(before, { ...before, recordId: to }));
  await act.changed(tx, changes);
}
