// An upload from beginning to end: may this caller attach to this record; the bytes, noted as not in use until the
// act says otherwise; the act; and the bytes once more, so that a clean-up that came between has taken nothing.
import type { Readable } from "node:stream";
import type { Attachment } from "@rapport/contracts";
import type { Acts, Performed } from "../../platform/acts.ts";
import type { Blobs } from "../../platform/blobs.ts";
import { type Clock, nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import { newId } from "../../platform/ids.ts";
import { type ActDeps, checkRoom } from "./attachment-acts.ts";
import { noteFile } from "./attachments.store.ts";
import { type ReadDeps, recordInReach, visibleAttachment } from "./describe-attachment.ts";
import { missingRecord, notYours } from "./errors.ts";
import { cleanFileName } from "./file-type.rules.ts";
import { blobKey, type KeptFile, storeFile } from "./store-file.ts";

type Uploads = ActDeps["uploads"] extends ReadonlyMap<infer K, infer V> ? Map<K, V> : never;

export interface AttachmentDeps extends ReadDeps {
  acts: Acts;
  blobs: Blobs;
  clock: Clock;
  maxBytes: number;
  uploads: Uploads;
}

export interface NewAttachment {
  object: string;
  recordId: string;
  fileName: string;
  content: Readable;
}

export async function addAttachment(
  deps: AttachmentDeps,
  ctx: Ctx,
  { object, recordId, fileName, content }: NewAttachment,
): Promise<Performed<Attachment>> {
  await deps.db.tenant(ctx, async (tx) => {
    const record = await recordInReach(deps, tx, ctx, object, recordId);
    if (!record) throw missingRecord();
    if (!record.mayUpdate) throw notYours();
    await checkRoom(tx, object, recordId);
  });
  const name = cleanFileName(fileName);
  const { workspaceId } = ctx;
  const note = (file: KeptFile) =>
    deps.db.tenant(ctx, (tx) => noteFile(tx, file, nowIso(deps.clock)));
  const incoming = { content, fileName: name, maxBytes: deps.maxBytes, note };
  const upload = await storeFile(deps.blobs, workspaceId, incoming);
  const uploadId = newId();
  deps.uploads.set(uploadId, { ...upload.file, workspaceId, fileName: name });
  try {
    const input = { object, recordId, uploadId };
    const done = await deps.acts.perform<Attachment>(ctx, "attachments.add", input);
    await upload.settle();
    return done;
  } finally {
    deps.uploads.delete(uploadId);
    await upload.drop().catch(() => undefined);
  }
}

export interface Content {
  fileName: string;
  type: string;
  bytes: number;
  sha256: string;
  stream: Readable;
}

export async function readContent(deps: AttachmentDeps, ctx: Ctx, id: string): Promise<Content> {
  const { stored } = await deps.db.tenant(ctx, (tx) => visibleAttachment(deps, tx, ctx, id));
  const { fileName, type, bytes, sha256 } = stored;
  const stream = await deps.blobs.get(blobKey(ctx.workspaceId, sha256));
  return { fileName, type, bytes, sha256, stream };
}
