// What members decide about a conversation: who has it, whether it is done, for how long it can wait, what it is about.
// Each is told with images from before and after, and so audited and undone.
import {
  type Conversation,
  type ConversationChange,
  type CorrectTriage,
  conversationChangeSchema,
  conversationPriorities,
  correctTriageSchema,
  idSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Principal } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { invalid } from "../../platform/errors.ts";
import { isMatch, saidOnly } from "../../platform/whole-changes.ts";
import type { StoredConversation } from "./conversations.store.ts";
import { describeOne } from "./describe.ts";
import {
  badSnooze,
  changedMeanwhile,
  notYourField,
  stateOrSnooze,
  unknownMember,
  unknownPerson,
  unknownTeam,
  wasMerged,
} from "./errors.ts";
import { saveChanged } from "./image.ts";
import type { ConversationsDeps } from "./ports.ts";
import { type ConversationField, mayWrite, visibleConversation } from "./reach.ts";

const shared = {
  permission: "update on the conversation",
  effect: "internal",
  risk: "low",
  compensation: { by: "undo" },
  check: () => undefined,
} as const;

const fieldOf: Partial<Record<keyof ConversationChange, ConversationField>> = {
  assigneeId: "ownerId",
  teamId: "teamId",
  priority: "priority",
  category: "category",
  language: "language",
  subject: "subject",
  personId: "personId",
  tags: "tags",
};

function checkFields(principal: Principal, change: ConversationChange): void {
  for (const key of Object.keys(change) as (keyof ConversationChange)[]) {
    const field = fieldOf[key];
    if (field !== undefined && !mayWrite(principal, field)) throw notYourField(field);
  }
}

async function checkReferences(
  deps: ConversationsDeps,
  tx: Tx,
  act: Act,
  { assigneeId, teamId, personId }: ConversationChange,
): Promise<void> {
  if (assigneeId && !(await deps.knownMembers(tx, [assigneeId])).has(assigneeId))
    throw unknownMember();
  if (teamId && !(await deps.teamNames(tx)).some(({ id }) => id === teamId)) throw unknownTeam();
  if (personId && !(await deps.records.reach(tx, act.ctx, "people", [personId])).has(personId))
    throw unknownPerson();
}

const longestSnoozeMs = 2 * 366 * 86_400_000;

function snoozed(one: StoredConversation, until: string, at: string): StoredConversation {
  const waitMs = Date.parse(until) - Date.parse(at);
  if (waitMs <= 0 || waitMs > longestSnoozeMs) throw badSnooze();
  return { ...one, state: "snoozed", snoozedUntil: new Date(until).toISOString(), closedAt: null };
}

/** With the state that the change asks for. */
export function withState(
  one: StoredConversation,
  { state, snoozedUntil }: Pick<ConversationChange, "state" | "snoozedUntil">,
  at: string,
): StoredConversation {
  if (snoozedUntil !== undefined) return snoozed(one, snoozedUntil, at);
  if (state === undefined || state === one.state) return one;
  if (state === "open") return { ...one, state, snoozedUntil: null, closedAt: null };
  return { ...one, state, snoozedUntil: null, closedAt: at, waitingSince: null };
}

function changed(one: StoredConversation, change: ConversationChange, at: string) {
  if (change.state !== undefined && change.snoozedUntil !== undefined) throw stateOrSnooze();
  const { state: _state, snoozedUntil: _until, tags, ...plain } = saidOnly(change);
  const isTaken = plain.assigneeId !== undefined && plain.assigneeId !== null;
  return {
    ...withState(one, change, at),
    ...plain,
    ...(tags ? { tags: [...new Set(tags)] } : {}),
    ...(isTaken ? { personInSince: one.personInSince ?? at } : {}),
    ...("assigneeId" in plain || "teamId" in plain ? { routing: [] } : {}),
  };
}

async function regionOf(deps: ConversationsDeps, tx: Tx, personId: string | null) {
  if (personId === null) return null;
  const [person] = await deps.records.readRaw(tx, "people", [personId]);
  return typeof person?.region === "string" ? person.region : null;
}

const sentiments = ["negative", "neutral", "positive"];

function checkTriage({ field, value }: CorrectTriage): void {
  const isGood = {
    category: true,
    priority: (conversationPriorities as readonly string[]).includes(value),
    language: /^[a-z]{2}$/.test(value),
    sentiment: sentiments.includes(value),
  }[field];
  if (isGood) return;
  throw invalid("conversations.bad_triage", `"${value}" is no ${field}.`);
}

const triageRights = {
  category: "category",
  priority: "priority",
  language: "language",
  sentiment: "text",
} as const;

export function changeActs(deps: ConversationsDeps) {
  const change = defineAct({
    ...shared,
    name: "conversations.change",
    title: "Change a conversation",
    input: z.object({
      id: idSchema,
      change: conversationChangeSchema,
      ifMatch: z.string().max(500).optional(),
    }),
    run: async (tx, act, { id, change, ifMatch }): Promise<Conversation> => {
      const { stored } = await visibleConversation(deps, tx, act.ctx, id, "change");
      if (!isMatch(ifMatch, stored.version))
        throw changedMeanwhile(await describeOne(deps, tx, act.ctx, stored));
      if (stored.mergedInto !== null) throw wasMerged();
      checkFields(act.ctx.principal, change);
      await checkReferences(deps, tx, act, change);
      const next = changed(stored, change, act.at);
      const withRegion =
        change.personId === undefined
          ? next
          : { ...next, region: await regionOf(deps, tx, change.personId) };
      const after = await saveChanged(deps, tx, act, stored, withRegion);
      return describeOne(deps, tx, act.ctx, after);
    },
  });

  const correct = defineAct({
    ...shared,
    name: "conversations.correct",
    title: "Correct what was guessed about a conversation",
    input: correctTriageSchema.extend({ id: idSchema }),
    run: async (tx, act, { id, field, value }): Promise<Conversation> => {
      const { stored } = await visibleConversation(deps, tx, act.ctx, id, "change");
      if (stored.mergedInto !== null) throw wasMerged();
      const { principal } = act.ctx;
      if (!mayWrite(principal, triageRights[field])) throw notYourField(triageRights[field]);
      checkTriage({ field, value });
      const reasons = [`${principal.label} said so`];
      const said = { value, confidence: 1, rung: "person" as const, reasons };
      const own = field === "sentiment" ? {} : { [field]: value };
      const next = { ...stored, ...own, triage: { ...stored.triage, [field]: said } };
      const guess = stored.triage[field] ?? null;
      const by = principal.memberId;
      await deps.corrected(tx, { conversation: stored, field, guess, value, by, at: act.at });
      const after = await saveChanged(deps, tx, act, stored, next);
      return describeOne(deps, tx, act.ctx, after);
    },
  });

  return [change, correct];
}
