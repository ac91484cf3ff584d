// What was heard in a recording, or why nothing was, is kept with its file: found by search, shown beside the recording,
// and told to those who wait to answer. From what a customer said follows what would from a written message: sorting of
// a new conversation, and a person where one is asked for. Kept once for each time that somebody asked.
import type { Readable } from "node:stream";
import type { Act } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { isAppError } from "../../platform/errors.ts";
import {
  readConversation,
  type StoredConversation,
  updateConversation,
} from "./conversations.store.ts";
import { changeOf } from "./image.ts";
import { askedAgain, askForEars, type Recorded } from "./keep-message.ts";
import { indexWords } from "./message-words.store.ts";
import { lastSaid, readMessage, type StoredMessage, setFiles } from "./messages.store.ts";
import { wantsPerson } from "./person-wishes.rules.ts";
import type { ConversationsDeps, StoredRecording } from "./ports.ts";
import { heardIn, previewedIn, saidIn, waitedForEars, waitsForEars } from "./recordings.rules.ts";
import { searchedOf } from "./searched.rules.ts";
import { afterHandOver, askedForPerson } from "./thread.rules.ts";
import { cleanLine, cleanText, previewOf, tokensOf } from "./words.rules.ts";

export type Heard = Omit<StoredRecording, "times">;

const longestTranscript = 100_000;

/** What its bytes were told to be once holds, also where they could not be looked at this time. */
function cleanHeard(heard: Heard, before: StoredRecording): StoredRecording {
  return {
    ...heard,
    times: before.times,
    type: heard.type ?? before.type,
    durationMs: heard.durationMs ?? before.durationMs,
    text: heard.text === null ? null : cleanText(heard.text, longestTranscript).trim(),
    language: cleanLine(heard.language, 40),
    rung: cleanLine(heard.rung, 120),
    reason: cleanLine(heard.reason, 300),
  };
}

export interface WaitingRecording {
  /** Null: its bytes are gone. */
  content: Readable | null;
  name: string;
  mediaType: string;
  bytes: number;
  /** Whose budget it counts in. */
  teamId: string | null;
}

async function bytesOf({ blobs }: ConversationsDeps, blobKey: string): Promise<Readable | null> {
  try {
    return await blobs.get(blobKey);
  } catch (error) {
    if (isAppError(error, "platform.blob_not_found")) return null;
    throw error;
  }
}

/** Null: that wish is settled, or its message is gone. */
export async function waitingRecording(
  deps: ConversationsDeps,
  ctx: Ctx,
  { conversationId, messageId, at, times }: Recorded,
): Promise<WaitingRecording | null> {
  const reader = deps.db.reader(ctx);
  const [conversation, message] = await Promise.all([
    readConversation(reader, conversationId),
    readMessage(reader, messageId),
  ]);
  const file = message?.removedAt === null ? message.attachments[at] : undefined;
  const isWaiting = file?.recording?.state === "waiting" && file.recording.times === times;
  if (!conversation || !file || !isWaiting) return null;
  const { name, mediaType, bytes, blobKey } = file;
  const content = await bytesOf(deps, blobKey);
  return { content, name, mediaType, bytes, teamId: conversation.teamId };
}

/** As long as it waits, also why; false: that wish is settled, or its message is gone. */
export async function keepTranscript(
  deps: ConversationsDeps,
  ctx: Ctx,
  wish: Recorded,
  heard: Heard,
): Promise<boolean> {
  const act = deps.acts.begin(ctx, "conversations.hear");
  return deps.db.tenant(ctx, async (tx) => {
    const held = await holdWaiting(tx, wish);
    if (!held) return false;
    const { before, message, waiting } = held;
    const recording = cleanHeard(heard, waiting);
    const attachments = message.attachments.map((file, at) =>
      at === wish.at ? { ...file, recording } : file,
    );
    // Nothing has changed yet but why it waits.
    if (heard.state === "waiting") setFiles(tx, message.id, attachments);
    else await keep(deps, tx, act, before, { ...message, attachments });
    return true;
  });
}

/** Nobody asked for it since. */
export async function hearAgain(
  deps: ConversationsDeps,
  ctx: Ctx,
  { conversationId, messageId, at, times }: Recorded,
): Promise<void> {
  const act = deps.acts.begin(ctx, "conversations.hear");
  await deps.db.tenant(ctx, async (tx) => {
    const before = await readConversation(tx, conversationId, "FOR UPDATE");
    const message = before && (await readMessage(tx, messageId, "FOR UPDATE"));
    if (!before || !message || message.removedAt !== null) return;
    const attachments = askedAgain(message.attachments, at, false);
    if (attachments === null || message.attachments[at]?.recording?.times !== times) return;
    setFiles(tx, messageId, attachments);
    askForEars(deps, tx, { ...message, attachments }, ctx.requestId);
    const after = { ...before, version: before.version + 1, updatedAt: act.at };
    updateConversation(tx, after);
    await act.changed(tx, [changeOf(before, after)]);
  });
}

interface Held {
  before: StoredConversation;
  message: StoredMessage;
  waiting: StoredRecording;
}

async function holdWaiting(
  tx: Tx,
  { conversationId, messageId, at, times }: Recorded,
): Promise<Held | null> {
  const before = await readConversation(tx, conversationId, "FOR UPDATE");
  const message = before && (await readMessage(tx, messageId, "FOR UPDATE"));
  if (!before || !message || message.removedAt !== null) return null;
  const recording = message.attachments[at]?.recording;
  if (recording?.state !== "waiting" || recording.times !== times) return null;
  return { before, message, waiting: recording };
}

async function keep(
  deps: ConversationsDeps,
  tx: Tx,
  act: Act,
  before: StoredConversation,
  message: StoredMessage,
): Promise<void> {
  setFiles(tx, message.id, message.attachments);
  if (heardIn(message) !== null)
    indexWords(tx, message, tokensOf(tx.workspaceId, searchedOf(before, message)));
  const moved = await afterHearing(deps, tx, before, message, act.at);
  const after = { ...moved, version: before.version + 1, updatedAt: act.at };
  updateConversation(tx, after);
  await act.changed(tx, [changeOf(before, after)]);
  if (isOfCustomer(message) && !waitsForEars(message)) {
    const { conversationId, id: messageId, seq } = message;
    const told = { conversationId, messageId, seq };
    deps.outbox.publish(tx, "conversations.heard", told, act.ctx.requestId);
  }
}

const isOfCustomer = ({ authorKind, internal, automatic }: StoredMessage): boolean =>
  authorKind === "customer" && !internal && !automatic;

async function afterHearing(
  deps: ConversationsDeps,
  tx: Tx,
  before: StoredConversation,
  message: StoredMessage,
  at: string,
): Promise<StoredConversation> {
  const shown = await withPreview(tx, before, message);
  if (!isOfCustomer(message) || waitsForEars(message) || before.mergedInto !== null) return shown;
  const said = heardIn(message);
  const isOpenWish = said !== null && wantsPerson(said) && before.state !== "closed";
  const moved = isOpenWish
    ? afterHandOver(shown, { reason: askedForPerson, summary: null }, at)
    : shown;
  // What was written beside it was planned when it came.
  if (said === null && !waitedForEars(message)) return moved;
  const facts = { conversation: moved, text: saidIn(message), isNew: message.seq === 1, at };
  return { ...moved, ...(await deps.plan(tx, { ...facts, event: "received" })) };
}

/** Only of the last message that is no note. */
async function withPreview(
  tx: Tx,
  one: StoredConversation,
  message: StoredMessage,
): Promise<StoredConversation> {
  if (message.internal || (await lastSaid(tx, one.id)) !== message.seq) return one;
  return { ...one, preview: previewOf(previewedIn(message)) };
}
