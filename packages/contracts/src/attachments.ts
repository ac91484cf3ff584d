// Files on records, as they travel: what is told of one, and what may be asked.
import { z } from "zod";
import { lineText } from "./line-items.ts";
import { idSchema } from "./records.ts";

export const maxAttachmentsOfRecord = 200;

export const attachmentSchema = z.object({
  id: idSchema,
  object: z.string(),
  recordId: idSchema,
  fileName: z.string(),
  type: z.string().describe("Told from the bytes, whatever the name says."),
  bytes: z.int(),
  sha256: z.string(),
  isImage: z.boolean().describe("Shown as a picture; everything else is only downloaded."),
  uploadedBy: z.string().describe("Who, as the audit log names them."),
  mayChange: z.boolean(),
  createdAt: z.iso.datetime(),
});
export type Attachment = z.infer<typeof attachmentSchema>;

export const attachmentsQuerySchema = z.strictObject({
  object: z.string().min(1).max(60).describe("Kind of record, e.g. `deals`."),
  recordId: idSchema,
});

export const attachmentUploadQuerySchema = attachmentsQuerySchema.extend({
  fileName: z
    .string()
    .min(1)
    .max(500)
    .describe("A name without folders; the type is not taken from it."),
});

export const attachmentChangeSchema = z.strictObject({ fileName: lineText(200) });
export type AttachmentChange = z.infer<typeof attachmentChangeSchema>;
