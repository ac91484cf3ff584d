// Many conversations at once, with what was already said in them: for a demo, and for those who come from elsewhere. Keeps
// the same invariants as messages that come in one by one (numbers, seq, order, triage, words); delivers nothing and
// tells no listener.
import type { ChannelKind } from "@rapport/contracts";
import type { Act } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newIdAt } from "../../platform/ids.ts";
import { blankMessage, blankThread } from "./blank.rules.ts";
import { insertConversation, type StoredConversation, takeNumber } from "./conversations.store.ts";
import { changeOf } from "./image.ts";
import { indexWords } from "./message-words.store.ts";
import { insertMessage, type StoredMessage } from "./messages.store.ts";
import type { ConversationsDeps } from "./ports.ts";
import { searchedOf } from "./searched.rules.ts";
import { afterCustomer, afterReply } from "./thread.rules.ts";
import { cleanLine, cleanText, previewOf, subjectKeyOf, tokensOf } from "./words.rules.ts";

export interface ImportedMessage {
  /** Null: the customer. */
  memberId: string | null;
  name: string | null;
  text: string;
  at: string;
}

export interface ImportedThread {
  id: string;
  channelId: string;
  channelKind: ChannelKind;
  threadKey: string;
  personId: string | null;
  region: string | null;
  from: { address: string | null; name: string | null };
  subject: string | null;
  assigneeId: string | null;
  closedAt: string | null;
  messages: readonly ImportedMessage[];
}

type Deps = Pick<ConversationsDeps, "plan">;

function messageOf(thread: ImportedThread, seq: number, one: ImportedMessage): StoredMessage {
  const isCustomer = one.memberId === null;
  return {
    ...blankMessage(one.at),
    conversationId: thread.id,
    seq,
    id: newIdAt(Date.parse(one.at)),
    authorKind: isCustomer ? "customer" : "member",
    authorId: one.memberId,
    authorName: cleanLine(one.name, 200),
    text: cleanText(one.text),
    integrity: isCustomer ? "external" : "staff",
    channelId: thread.channelId,
    providerId: `${thread.threadKey}-${String(seq)}`,
    delivery: isCustomer ? null : "delivered",
    attempts: isCustomer ? 0 : 1,
  };
}

function step(before: StoredConversation, { seq, text, createdAt: at, authorId }: StoredMessage) {
  const preview = previewOf(text);
  if (authorId === null) return afterCustomer(before, { seq, at, text, preview, automatic: false });
  return afterReply(before, { seq, at, preview, author: { kind: "member", memberId: authorId } });
}

async function build(deps: Deps, tx: Tx, thread: ImportedThread, number: number) {
  const subject = cleanLine(thread.subject, 500);
  const [first] = thread.messages;
  const at = first?.at ?? thread.closedAt ?? new Date(0).toISOString();
  const blank: StoredConversation = {
    ...blankThread(at),
    id: thread.id,
    number,
    channelId: thread.channelId,
    channelKind: thread.channelKind,
    threadKey: thread.threadKey,
    personId: thread.personId,
    region: thread.region,
    fromAddress: thread.from.address,
    fromName: thread.from.name,
    fromVerified: false,
    subject,
    subjectKey: subjectKeyOf(subject),
    assigneeId: thread.assigneeId,
  };
  const messages = thread.messages.map((one, index) => messageOf(thread, index + 1, one));
  const text = first?.text ?? "";
  const facts = { conversation: blank, text, isNew: true, at };
  // Guesses from the first message; who has it is known already.
  const { assigneeId: _given, ...planned } = await deps.plan(tx, { ...facts, event: "received" });
  const said = messages.reduce(step, { ...blank, ...planned });
  const { closedAt } = thread;
  const closed: StoredConversation =
    closedAt === null ? said : { ...said, state: "closed", closedAt, waitingSince: null };
  const last = closedAt ?? said.lastMessageAt;
  const due = await deps.plan(tx, { ...facts, conversation: closed, event: "changed", at: last });
  return { conversation: { ...closed, ...due, version: 1, updatedAt: last }, messages };
}

/** In the order of their beginnings, so that numbers rise with time. */
export async function importThreads(
  deps: Deps,
  tx: Tx,
  act: Act,
  threads: readonly ImportedThread[],
): Promise<number> {
  if (threads.length === 0) return 0;
  const first = await takeNumber(tx, threads.length);
  const built = await Promise.all(
    threads.map((thread, index) => build(deps, tx, thread, first + index)),
  );
  for (const { conversation, messages } of built) {
    insertConversation(tx, conversation);
    for (const message of messages) {
      insertMessage(tx, message);
      indexWords(tx, message, tokensOf(tx.workspaceId, searchedOf(conversation, message)));
    }
  }
  await act.changed(
    tx,
    built.map(({ conversation }) => changeOf(null, conversation)),
  );
  return built.length;
}
