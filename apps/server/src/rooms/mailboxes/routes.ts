// What people who look after mailboxes see and do: the server's count beside ours, every mail's verdict, and another try.
import {
  idSchema,
  type Mail,
  mailboxSchema,
  mailSchema,
  mailVerdicts,
  pageSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { notFound } from "../../platform/errors.ts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import type { OpenChannel } from "../channels/index.ts";
import { describeMailboxes, mailOf } from "./describe.ts";
import { listMails, tryAgain, wantLook } from "./mailboxes.store.ts";
import type { MailboxesDeps } from "./mailboxes-deps.ts";

type RouteDeps = Pick<MailboxesDeps, "db" | "clock" | "readableConversations"> & {
  mailboxesOf(ctx: Ctx): Promise<OpenChannel[]>;
  wake(): void;
};

const shared = {
  tag: "Mailboxes",
  permission: { setting: "channels.manage" },
  limit: "standard",
} as const;
const channelParams = z.object({ id: idSchema });
const mailParams = z.object({
  id: idSchema,
  mailId: idSchema.describe("Id of the mail, as the list has it."),
});
const retriedSchema = z.object({ retried: z.int().min(0).describe("Mails that are tried again.") });

const mailQuerySchema = z.object({
  verdict: z.enum(mailVerdicts).optional().describe("Only mails of which that became."),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: idSchema.optional().describe("`nextCursor` of the page before."),
});

export function mailboxRoutes(deps: RouteDeps): AnyRoute[] {
  const { db, clock } = deps;

  async function one(ctx: Ctx, id: string): Promise<OpenChannel> {
    const channel = (await deps.mailboxesOf(ctx)).find((known) => known.id === id);
    if (!channel) throw notFound("mailbox");
    return channel;
  }

  async function again(ctx: Ctx, channelId: string, mailId: string | null): Promise<number> {
    await one(ctx, channelId);
    const now = nowIso(clock);
    const retried = await db.tenant(ctx, async (tx: Tx) => {
      await wantLook(tx, channelId, now);
      return tryAgain(tx, channelId, mailId, now);
    });
    deps.wake();
    return retried;
  }

  async function mailsOf(
    ctx: Ctx,
    id: string,
    {
      verdict = null,
      limit,
      cursor = null,
    }: { verdict?: Mail["verdict"] | null; limit: number; cursor?: string | null },
  ) {
    await one(ctx, id);
    const tx = db.reader(ctx);
    const rows = await listMails(tx, {
      channelId: id,
      verdict,
      beforeId: cursor,
      limit: limit + 1,
    });
    const shown = rows.slice(0, limit);
    const ids = shown.flatMap(({ conversationId }) => conversationId ?? []);
    const mayRead = await deps.readableConversations(tx, ctx, ids);
    const nextCursor = rows.length > limit ? (shown.at(-1)?.id ?? null) : null;
    return { data: shown.map((mail) => mailOf(mail, mayRead)), nextCursor };
  }

  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/mailboxes",
      operationId: "listMailboxes",
      summary: "List mailboxes, each with the server's count beside ours",
      responses: {
        200: { description: "Oldest first.", schema: z.object({ data: z.array(mailboxSchema) }) },
      },
      handler: async ({ ctx }) => {
        const data = await describeMailboxes(db.reader(ctx), await deps.mailboxesOf(ctx));
        return { status: 200, body: { data } };
      },
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/mailboxes/:id",
      operationId: "getMailbox",
      summary: "Read one mailbox",
      params: channelParams,
      responses: { 200: { description: "The mailbox.", schema: mailboxSchema } },
      handler: async ({ ctx, params: { id } }) => {
        const [body] = await describeMailboxes(db.reader(ctx), [await one(ctx, id)]);
        return { status: 200, body };
      },
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/mailboxes/:id/mails",
      operationId: "listMails",
      summary: "List a mailbox's mails with what became of each",
      params: channelParams,
      query: mailQuerySchema,
      responses: { 200: { description: "Newest first.", schema: pageSchema(mailSchema) } },
      handler: async ({ ctx, params: { id }, query }) => ({
        status: 200,
        body: await mailsOf(ctx, id, query),
      }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/mailboxes/:id/look",
      operationId: "lookThroughMailbox",
      summary: "Look through a mailbox now, and try all that is stuck again",
      params: channelParams,
      responses: { 202: { description: "It begins within seconds.", schema: retriedSchema } },
      handler: async ({ ctx, params: { id } }) => ({
        status: 202,
        body: { retried: await again(ctx, id, null) },
      }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/mailboxes/:id/mails/:mailId/retry",
      operationId: "retryMail",
      summary: "Try one mail that is stuck again",
      params: mailParams,
      responses: { 202: { description: "It begins within seconds.", schema: retriedSchema } },
      handler: async ({ ctx, params: { id, mailId } }) => ({
        status: 202,
        body: { retried: await again(ctx, id, mailId) },
      }),
    }),
  ];
}
