// What follows for a conversation from a message and from what members decide: guesses with reasons, who gets it, and by
// when somebody is to answer. Asked by the conversations room, within its transaction.
import type { ConversationPriority, InboxSettings } from "@rapport/contracts";
import type { Tx } from "../../platform/db/index.ts";
import {
  activeTeamMembers,
  isWithin,
  knownMembers,
  knownTeams,
  memberPrincipal,
  rowLimit,
} from "../access/index.ts";
import {
  askedSince,
  openLoads,
  type PlanFacts,
  type Planned,
  type StoredConversation,
} from "../conversations/index.ts";
import { defaultSettings } from "./default-settings.ts";
import { awayMembers, readSettings } from "./inbox.store.ts";
import { learnedTriage } from "./learned-triage.ts";
import { promiseOf } from "./promises.rules.ts";
import { route } from "./routing.rules.ts";
import { triage, withTriage } from "./triage.rules.ts";

/** Below it a guess is shown and nothing follows from it. */
const enough = 0.5;

type Guessed = Pick<StoredConversation, "triage" | "priority" | "category" | "language">;

async function guessed(tx: Tx, one: StoredConversation, text: string): Promise<Guessed> {
  const learned = await learnedTriage(tx, one.subject, text);
  const fresh = { ...triage(one.subject, text), ...learned };
  const all = withTriage(one.triage, fresh);
  const said = (field: "category" | "language" | "priority") => {
    const guess = all[field];
    return guess && (guess.rung === "person" || guess.confidence >= enough) ? guess.value : null;
  };
  // A guess takes the place of an earlier one, never that of what somebody set.
  const isOpen = (field: "category" | "language") =>
    one[field] === null || one[field] === one.triage[field]?.value;
  const kept = (field: "category" | "language") =>
    isOpen(field) ? (said(field) ?? one[field]) : one[field];
  const earlier = one.triage.priority?.value ?? one.priority;
  const priority = said("priority") as ConversationPriority | null;
  return {
    triage: all,
    category: kept("category"),
    language: kept("language"),
    priority: one.priority === earlier ? (priority ?? one.priority) : one.priority,
  };
}

/** Who has it, null: nobody. Neither somebody who was deactivated since, nor a team that was deleted. */
async function placeOf(tx: Tx, { assigneeId, teamId }: StoredConversation) {
  if (assigneeId === null && teamId === null) return null;
  const [members, teams] = await Promise.all([
    assigneeId === null ? new Set<string>() : knownMembers(tx, [assigneeId]),
    teamId === null ? new Set<string>() : knownTeams(tx, [teamId]),
  ]);
  const place = {
    assigneeId: assigneeId !== null && members.has(assigneeId) ? assigneeId : null,
    teamId: teamId !== null && teams.has(teamId) ? teamId : null,
  };
  return place.assigneeId === null && place.teamId === null ? null : place;
}

/** Whether the team that takes these was deleted since: nobody would look there. */
async function teamIsGone(tx: Tx, { routing }: InboxSettings, category: string | null) {
  const team = routing.teams.find((one) => one.category === category);
  return team !== undefined && (await activeTeamMembers(tx, team.teamId)) === null;
}

const withoutTeams = (settings: InboxSettings): InboxSettings => ({
  ...settings,
  routing: { ...settings.routing, teams: [] },
});

/** Roles change after somebody was named; who may not read or answer it would only keep it from others. */
async function mayAnswer(tx: Tx, memberId: string, { region }: StoredConversation) {
  const principal = await memberPrincipal(tx, memberId);
  if (principal === null || principal.rights.field("conversations", "text") !== "write")
    return false;
  return isWithin(rowLimit(principal, "conversations", "update"), { ownerId: memberId, region });
}

export async function plan(tx: Tx, given: PlanFacts): Promise<Planned> {
  const { event, conversation, text, isNew, at } = given;
  const settings = (await readSettings(tx)) ?? defaultSettings;
  const isFirst = event === "received" && isNew && text !== null;
  const known: Guessed = isFirst ? await guessed(tx, conversation, text) : conversation;
  const { triage: all, category, language, priority } = known;
  const { sla, dueAt } = promiseOf(
    { ...conversation, priority, askedSince: askedSince(conversation) },
    settings,
    at,
  );
  const planned: Planned = { triage: all, category, language, priority, sla, dueAt };
  if (event !== "received" || conversation.waitingSince === null) return planned;
  const place = await placeOf(tx, conversation);
  if (place !== null) return { ...planned, ...place };
  const agents = settings.routing.enabled ? settings.routing.agents : [];
  const ids = agents.map(({ memberId }) => memberId);
  const [loads, away, active, isGone] = await Promise.all([
    openLoads(tx, ids),
    ids.length > 0 ? awayMembers(tx) : [],
    knownMembers(tx, ids),
    teamIsGone(tx, settings, category),
  ]);
  const facts = { category, language, loads, away: new Set(away), active: new Set(active) };
  const offered = isGone ? withoutTeams(settings) : settings;
  let routed = route(offered, facts);
  while (routed.memberId !== null && !(await mayAnswer(tx, routed.memberId, conversation))) {
    facts.active.delete(routed.memberId);
    routed = route(offered, facts);
  }
  const { memberId: assigneeId, teamId, reasons } = routed;
  return { ...planned, assigneeId, teamId, routing: settings.routing.enabled ? reasons : [] };
}
