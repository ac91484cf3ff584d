// Files in a record's story: when each was uploaded. Whoever reads the story sees the record, and so its files.
import type { TimelineSource } from "../records/index.ts";
import { attachmentsBefore } from "./attachments.store.ts";
import { isImageType } from "./file-type.rules.ts";

export const attachmentItems: TimelineSource = async (tx, { object, id, beforeId, limit }) => {
  const found = await attachmentsBefore(tx, { object, recordId: id, beforeId, limit });
  return found.map((one) => ({
    object: "attachments",
    id: one.id,
    at: one.createdAt,
    title: one.fileName,
    record: {
      id: one.id,
      type: one.type,
      bytes: one.bytes,
      isImage: isImageType(one.type),
      uploadedBy: one.uploadedBy,
    },
  }));
};
