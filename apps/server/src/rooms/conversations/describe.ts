// Conversations and messages as their readers get them: what a role may not see is not there, people only by titles
// that the reader may see.
import {
  type Conversation,
  type ConversationMessage,
  type MailAddress,
  type MessageRecording,
  plainMentions,
  type TriageField,
  type TriageGuess,
} from "@rapport/contracts";
import type { Ctx, Principal } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { readConversations, type StoredConversation } from "./conversations.store.ts";
import {
  seesAddress,
  shownAddress,
  shownName,
  withoutAddresses,
  withoutAnyAddress,
} from "./customer-sight.rules.ts";
import type { StoredMessage } from "./messages.store.ts";
import type { ConversationsDeps, StoredRecording } from "./ports.ts";
import { type ConversationField, isReached, mayRead, type Reach, reachOf } from "./reach.ts";

type DescribeDeps = Pick<ConversationsDeps, "records" | "memberNames" | "teamNames" | "teamsOf">;

interface Names {
  members: ReadonlyMap<string, string>;
  teams: ReadonlyMap<string, string>;
  people: ReadonlyMap<string, string>;
  merged: ReadonlyMap<string, number>;
}

const byId = (all: readonly { id: string; name: string }[]) =>
  new Map(all.map(({ id, name }) => [id, name]));

const idsOf = (all: readonly (string | null)[]): string[] => [
  ...new Set(all.filter((one) => one !== null)),
];

async function namesFor(
  deps: DescribeDeps,
  tx: Reader,
  ctx: Ctx,
  all: readonly StoredConversation[],
): Promise<Names> {
  const personIds = mayRead(ctx.principal, "personId") ? idsOf(all.map((one) => one.personId)) : [];
  const mergedIds = idsOf(all.map((one) => one.mergedInto));
  const hasTeam = all.some((one) => one.teamId !== null);
  const hasMember = all.some((one) => one.assigneeId !== null);
  const [members, teams, people, merged] = await Promise.all([
    hasMember ? deps.memberNames(tx) : [],
    hasTeam ? deps.teamNames(tx) : [],
    deps.records.titles(tx, ctx, "people", personIds),
    mergedIds.length > 0 ? readConversations(tx, mergedIds) : [],
  ]);
  return {
    members: byId(members),
    teams: byId(teams),
    people,
    merged: new Map(merged.map(({ id, number }) => [id, number])),
  };
}

const named = (id: string | null, names: ReadonlyMap<string, string>, gone: string) =>
  id === null ? null : { id, name: names.get(id) ?? gone };

const triageRights = {
  category: "category",
  priority: "priority",
  language: "language",
  sentiment: "text",
} as const;

/** Reasons quote the text. */
function triageFor(principal: Principal, triage: StoredConversation["triage"]) {
  const shown: Partial<Record<TriageField, TriageGuess>> = {};
  for (const [field, guess] of Object.entries(triage) as [TriageField, TriageGuess][]) {
    if (!mayRead(principal, triageRights[field])) continue;
    shown[field] = mayRead(principal, "text") ? guess : { ...guess, reasons: [] };
  }
  return shown;
}

type Sees = (field: ConversationField) => boolean;

function shownPerson(principal: Principal, one: StoredConversation, names: Names, sees: Sees) {
  const title = one.personId === null ? undefined : names.people.get(one.personId);
  const address = shownAddress(principal, one.fromAddress);
  const name = shownName(principal, one.fromName);
  const { fromVerified: verified } = one;
  return {
    person: one.personId !== null && title !== undefined ? { id: one.personId, title } : null,
    from: sees("personId") ? { address, name, verified } : null,
  };
}

function shownPlace(one: StoredConversation, names: Names, sees: Sees) {
  const because = ["ownerId", "teamId", "category", "language"] as const;
  const number = one.mergedInto === null ? undefined : names.merged.get(one.mergedInto);
  return {
    assignee: sees("ownerId") ? named(one.assigneeId, names.members, "Former member") : null,
    team: sees("teamId") ? named(one.teamId, names.teams, "Former team") : null,
    routing: because.every(sees) ? one.routing : [],
    mergedInto:
      one.mergedInto !== null && number !== undefined ? { id: one.mergedInto, number } : null,
  };
}

function shownTexts({ preview, handOver, rating }: StoredConversation, sees: Sees) {
  const isSeen = sees("text");
  return {
    preview: isSeen ? preview : null,
    handOver: handOver && { ...handOver, summary: isSeen ? handOver.summary : null },
    rating: rating && { ...rating, comment: isSeen ? rating.comment : null },
  };
}

function shownFields(one: StoredConversation, sees: Sees) {
  return {
    subject: sees("subject") ? one.subject : null,
    priority: sees("priority") ? one.priority : null,
    category: sees("category") ? one.category : null,
    language: sees("language") ? one.language : null,
    tags: sees("tags") ? one.tags : [],
  };
}

function shownSla({ sla, dueAt: runsUntil }: StoredConversation): Conversation["sla"] {
  if (sla === null || (sla.rests && sla.missed === 0)) return null;
  const { kind, dueAt, missed } = sla;
  return { kind, dueAt, runs: runsUntil !== null, missed };
}

function described(
  principal: Principal,
  one: StoredConversation,
  names: Names,
  mayChange: boolean,
): Conversation {
  const sees: Sees = (field) => mayRead(principal, field);
  return {
    id: one.id,
    number: one.number,
    state: one.state,
    snoozedUntil: one.snoozedUntil,
    channel: { id: one.channelId, kind: one.channelKind },
    ...shownPerson(principal, one, names, sees),
    ...shownPlace(one, names, sees),
    ...shownTexts(one, sees),
    ...shownFields(one, sees),
    triage: triageFor(principal, one.triage),
    sla: shownSla(one),
    waitingSince: one.waitingSince,
    firstReplyAt: one.firstReplyAt,
    lastSeq: one.lastSeq,
    lastMessageAt: one.lastMessageAt,
    createdAt: one.createdAt,
    closedAt: one.closedAt,
    version: one.version,
    mayChange,
  };
}

export async function describeAll(
  deps: DescribeDeps,
  tx: Reader,
  ctx: Ctx,
  all: readonly StoredConversation[],
  update?: Reach,
): Promise<Conversation[]> {
  const reach = update ?? (await reachOf(deps, tx, ctx.principal, "update"));
  const names = await namesFor(deps, tx, ctx, all);
  return all.map((one) => described(ctx.principal, one, names, isReached(reach, one)));
}

export async function describeOne(
  deps: DescribeDeps,
  tx: Reader,
  ctx: Ctx,
  stored: StoredConversation,
): Promise<Conversation> {
  const [one] = await describeAll(deps, tx, ctx, [stored]);
  if (!one) throw new Error("A conversation was described as nothing.");
  return one;
}

function shownRecording({ times: _times, ...recording }: StoredRecording): MessageRecording {
  return recording;
}

const shownCc = (principal: Principal, cc: StoredMessage["cc"]): MailAddress[] =>
  cc
    .filter(({ address }) => seesAddress(principal, address))
    .map(({ address, name }) => ({ address, name: shownName(principal, name) }));

export function describeMessage(principal: Principal, one: StoredMessage): ConversationMessage {
  const isGone = one.removedAt !== null;
  // Of a customer it is who the person is.
  const isCustomer = one.authorKind === "customer";
  const named = isCustomer ? shownName(principal, one.authorName) : one.authorName;
  const seesPerson = mayRead(principal, "personId");
  const isNamed = !isCustomer || seesPerson;
  return {
    id: one.id,
    conversationId: one.conversationId,
    seq: one.seq,
    author: { kind: one.authorKind, id: one.authorId, name: isNamed ? named : null },
    internal: one.internal,
    automatic: one.automatic,
    cc: seesPerson && !isGone ? shownCc(principal, one.cc) : [],
    text: isGone ? "" : one.text,
    integrity: one.integrity,
    at: one.createdAt,
    delivery:
      one.delivery === null
        ? null
        : {
            state: one.delivery,
            reason: seesPerson
              ? withoutAddresses(principal, one.deliveryReason)
              : withoutAnyAddress(one.deliveryReason),
            attempts: one.attempts,
          },
    citations: one.citations ?? [],
    rung: one.rung,
    attachments: isGone
      ? []
      : one.attachments.map(({ name, mediaType, bytes, picture = null, recording = null }) => ({
          ...{ name, mediaType, bytes, picture },
          recording: recording && shownRecording(recording),
        })),
  };
}

export const titleOf = (principal: Principal, one: StoredConversation): string => {
  const subject = mayRead(principal, "subject") ? one.subject : null;
  return `#${one.number}${subject === null ? "" : ` ${plainMentions(subject)}`}`;
};
