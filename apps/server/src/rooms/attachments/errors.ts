// What this room refuses, and what to do about it.
import { AppError, forbidden, invalid, notFound } from "../../platform/errors.ts";

export const missingAttachment = () => notFound("attachment");
/** In the words of every record that is not there or not to be seen. */
export const missingRecord = () => notFound();

export const notYours = () =>
  forbidden(
    "Files follow their record: your role may not change this one. Ask its owner or an administrator.",
  );

export const emptyFile = () =>
  invalid("attachments.empty", "The file is empty. Choose one with something in it.");

export const refusedProgram = () =>
  invalid(
    "attachments.program",
    "Programs and scripts that a computer would run are not taken. Put it into an archive if it must be sent.",
  );

export const tooLarge = (maxBytes: number) =>
  new AppError(
    "too-large",
    "attachments.too_large",
    `Files of more than ${Math.floor(maxBytes / 1_000_000)} MB are not taken. An administrator can raise RAPPORT_MAX_ATTACHMENT_BYTES.`,
  );

export const tooMany = (most: number) =>
  new AppError(
    "conflict",
    "attachments.too_many",
    `A record has ${most} files at most. Delete one that is not needed any more.`,
  );

export const bytesGone = () =>
  new AppError(
    "conflict",
    "attachments.bytes_gone",
    "This file was deleted so long ago that its bytes are gone. Upload it again.",
  );

export const lateUpload = () => notFound("upload");
