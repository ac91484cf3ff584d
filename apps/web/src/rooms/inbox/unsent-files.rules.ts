// The files beside what is being written: on their way, there, or not taken; and what they mean for sending. Pure.
import type { Attachment, ChannelKind } from "@rapport/sdk";
import { sizeText, type Uploading } from "../attachments/upload.rules.ts";

/** Of one message, as the server has it. */
export const mostFiles = 20;
const heavyMailBytes = 20_000_000;

export interface UnsentFile extends Uploading {
  /** Once it is there. */
  attachment: Pick<Attachment, "id" | "type"> | null;
}

export type UnsentEvent =
  | { kind: "start"; files: readonly Pick<UnsentFile, "key" | "name" | "bytes" | "error">[] }
  | { kind: "again"; key: number }
  | { kind: "progress"; key: number; sent: number }
  | { kind: "there"; key: number; attachment: Pick<Attachment, "id" | "type"> }
  | { kind: "fail"; key: number; error: string }
  | { kind: "leave"; keys: readonly number[] };

const moved = (file: UnsentFile, event: Exclude<UnsentEvent, { kind: "start" | "leave" }>) => {
  if (event.kind === "progress") return { ...file, sent: event.sent };
  if (event.kind === "there") return { ...file, attachment: event.attachment };
  if (event.kind === "fail") return { ...file, error: event.error };
  return { ...file, sent: 0, error: null };
};

export const unsent = (now: readonly UnsentFile[], event: UnsentEvent): readonly UnsentFile[] => {
  if (event.kind === "start")
    return [...now, ...event.files.map((file) => ({ ...file, sent: 0, attachment: null }))];
  if (event.kind === "leave") return now.filter(({ key }) => !event.keys.includes(key));
  return now.map((file) => (file.key === event.key ? moved(file, event) : file));
};

/** Said before anything is sent to the server; what is too large or a program, the server says. */
export const refusalOf = ({ size }: { size: number }, count: number): string | null => {
  if (size === 0) return "It is empty. Choose a file with something in it.";
  if (count >= mostFiles) return `A message takes ${mostFiles} files. Send these first.`;
  return null;
};

export interface Writable {
  kind: "reply" | "note";
  text: string;
  files: readonly UnsentFile[];
  isRecording: boolean;
}

/** Why it cannot be sent as it is; "": there is nothing to send yet; null: it can. */
export const whyNotSendable = ({ kind, text, files, isRecording }: Writable): string | null => {
  if (isRecording) return "Stop the voice note first, or discard it.";
  if (files.some(({ error }) => error !== null))
    return "Remove the files that were not taken, or try them again.";
  if (files.some(({ attachment }) => attachment === null)) return "Files are on their way.";
  if (text.trim() !== "" || (kind === "note" && files.length > 0)) return null;
  return files.length > 0 ? "A reply needs a text beside its files." : "";
};

const notCarried: Partial<Record<ChannelKind, string>> = {
  widget: "The chat shows the customer only the text; the files are for members.",
  sms: "Text messages carry only the text; the files are for members.",
  api: "Your program is told the names of the files, and gets only the text.",
};

/** What becomes of the files of a reply that whoever writes it may not expect. */
export const carriageWords = (
  kind: "reply" | "note",
  channel: ChannelKind,
  files: readonly Pick<UnsentFile, "bytes">[],
): string | null => {
  if (kind === "note" || files.length === 0) return null;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (channel === "email" && bytes > heavyMailBytes)
    return `${sizeText(bytes)} is much for a mail: many mail servers refuse so large a one.`;
  return notCarried[channel] ?? null;
};

/** A table that is pasted comes as text and as a picture of it: then it is text. A copied picture comes without text. */
export const isPastedText = (types: readonly string[]): boolean =>
  types.includes("text/plain") && types.includes("text/html");

export const idsOf = (files: readonly UnsentFile[]): string[] =>
  files.flatMap(({ attachment }) => (attachment === null ? [] : [attachment.id]));
