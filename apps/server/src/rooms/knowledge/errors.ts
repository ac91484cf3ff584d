// What this room refuses, and what to do about it.
import { AppError, forbidden, invalid, notFound } from "../../platform/errors.ts";

export const missingPage = () => notFound("page");
export const missingGap = () => notFound("question");

export const missingEntry = () => notFound("glossary entry");

export const termTaken = (term: string) =>
  new AppError(
    "conflict",
    "knowledge.term_taken",
    `The glossary has "${term}" already. Add the words there.`,
  );

export const noOtherWords = (term: string) =>
  invalid(
    "knowledge.no_other_words",
    `Nothing but "${term}" itself is said for "${term}". Add what else people say, or take the term out.`,
  );

export const glossaryFull = (most: number) =>
  new AppError(
    "conflict",
    "knowledge.glossary_full",
    `The glossary has ${most} entries at most. Take out what is not used.`,
  );

export const needsManager = () =>
  forbidden(
    'This needs the permission "knowledge.manage". An administrator can give it to your role.',
  );

export const changedMeanwhile = (current: unknown) =>
  new AppError(
    "precondition",
    "knowledge.version_conflict",
    "Someone else changed this meanwhile. Look at it as it is now, then save again.",
    { current },
  );

export const noText = () =>
  invalid(
    "knowledge.no_text",
    "This PDF has no text, only pictures of it. Make one with a text layer (OCR), or paste the text into a page.",
  );

export const unreadableFile = (what: string) =>
  invalid("knowledge.unreadable_file", `This file could not be read: ${what}`);

export const unknownKind = () =>
  invalid(
    "knowledge.unknown_kind",
    "The file's name ends in none of .md, .markdown, .txt, .html, .htm, .pdf and .csv.",
  );

export const fileTooLarge = (most: number) =>
  new AppError(
    "too-large",
    "knowledge.file_too_large",
    `A file has ${most} megabytes at most. Split it.`,
  );

export const tooMuchText = (most: number) =>
  invalid("knowledge.too_much_text", `A page has ${most} characters at most. Split it.`);

export const unknownOwner = () =>
  invalid("knowledge.unknown_owner", "The owner is no active member of this workspace.");

export const unknownReaders = () =>
  invalid(
    "knowledge.bad_readers",
    "There is no such team or role among those who may read this. GET /teams and GET /roles list them.",
  );

export const badReaders = () =>
  invalid(
    "knowledge.bad_readers",
    "Readers are public, members, team:<id> or role:<id>, with commas between them.",
  );
