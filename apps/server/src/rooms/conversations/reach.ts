// Who sees which conversations, and which parts of them: the rights of the object `conversations`, as for records. The
// owner of a conversation is its assignee; whoever reaches their team also reaches what waits in that team for somebody.
import type { Ctx, Principal } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { forbidden } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import { isWithin, type RowAction, type RowLimit, rowLimit } from "../access/index.ts";
import type { ChangedRow, RowSight, Sight } from "../records/index.ts";
import {
  readConversation,
  readConversations,
  type StoredConversation,
} from "./conversations.store.ts";
import { missingConversation, notYours } from "./errors.ts";
import type { ConversationsDeps } from "./ports.ts";

export const object = "conversations";

/** Names under which a role can withhold parts of a conversation. */
export const conversationFields = [
  "subject",
  "text",
  "personId",
  "ownerId",
  "teamId",
  "priority",
  "category",
  "language",
  "tags",
] as const;
export type ConversationField = (typeof conversationFields)[number];

export const mayRead = ({ rights }: Principal, field: ConversationField): boolean =>
  rights.field(object, field) !== "none";

export const mayWrite = ({ rights }: Principal, field: ConversationField): boolean =>
  rights.field(object, field) === "write";

export function requireReadable(principal: Principal, field: ConversationField): void {
  if (mayRead(principal, field)) return;
  throw forbidden(
    `Your role may not see "${field}" of conversations. An administrator can allow it.`,
  );
}

export interface Reach {
  limit: RowLimit;
  /** Teams whose unassigned conversations are within reach too. */
  teamIds: readonly string[];
}

export async function reachOf(
  deps: Pick<ConversationsDeps, "teamsOf">,
  tx: Reader,
  principal: Principal,
  action: RowAction,
): Promise<Reach> {
  const limit = rowLimit(principal, object, action);
  const isTeam = limit.kind === "owners" && principal.rights.object(object)[action] === "team";
  const teamIds =
    isTeam && principal.memberId !== null ? await deps.teamsOf(tx, principal.memberId) : [];
  return { limit, teamIds };
}

type Row = Pick<StoredConversation, "assigneeId" | "teamId" | "region">;

export function isReached({ limit, teamIds }: Reach, row: Row): boolean {
  if (isWithin(limit, { ownerId: row.assigneeId, region: row.region })) return true;
  if (limit.kind !== "owners" || row.assigneeId !== null) return false;
  return row.teamId !== null && teamIds.includes(row.teamId);
}

export interface Visible {
  stored: StoredConversation;
  mayChange: boolean;
}

export async function visibleConversation(
  deps: Pick<ConversationsDeps, "teamsOf">,
  tx: Reader,
  ctx: Ctx,
  id: string,
  intent: "read" | "change" = "read",
): Promise<Visible> {
  const lock = intent === "change" ? "FOR UPDATE" : "";
  const stored = isId(id) ? await readConversation(tx, id, lock) : null;
  return visible(deps, tx, ctx, stored, intent);
}

/** The same of what was looked up already. */
export async function visible(
  deps: Pick<ConversationsDeps, "teamsOf">,
  tx: Reader,
  ctx: Ctx,
  stored: StoredConversation | null,
  intent: "read" | "change" = "read",
): Promise<Visible> {
  if (!stored) throw missingConversation();
  const read = await reachOf(deps, tx, ctx.principal, "read");
  if (!isReached(read, stored)) throw missingConversation();
  const mayChange = isReached(await reachOf(deps, tx, ctx.principal, "update"), stored);
  if (intent === "change" && !mayChange) throw notYours();
  return { stored, mayChange };
}

/** Of those, the ids of the ones that the caller sees with their subjects. */
export async function readableIds(
  deps: Pick<ConversationsDeps, "teamsOf">,
  tx: Reader,
  { principal }: Ctx,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0 || !mayRead(principal, "subject")) return new Set();
  const reach = await reachOf(deps, tx, principal, "read");
  const found = await readConversations(tx, ids);
  return new Set(found.filter((one) => isReached(reach, one)).map(({ id }) => id));
}

/** For the live stream: what each of many principals sees of conversations that changed. */
export async function conversationSight(
  deps: Pick<ConversationsDeps, "teamsOf">,
  tx: Reader,
  rows: readonly ChangedRow[],
  principals: readonly Principal[],
): Promise<RowSight> {
  const reaches = new Map<Principal, Reach>();
  for (const one of principals) reaches.set(one, await reachOf(deps, tx, one, "read"));
  const isNeeded = [...reaches.values()].some(({ limit }) => limit.kind !== "all");
  const found = isNeeded
    ? await readConversations(
        tx,
        rows.map(({ id }) => id),
      )
    : [];
  const byId = new Map(found.map((one) => [one.id, one]));
  return (principal) => {
    const reach = reaches.get(principal);
    return rows.map((row) => (reach ? sightOf(reach, byId.get(row.id), row) : "unseen"));
  };
}

function sightOf(reach: Reach, now: StoredConversation | undefined, { was }: ChangedRow): Sight {
  if (reach.limit.kind === "all") return "seen";
  if (reach.limit.kind === "none" || !now) return "unseen";
  if (isReached(reach, now)) return "seen";
  const before = { ...now, assigneeId: was.ownerId === undefined ? now.assigneeId : was.ownerId };
  return isReached(reach, before) ? "gone" : "unseen";
}
