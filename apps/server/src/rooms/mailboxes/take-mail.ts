// What becomes of one mail. It is in its conversation before its row says so: a kill between the two has it brought in
// once more, and the conversation knows its id. A mail that cannot be read is stuck, shown, and tried again with growing
// pauses; it never holds up those behind it.

import type { MailVerdict } from "@rapport/contracts";
import { nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import { systemContext } from "../../platform/context.ts";
import { AppError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import type { InboundMessage, MessageAttachment } from "../channels/index.ts";
import { type CaptureOutcome, takeCaptured } from "./capture-mail.ts";
import { type FetchedMail, largestMailBytes } from "./imap.ts";
import { withoutKnownQuotation } from "./known-quotation.ts";
import { UnreadableMail } from "./mail-reader.ts";
import type { Mailbox } from "./mailbox.ts";
import {
  cameBefore,
  findByMessageId,
  type MailPlace,
  noteAwaited,
  readMailRow,
  type StoredMail,
  saveMail,
} from "./mailboxes.store.ts";
import type { MailboxesDeps } from "./mailboxes-deps.ts";
import { ownMailboxes } from "./own-mailboxes.ts";
import type { ReadMail } from "./read-mail.ts";
import { providerIdOf, subjectLine } from "./same-mail.rules.ts";
import { withOwnId } from "./same-mail.ts";

const firstPauseMs = 60_000;
const longestPauseMs = 24 * 3600_000;

interface Found {
  verdict: MailVerdict;
  reason?: string;
  conversationId?: string;
}

/** Throws only where the mailbox itself cannot go on: the database is away. */
export async function takeMail(
  deps: MailboxesDeps,
  mailbox: Mailbox,
  place: MailPlace,
  fetched: FetchedMail,
): Promise<MailVerdict> {
  const ctx = systemContext(mailbox.workspaceId, newId(), "system");
  const { mail, found } = await looked(deps, ctx, mailbox, fetched);
  await deps.db.tenant(ctx, async (tx) => {
    const before = await readMailRow(tx, place);
    await saveMail(tx, rowOf(deps, place, { before, mail, found }));
    if (found.verdict === "taken" && mail?.messageId)
      await noteAwaited(tx, place.channelId, mail.messageId, mail.inReplyTo);
  });
  return found.verdict;
}

async function looked(
  deps: MailboxesDeps,
  ctx: Ctx,
  mailbox: Mailbox,
  fetched: FetchedMail,
): Promise<{ mail: ReadMail | null; found: Found }> {
  if (fetched.bytes > largestMailBytes)
    return { mail: null, found: { verdict: "skipped", reason: tooLarge(fetched.bytes) } };
  if (fetched.raw === null)
    return { mail: null, found: { verdict: "stuck", reason: "The mail server did not send it." } };
  let mail: ReadMail | null = null;
  try {
    const read = await withOwnId(deps, ctx, mailbox, await deps.reader.read(fetched.raw));
    mail = await withoutKnownQuotation(deps, ctx, mailbox, read);
    return { mail, found: await placed(deps, ctx, mailbox, { mail, raw: fetched.raw }) };
  } catch (error) {
    if (error instanceof AppError && error.kind === "unavailable") throw error;
    deps.logger.warn({ error, channelId: mailbox.channelId }, "A mail is stuck");
    return { mail, found: { verdict: "stuck", reason: stuckWords(error) } };
  }
}

const tooLarge = (bytes: number) =>
  `It has ${Math.ceil(bytes / 1_000_000)} MB; more than ${Math.floor(largestMailBytes / 1_000_000)} MB are left on the server.`;

const stuckWords = (error: unknown): string =>
  error instanceof UnreadableMail
    ? `It cannot be read: ${error.message}`
    : `It was not taken: ${error instanceof AppError ? error.message : "something unexpected went wrong"}.`;

async function placed(
  deps: MailboxesDeps,
  ctx: Ctx,
  mailbox: Mailbox,
  { mail, raw }: { mail: ReadMail; raw: Uint8Array },
): Promise<Found> {
  const early = await beforeConversations(deps, ctx, mailbox, { mail, raw });
  if (early !== null) return early;
  const channel = await deps.channels.infoOf(deps.db.reader(ctx), mailbox.channelId);
  if (!channel) throw new AppError("unavailable", "mailboxes.channel_gone", "The channel is gone.");
  const attachments = await keptFiles(deps, mailbox, mail, raw);
  const answeredBy =
    mail.messageId === null
      ? []
      : await cameBefore(deps.db.reader(ctx), mailbox.channelId, mail.messageId);
  const inbound = inboundOf(deps, mailbox, mail, attachments);
  const forPeople = whyForPeople(await ownMailboxes(deps, mailbox), mail);
  const received = await deps.channels.receive(ctx, channel, { ...inbound, answeredBy, forPeople });
  const { conversationId } = received;
  return { verdict: received.duplicate ? "copy" : "taken", conversationId };
}

/** Why no program may answer it though it is a message. Two of our mailboxes would answer each other without end. */
export function whyForPeople(
  isOwn: (address: string) => boolean,
  {
    kind,
    from,
    answerTo,
    isForPeople,
  }: Pick<ReadMail, "kind" | "from" | "answerTo" | "isForPeople">,
): string | null {
  if (kind !== "message") return null;
  if (isForPeople) return "The sender wants no automatic answers";
  const isOurs = isOwn(from.address ?? "") || isOwn(answerTo ?? "");
  return isOurs ? "It came from one of our own mailboxes" : null;
}

/** What is no message of a customer; null: it may be one. */
async function beforeConversations(
  deps: MailboxesDeps,
  ctx: Ctx,
  mailbox: Mailbox,
  { mail, raw }: { mail: ReadMail; raw: Uint8Array },
): Promise<Found | null> {
  if (mail.from.address === null && mail.kind !== "bounce")
    return { verdict: "skipped", reason: "It names no sender." };
  if (mail.from.address === mailbox.address) return { verdict: "own" };
  const captured = await takeCaptured(deps, ctx, mailbox, mail, () =>
    keptFiles(deps, mailbox, mail, raw),
  );
  if (captured.kind !== "not-captured") return foundOf(captured);
  if (mail.kind === "list")
    return { verdict: "skipped", reason: "It came through a mailing list or is a newsletter." };
  if (mail.messageId === null) return null;
  const known = await findByMessageId(deps.db.reader(ctx), mailbox.channelId, mail.messageId);
  const conversationId = known?.conversationId;
  return conversationId ? { verdict: "copy", conversationId } : null;
}

function foundOf(captured: Exclude<CaptureOutcome, { kind: "not-captured" }>): Found {
  if (captured.kind === "left") return { verdict: "skipped", reason: captured.reason };
  const { kind, conversationId } = captured;
  return { verdict: kind === "copy" ? "copy" : "taken", conversationId };
}

/** The same mail's files have the same keys, so a second try writes over the first. */
async function keptFiles(
  deps: MailboxesDeps,
  { workspaceId, channelId }: Mailbox,
  { digest, files, isShortened }: ReadMail,
  raw: Uint8Array,
): Promise<MessageAttachment[]> {
  const whole = isShortened
    ? [{ name: "whole mail.eml", mediaType: "message/rfc822", content: raw, picture: null }]
    : [];
  const kept: MessageAttachment[] = [];
  for (const [at, { name, mediaType, content, picture }] of [...files, ...whole].entries()) {
    const blobKey = `mailboxes/${workspaceId}/${channelId}/${digest}/${at}`;
    await deps.blobs.put(blobKey, Buffer.from(content));
    kept.push({ name, mediaType, blobKey, bytes: content.byteLength, picture });
  }
  return kept;
}

function inboundOf(
  { clock }: MailboxesDeps,
  { channelId }: Mailbox,
  mail: ReadMail,
  attachments: readonly MessageAttachment[],
): InboundMessage {
  return {
    channelId,
    channelKind: "email",
    providerId: providerIdOf(mail),
    threadKey: null,
    inReplyTo: mail.inReplyTo,
    // Nothing proves who sent a mail.
    from: { address: mail.answerTo, name: mail.answerName, userId: null, verified: false },
    author: mail.author,
    cc: mail.recipients,
    sentAt: new Date(mail.sentAt ?? nowIso(clock)),
    subject: mail.subject,
    text: mail.text,
    attachments,
    automatic: mail.kind !== "message",
    report: mail.report,
  };
}

function rowOf(
  { clock }: MailboxesDeps,
  place: MailPlace,
  { before, mail, found }: { before: StoredMail | null; mail: ReadMail | null; found: Found },
): StoredMail {
  const attempts = (before?.attempts ?? 0) + 1;
  const pauseMs = Math.min(longestPauseMs, firstPauseMs * 4 ** (attempts - 1));
  return {
    ...place,
    id: before?.id ?? newId(),
    verdict: found.verdict,
    reason: found.reason ?? null,
    attempts,
    nextTryAt: found.verdict === "stuck" ? new Date(clock.nowMs() + pauseMs).toISOString() : null,
    messageId: mail?.messageId ?? null,
    sender: mail?.from.address ?? null,
    subject: mail && subjectLine(mail),
    sentAt: mail?.sentAt ?? null,
    conversationId: found.conversationId ?? null,
    readAt: nowIso(clock),
    goneAt: null,
  };
}
