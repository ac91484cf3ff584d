// Recordings among the files of a message, and what was heard in them. Pure. What a recording says is told by a speech
// model: it is text from outside for ever, whoever attached the file, and never stands in the place of what was written.
import type { MessageRecording, RecordingState } from "@rapport/contracts";
import type { MessageFile, StoredRecording } from "./ports.ts";

const recordedByName = /\.(?:wav|mp3|m4a|oga|ogg|opus|weba|flac|aac|amr)$/i;
/** Containers of sound and of other things, and what nobody told. */
const mayHold = new Set(["application/ogg", "video/mp4", "video/webm", "application/octet-stream"]);

/** By what is told of it; its bytes decide when it is listened to. */
export function isRecording({ name, mediaType }: Pick<MessageFile, "name" | "mediaType">): boolean {
  const type = mediaType.toLowerCase().split(";", 1)[0]?.trim() ?? "";
  if (type.startsWith("audio/") || type === "application/ogg") return true;
  return mayHold.has(type) && recordedByName.test(name);
}

export const unheardYet: StoredRecording = {
  state: "waiting",
  text: null,
  language: null,
  rung: null,
  reason: null,
  durationMs: null,
  type: null,
  times: 1,
};

/** Those that are recordings wait to be heard; pictures and all else stay as they are. */
export const withRecordings = (files: readonly MessageFile[]): MessageFile[] =>
  files.map((file) =>
    isRecording(file) && !file.picture ? { ...file, recording: unheardYet } : file,
  );

/** Of a stored message or a described one. */
interface Written {
  text: string;
  attachments: readonly {
    recording?: Pick<MessageRecording, "state" | "text"> | null | undefined;
  }[];
}

export const waitsForEars = ({ attachments }: Pick<Written, "attachments">): boolean =>
  attachments.some(({ recording }) => recording?.state === "waiting");

/** Nothing was written beside its recordings: until they were listened to, nobody knows what it says. */
export const waitedForEars = ({ text, attachments }: Written): boolean =>
  text.trim() === "" && attachments.some(({ recording }) => recording);

const fromLeast = ["waiting", "unheard", "heard"] as const;

export function leastHeard({ attachments }: Pick<Written, "attachments">): RecordingState | null {
  const states = new Set(attachments.map(({ recording }) => recording?.state));
  return fromLeast.find((state) => states.has(state)) ?? null;
}

/** What was heard in its recordings; null: nothing was. */
export function heardIn({ attachments }: Pick<Written, "attachments">): string | null {
  const heard = attachments.flatMap(({ recording }) => recording?.text || []);
  return heard.length === 0 ? null : heard.join("\n");
}

/** What was written and what was said. */
export const saidIn = (message: Written): string =>
  [message.text, heardIn(message)].filter((part) => part !== null && part !== "").join("\n");

const plainNames = { one: "Voice note", many: "Voice notes" } as const;

/** What lists show of it. */
export function previewedIn(message: Written): string {
  const said = saidIn(message);
  if (said.trim() !== "") return said;
  const recordings = message.attachments.filter(({ recording }) => recording).length;
  if (recordings === 0) return "";
  return recordings === 1 ? plainNames.one : `${plainNames.many} (${recordings})`;
}
