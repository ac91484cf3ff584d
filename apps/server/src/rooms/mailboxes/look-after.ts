// What people who look after mailboxes ask: how each fares, what became of its mails, another try, and no further one.
import type { Mail, Mailbox as MailboxShown, MailVerdict } from "@rapport/contracts";
import { nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import { notFound } from "../../platform/errors.ts";
import type { OpenChannel } from "../channels/index.ts";
import { describeMailboxes, mailOf } from "./describe.ts";
import { leaveOutName } from "./leave-out.ts";
import { wantLook } from "./mailbox-states.store.ts";
import { listMails, type StoredMail, tryAgain } from "./mailboxes.store.ts";
import type { MailboxesDeps } from "./mailboxes-deps.ts";

export type LookAfterDeps = Pick<
  MailboxesDeps,
  "acts" | "db" | "clock" | "readableConversations" | "reachesAllOfItsMember"
> & {
  mailboxesOf(ctx: Ctx): Promise<OpenChannel[]>;
  wake(): void;
};

async function channelOf(deps: LookAfterDeps, ctx: Ctx, id: string): Promise<OpenChannel> {
  const channel = (await deps.mailboxesOf(ctx)).find((known) => known.id === id);
  if (!channel) throw notFound("mailbox");
  return channel;
}

export async function allMailboxes(deps: LookAfterDeps, ctx: Ctx): Promise<MailboxShown[]> {
  return describeMailboxes(deps.db.reader(ctx), await deps.mailboxesOf(ctx));
}

export async function oneMailbox(
  deps: LookAfterDeps,
  ctx: Ctx,
  id: string,
): Promise<MailboxShown | undefined> {
  const [one] = await describeMailboxes(deps.db.reader(ctx), [await channelOf(deps, ctx, id)]);
  return one;
}

interface MailsAsked {
  verdict?: MailVerdict | undefined;
  limit: number;
  cursor?: string | undefined;
}

export async function mailsOf(
  deps: LookAfterDeps,
  ctx: Ctx,
  channelId: string,
  { verdict, limit, cursor }: MailsAsked,
): Promise<{ data: Mail[]; nextCursor: string | null }> {
  await channelOf(deps, ctx, channelId);
  const tx = deps.db.reader(ctx);
  const asked = { channelId, verdict: verdict ?? null, beforeId: cursor ?? null };
  const rows = await listMails(tx, { ...asked, limit: limit + 1 });
  const shown = rows.slice(0, limit);
  const ids = shown.flatMap(({ conversationId }) => conversationId ?? []);
  const mayRead = await deps.readableConversations(tx, ctx, ids);
  const nextCursor = rows.length > limit ? (shown.at(-1)?.id ?? null) : null;
  return { data: shown.map((mail) => mailOf(mail, mayRead, ctx.principal)), nextCursor };
}

/** The mail as it is told from then on. */
export async function leaveOut(
  deps: LookAfterDeps,
  ctx: Ctx,
  channelId: string,
  mailId: string,
): Promise<Mail> {
  await channelOf(deps, ctx, channelId);
  const input = { channelId, mailId };
  const { result } = await deps.acts.perform<StoredMail>(ctx, leaveOutName, input);
  return mailOf(result, new Set(), ctx.principal);
}

/** Stuck mails, all or one, at the next look, which comes soon. Answers how many. */
export async function tryMailsAgain(
  deps: LookAfterDeps,
  ctx: Ctx,
  channelId: string,
  mailId: string | null,
): Promise<number> {
  await channelOf(deps, ctx, channelId);
  const now = nowIso(deps.clock);
  const retried = await deps.db.tenant(ctx, async (tx) => {
    await wantLook(tx, channelId, now);
    return tryAgain(tx, channelId, mailId, now);
  });
  deps.wake();
  return retried;
}
