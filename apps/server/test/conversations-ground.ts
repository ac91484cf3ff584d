// Conversations over a real database and the real HTTP server: a channel that tests look into, members and teams that
// tests choose, and customers who write.
import type { AnyRoute } from "../src/platform/http/index.ts";
import { chance, newId } from "../src/platform/ids.ts";
import {
  type Conversations,
  type ConversationsDeps,
  createConversations,
  type Delivery,
  type InboundMessage,
  type OutboundMessage,
  type Received,
} from "../src/rooms/conversations/index.ts";
import {
  type Caller,
  openRecordsGround,
  type RecordsGround,
  type Workspace,
} from "./records-ground.ts";

export interface ConversationsGround extends RecordsGround {
  conversations: Conversations;
  /** What channels were given, and what they answer. */
  sent: OutboundMessage[];
  answer(next: (message: OutboundMessage) => Delivery | Promise<Delivery>): void;
  teams: Map<string, string[]>;
  told: { memberIds: readonly string[]; text: string }[];
  corrected: { field: string; value: string }[];
  writes(workspace: Workspace, message?: Partial<InboundMessage>): Promise<Received>;
  drain(): Promise<void>;
  /** What the room was made of, for another process on the same database. */
  deps: ConversationsDeps;
}

export const channelId = newId();
export const smsId = newId();

const channels = [
  { id: channelId, kind: "email", name: "Help", isActive: true, address: "help@ours.example" },
  { id: smsId, kind: "sms", name: "Texts", isActive: true, address: null },
  { id: newId(), kind: "widget", name: "Website", isActive: true, address: null },
  { id: newId(), kind: "email", name: "Paused", isActive: false, address: "old@ours.example" },
] as const;

export function inbound(message: Partial<InboundMessage> = {}): InboundMessage {
  return {
    channelId,
    channelKind: "email",
    providerId: `<${newId()}@mail.example>`,
    threadKey: null,
    inReplyTo: [],
    from: { address: "ida@customer.example", name: "Ida Customer", userId: null, verified: false },
    sentAt: new Date("2026-01-05T09:00:00Z"),
    subject: `Invoice question ${Math.floor(chance() * 1e9)} ${newId()}`,
    text: "Where can I find my invoice?",
    attachments: [],
    automatic: false,
    ...message,
  };
}

export async function openConversationsGround(
  plan: ConversationsDeps["plan"] = async () => ({}),
  beside: (conversations: Conversations, deps: ConversationsDeps) => AnyRoute[] = () => [],
  keep: ConversationsDeps["corrected"] = async () => undefined,
): Promise<ConversationsGround> {
  let made: { conversations: Conversations; deps: ConversationsDeps } | null = null;
  const sent: OutboundMessage[] = [];
  const teams = new Map<string, string[]>();
  const told: ConversationsGround["told"] = [];
  const corrected: ConversationsGround["corrected"] = [];
  let next: (message: OutboundMessage) => Delivery | Promise<Delivery> = () => ({
    kind: "delivered",
    providerId: `<${newId()}@ours.example>`,
  });
  const ground = await openRecordsGround((parts) => {
    const deps: ConversationsDeps = {
      ...parts,
      memberNames: async () => [],
      knownTeams: async (_tx, ids) => new Set(ids),
      teamNames: async () =>
        [...new Set([...teams.values()].flat())].map((id) => ({ id, name: "Team" })),
      teamsOf: async (_tx, memberId) => teams.get(memberId) ?? [],
      deliver: async (_ctx, message) => {
        sent.push(message);
        return next(message);
      },
      // Everything is handed over here; what a channel's customers read by themselves is the widget's tests'.
      readsStored: async () => false,
      noteStored: () => undefined,
      plan,
      corrected: async (tx, told) => {
        corrected.push({ field: told.field, value: told.value });
        await keep(tx, told);
      },
      peopleWithPhone: (tx, ctx, phone) =>
        parts.records.find(tx, ctx, { object: "people", field: "phone", values: [phone] }),
      channels: async () => channels,
      files: async (_tx, { object }, ids) =>
        ids.map((id) => ({
          ...{
            name: `${object}.pdf`,
            mediaType: "application/pdf",
            blobKey: `files/${id}`,
            bytes: 3,
          },
        })),
      tellMentioned: async (_tx, _ctx, { memberIds, text }) => void told.push({ memberIds, text }),
    };
    const conversations = createConversations(deps);
    made ??= { conversations, deps };
    return [...conversations.routes, ...beside(conversations, deps)];
  });
  if (made === null) throw new Error("The room was not made.");
  const { conversations, deps } = made as { conversations: Conversations; deps: ConversationsDeps };
  return {
    ...ground,
    conversations,
    deps,
    sent,
    teams,
    told,
    corrected,
    answer: (given) => {
      next = given;
    },
    writes: (workspace, message) =>
      conversations.receiveMessage(workspace.ctx, workspace.id, inbound(message)),
    drain: () => conversations.courier.drain(),
  };
}

export const messagesOf = async (by: Caller, id: string) =>
  (await by.get(`/conversations/${id}/messages`)).body.data;
