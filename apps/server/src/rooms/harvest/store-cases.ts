// Writes prepared cases, with what they came from held, so that whoever reopens or trashes it meanwhile waits and then
// finds the case to take away. Cases that ask the same get the same group.
import type { SuggestionState } from "@rapport/contracts";
import type { Language } from "@rapport/retrieval";
import { nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { type Asked, askedTerms, asksTheSame, type Fit } from "./case.rules.ts";
import { addCase, comparedCases, countOpen } from "./cases.store.ts";
import type { HarvestDeps } from "./ports.ts";
import type { Prepared } from "./prepare-case.ts";
import { keepTurn, readSource } from "./source.store.ts";

export const mostOpen = 2000;
const mostCompared = 3000;

interface Group {
  groupId: string;
  state: SuggestionState;
  language: Language;
  asked: Asked;
}

export type GroupsOf = (tx: Tx) => Promise<Group[]>;

/** The groups there are, read anew each time; a text is taken apart once a look. */
export function createGroups(): GroupsOf {
  const known = new Map<string, Asked>();
  const termsOf = (asked: string, language: Language): Asked => {
    const key = `${language} ${asked}`;
    const terms = known.get(key) ?? askedTerms(asked, language);
    known.set(key, terms);
    return terms;
  };
  return async (tx) =>
    (await comparedCases(tx, mostCompared)).map(({ groupId, state, language, asked }) => ({
      ...{ groupId, state, language },
      asked: termsOf(asked, language),
    }));
}

/** What was dismissed stays so when somebody else asks it again. */
function groupFor(groups: Group[], fit: Fit): Pick<Group, "groupId" | "state"> {
  const asked = askedTerms(fit.asked, fit.language);
  const like = groups.find((one) => one.language === fit.language && asksTheSame(one.asked, asked));
  if (like) return like;
  const made: Group = { groupId: newId(), state: "open", language: fit.language, asked };
  groups.push(made);
  return made;
}

const isTicketSettled = (status: unknown): boolean => status === "solved" || status === "closed";

/** Of these, the ones whose origins are still as they were read. */
async function stillSettled(
  deps: HarvestDeps,
  tx: Tx,
  all: readonly Prepared[],
): Promise<Prepared[]> {
  const idsOf = (read: (one: Prepared) => string | null) => [
    ...new Set(all.flatMap((one) => read(one) ?? [])),
  ];
  const conversations = await deps.settled.hold(
    tx,
    idsOf(({ origins }) => origins.conversationId),
  );
  const seqs = new Map(conversations.map(({ id, lastSeq }) => [id, lastSeq]));
  const tickets = await deps.records.hold(
    tx,
    "tickets",
    idsOf(({ version, origins }) => (version === null ? null : origins.originId)),
  );
  const versions = new Map(
    tickets
      .filter(({ status, deletedAt }) => isTicketSettled(status) && !deletedAt)
      .map(({ id, version }) => [id, version]),
  );
  const notes = await deps.records.hold(
    tx,
    "notes",
    idsOf(({ origins }) => origins.noteId),
  );
  const noteIds = new Set(notes.filter(({ deletedAt }) => !deletedAt).map(({ id }) => id));
  return all.filter(({ origins: { originId, conversationId, noteId }, lastSeq, version }) => {
    const isTalkSame = conversationId === null || seqs.get(conversationId) === lastSeq;
    const isTicketSame = version === null || versions.get(originId) === version;
    return isTalkSame && isTicketSame && (noteId === null || noteIds.has(noteId));
  });
}

const noTexts = { title: "", asked: "", question: "", answer: "", language: "other" } as const;

/** Whether it became a suggestion: what has a case already, holds nothing, or came dismissed, did not. */
async function storeCase(tx: Tx, one: Prepared, groups: Group[], at: string): Promise<boolean> {
  const { fit, origins, customerId, settledAt } = one;
  const place = fit ? groupFor(groups, fit) : { groupId: newId(), state: "unfit" as const };
  const isNew = await addCase(tx, {
    ...{ id: newId(), groupId: place.groupId, state: place.state },
    ...origins,
    ...(fit ?? noTexts),
    ...{ customerId, settledAt, createdAt: at },
  });
  return isNew && place.state === "open";
}

/** Answers how many became suggestions; null: no more are wanted now. */
export async function storeCases(
  deps: HarvestDeps,
  ctx: Ctx,
  all: readonly Prepared[],
  { until, groups: groupsOf }: { until: string; groups: GroupsOf },
): Promise<number | null> {
  return deps.db.tenant(ctx, async (tx) => {
    const source = await readSource(tx, "FOR UPDATE");
    const isFull = (await countOpen(tx)) >= mostOpen;
    if (!source?.input.isOn || isFull) return null;
    keepTurn(tx, until);
    const groups = await groupsOf(tx);
    let made = 0;
    for (const one of await stillSettled(deps, tx, all))
      if (await storeCase(tx, one, groups, nowIso(deps.clock))) made += 1;
    return made;
  });
}
