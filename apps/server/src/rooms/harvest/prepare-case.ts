// A settled conversation or ticket → a case, without personal data. Reads without anyone's rights, outside transactions;
// nothing of what it reads is shown to anybody before `sight` has asked whose it is.
import type { Ctx } from "../../platform/context.ts";
import type { SettledConversation } from "../conversations/index.ts";
import { caseOf, type Fit } from "./case.rules.ts";
import type { Origins } from "./cases.store.ts";
import type { HarvestDeps } from "./ports.ts";
import { markedWords, ownWords, plainAddresses } from "./tidy.rules.ts";

export interface Prepared {
  origins: Origins;
  customerId: string | null;
  settledAt: string;
  /** Null: nothing in it to suggest. */
  fit: Fit | null;
  /** What the origins must still be when it is written: the seq of the conversation, the version of the ticket, if any. */
  lastSeq: number | null;
  version: number | null;
}

export type Ticket = Record<string, unknown> & { id: string; version: number };

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const idOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

interface Talk {
  subject: string;
  asked: string[];
  answered: string[];
  /** Whole names of those who talked. */
  names: string[];
}

async function talkOf(deps: HarvestDeps, ctx: Ctx, conversationId: string): Promise<Talk> {
  const messages = await deps.settled.messages(deps.db.reader(ctx), conversationId);
  const answeredAt = messages.findIndex(({ by }) => by === "member");
  const before = answeredAt < 0 ? messages : messages.slice(0, answeredAt);
  const textsBy = (list: typeof messages, who: string) =>
    list.filter(({ by }) => by === who).map(({ text }) => text);
  return {
    subject: "",
    asked: textsBy(before, "customer"),
    answered: textsBy(messages, "member"),
    names: messages.flatMap(({ name }) => name ?? []),
  };
}

interface Customer {
  names: string[];
  firstNames: string[];
}

/** What of our records says who the customer is. */
async function customerOf(deps: HarvestDeps, ctx: Ctx, personId: string | null): Promise<Customer> {
  if (personId === null) return { names: [], firstNames: [] };
  return deps.db.tenant(ctx, async (tx) => {
    const [person] = await deps.records.readRaw(tx, "people", [personId]);
    const companyId = idOf(person?.companyId);
    const [company] = companyId ? await deps.records.readRaw(tx, "companies", [companyId]) : [];
    const [first, last] = [textOf(person?.firstName), textOf(person?.lastName)];
    const names = [`${first} ${last}`.trim(), last, textOf(company?.name), textOf(company?.domain)];
    return { names: names.filter((name) => name !== ""), firstNames: first === "" ? [] : [first] };
  });
}

/** Personal data goes before anything is decided about the texts. */
async function minimised(deps: HarvestDeps, ctx: Ctx, talk: Talk, personId: string | null) {
  const customer = await customerOf(deps, ctx, personId);
  const whole = talk.names.filter((name) => /\s/.test(name.trim()));
  const firstNames = [
    ...customer.firstNames,
    ...talk.names.flatMap((name) => name.trim().split(/\s+/)[0] ?? []),
  ];
  const tidy = (text: string) => plainAddresses(ownWords(text));
  const texts = [talk.subject, ...talk.asked.map(tidy), ...talk.answered.map(tidy)];
  const people = [...customer.names, ...whole].map((name) => ({ names: [name] }));
  const marked = (await deps.minimised(ctx, texts, people)).map((text) =>
    markedWords(text, firstNames).trim(),
  );
  const asked = 1 + talk.asked.length;
  return {
    subject: marked[0] ?? "",
    asked: marked.slice(1, asked),
    answered: marked.slice(asked),
  };
}

export async function prepareConversation(
  deps: HarvestDeps,
  ctx: Ctx,
  one: SettledConversation,
): Promise<Prepared> {
  const talk = await talkOf(deps, ctx, one.id);
  const names = [...talk.names, ...(one.fromName ? [one.fromName] : [])];
  const said = { ...talk, names, subject: one.subject ?? "" };
  return {
    origins: {
      ...{ originObject: "conversations", originId: one.id },
      ...{ conversationId: one.id, noteId: null },
    },
    customerId: one.personId,
    settledAt: one.closedAt,
    fit: caseOf(await minimised(deps, ctx, said, one.personId)),
    lastSeq: one.lastSeq,
    version: null,
  };
}

/** What settled a ticket: the conversation that it is about, else the last note on it. */
async function answerTo(deps: HarvestDeps, ctx: Ctx, ticket: Ticket) {
  const ids = await deps.settled.onTicket(deps.db.reader(ctx), ticket.id);
  const settled = await deps.db.tenant(ctx, (tx) => deps.settled.hold(tx, ids));
  const last = settled.at(-1);
  const talk = last ? await talkOf(deps, ctx, last.id) : null;
  if (last && talk && talk.answered.length > 0)
    return { conversationId: last.id, lastSeq: last.lastSeq, noteId: null, talk };
  const filter = JSON.stringify({ ticketId: ticket.id });
  const { data } = await deps.records.list(ctx, "notes", { filter, limit: 1 });
  const [note] = data;
  const answered = note ? [textOf(note.body)] : [];
  const noteTalk: Talk = { subject: "", asked: [], answered, names: [] };
  return { conversationId: null, lastSeq: null, noteId: note?.id ?? null, talk: noteTalk };
}

export async function prepareTicket(
  deps: HarvestDeps,
  ctx: Ctx,
  ticket: Ticket,
): Promise<Prepared> {
  const { conversationId, lastSeq, noteId, talk } = await answerTo(deps, ctx, ticket);
  const description = textOf(ticket.description);
  const asked = description === "" ? talk.asked : [description];
  const said = { ...talk, subject: textOf(ticket.subject), asked };
  const customerId = idOf(ticket.personId);
  return {
    origins: { originObject: "tickets", originId: ticket.id, conversationId, noteId },
    customerId,
    settledAt: textOf(ticket.resolvedAt),
    fit: caseOf(await minimised(deps, ctx, said, customerId)),
    lastSeq,
    version: ticket.version,
  };
}
