// What people who look after mailboxes see and do: the server's count beside ours, every mail's verdict,
// another try, and none any more.
import { idSchema, mailboxSchema, mailSchema, mailVerdicts, pageSchema } from "@rapport/contracts";
import { z } from "zod";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import {
  allMailboxes,
  type LookAfterDeps,
  leaveOut,
  mailsOf,
  oneMailbox,
  tryMailsAgain,
} from "./look-after.ts";

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

export function mailboxRoutes(deps: LookAfterDeps): AnyRoute[] {
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
        return { status: 200, body: { data: await allMailboxes(deps, ctx) } };
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
        return { status: 200, body: await oneMailbox(deps, ctx, id) };
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
        body: await mailsOf(deps, ctx, id, query),
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
        body: { retried: await tryMailsAgain(deps, ctx, id, null) },
      }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/mailboxes/:id/mails/:mailId/retry",
      operationId: "retryMail",
      summary: "Try one mail again that is stuck, or was left out",
      params: mailParams,
      responses: { 202: { description: "It begins within seconds.", schema: retriedSchema } },
      handler: async ({ ctx, params: { id, mailId } }) => ({
        status: 202,
        body: { retried: await tryMailsAgain(deps, ctx, id, mailId) },
      }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/mailboxes/:id/mails/:mailId/leave-out",
      operationId: "leaveMailOut",
      summary: "Leave a mail out that is stuck; it stays on the server",
      params: mailParams,
      responses: { 200: { description: "The mail, left out.", schema: mailSchema } },
      handler: async ({ ctx, params: { id, mailId } }) => ({
        status: 200,
        body: await leaveOut(deps, ctx, id, mailId),
      }),
    }),
  ];
}
