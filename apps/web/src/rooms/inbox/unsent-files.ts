// The files of what is being written, by conversation and kind as the text is. They are uploaded to the conversation, or
// to the person whom a new one is begun with, when they are chosen, two at a time, go on while something else is open, and
// live as long as the page; a removed one is deleted on the server again.
import type { AttachmentPlace } from "@rapport/sdk";
import { useSyncExternalStore } from "react";
import { api, onForget } from "../../platform/api.ts";
import { showError } from "../../ui/toast.tsx";
import { NotSent, sendFile } from "../attachments/send-file.ts";
import { refusalOf, type UnsentEvent, type UnsentFile, unsent } from "./unsent-files.rules.ts";

const mostAtOnce = 2;
const none: readonly UnsentFile[] = [];

interface Sending {
  draft: string;
  key: number;
  place: AttachmentPlace;
  file: File;
  /** Ends the upload that is on its way. */
  stop: AbortController;
}

const drafts = new Map<string, readonly UnsentFile[]>();
const listeners = new Set<() => void>();
/** What can be tried again, by key. */
const sendings = new Map<number, Sending>();
let queue: Sending[] = [];
let sendingNow = 0;
let lastKey = 0;

const read = (draft: string): readonly UnsentFile[] => drafts.get(draft) ?? none;

const tell = (draft: string, event: UnsentEvent): void => {
  const next = unsent(read(draft), event);
  if (next.length === 0) drafts.delete(draft);
  else drafts.set(draft, next);
  for (const listener of listeners) listener();
};

/** What one member chose is not for the next one at this browser. */
onForget(() => {
  for (const { stop } of sendings.values()) stop.abort();
  sendings.clear();
  drafts.clear();
  queue = [];
  for (const listener of listeners) listener();
});

const deleteAgain = async (id: string, name: string): Promise<void> => {
  try {
    await api.attachments.remove(id);
  } catch (error) {
    showError(error, `${name} was not deleted again`);
  }
};

const sendOne = async ({ draft, key, place, file, stop }: Sending): Promise<void> => {
  const onProgress = (sent: number) => tell(draft, { kind: "progress", key, sent });
  try {
    const { data } = await sendFile(place, file, onProgress, stop.signal);
    // Removed in the moment in which it arrived.
    if (stop.signal.aborted) return await deleteAgain(data.id, file.name);
    sendings.delete(key);
    tell(draft, { kind: "there", key, attachment: { id: data.id, type: data.type } });
  } catch (error) {
    if (stop.signal.aborted) return;
    if (error instanceof NotSent && error.isFinal) sendings.delete(key);
    const words = error instanceof Error ? error.message : "It was not taken. Try again.";
    tell(draft, { kind: "fail", key, error: words });
  }
};

const sendNext = (): void => {
  const next = sendingNow < mostAtOnce ? queue.shift() : undefined;
  if (!next) return;
  sendingNow += 1;
  void sendOne(next).finally(() => {
    sendingNow -= 1;
    sendNext();
  });
  sendNext();
};

export const addFiles = (draft: string, place: AttachmentPlace, files: readonly File[]): void => {
  const before = read(draft).length;
  const started = files.map((file, at) => {
    lastKey += 1;
    return { key: lastKey, name: file.name || "pasted", bytes: file.size, file, at: before + at };
  });
  tell(draft, {
    kind: "start",
    files: started.map(({ key, name, bytes, file, at }) => ({
      ...{ key, name, bytes },
      error: refusalOf(file, at),
    })),
  });
  for (const { key, file, at } of started) {
    if (refusalOf(file, at) !== null) continue;
    const sending = { draft, key, place, file, stop: new AbortController() };
    sendings.set(key, sending);
    queue.push(sending);
  }
  sendNext();
};

/** Of one that was not taken. */
export const tryFileAgain = (key: number): void => {
  const sending = sendings.get(key);
  if (!sending) return;
  tell(sending.draft, { kind: "again", key });
  queue.push(sending);
  sendNext();
};

/** What was refused for what it is cannot be. */
export const mayTryAgain = (key: number): boolean => sendings.has(key);

export const removeFile = (draft: string, file: UnsentFile): void => {
  const { key, attachment } = file;
  sendings.get(key)?.stop.abort();
  sendings.delete(key);
  queue = queue.filter((one) => one.key !== key);
  tell(draft, { kind: "leave", keys: [key] });
  if (attachment !== null) void deleteAgain(attachment.id, file.name);
};

/** They are with their message now. */
export const leaveFiles = (draft: string, attachmentIds: readonly string[]): void => {
  const sent = read(draft).filter(({ attachment }) => attachmentIds.includes(attachment?.id ?? ""));
  if (sent.length > 0) tell(draft, { kind: "leave", keys: sent.map(({ key }) => key) });
};

export const hasUnsentFiles = (draft: string): boolean => read(draft).length > 0;

export const removeFiles = (draft: string): void => {
  for (const file of read(draft)) removeFile(draft, file);
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useUnsentFiles = (draft: string): readonly UnsentFile[] => {
  const now = (): readonly UnsentFile[] => read(draft);
  return useSyncExternalStore(subscribe, now, now);
};
