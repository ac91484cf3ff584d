// Rows of harvest.cases.
import type { SuggestionState } from "@rapport/contracts";
import type { Language } from "@rapport/retrieval";
import type { Reader, Tx } from "../../platform/db/index.ts";

export type OriginObject = "conversations" | "tickets";

/** Where a case is from: whoever reads it must be able to read all of these. */
export interface Origins {
  originObject: OriginObject;
  originId: string;
  conversationId: string | null;
  noteId: string | null;
}

export interface CaseTexts {
  title: string;
  asked: string;
  question: string;
  answer: string;
}

export interface NewCase extends Origins, CaseTexts {
  id: string;
  groupId: string;
  state: SuggestionState | "unfit";
  customerId: string | null;
  language: Language;
  settledAt: string;
  createdAt: string;
}

/** A case without its long texts. */
export interface CaseFacts extends Origins {
  id: string;
  groupId: string;
  customerId: string | null;
  title: string;
  asked: string;
  excerpt: string;
  language: Language;
  settledAt: string;
  isAnswered: boolean | null;
  nearestPageId: string | null;
  pageId: string | null;
}

const facts = `id, group_id AS "groupId", origin_object AS "originObject", origin_id AS "originId",
  conversation_id AS "conversationId", note_id AS "noteId", customer_id AS "customerId", title, asked,
  left(answer, 280) AS excerpt, language, settled_at AS "settledAt", is_answered AS "isAnswered",
  nearest_page_id AS "nearestPageId",
  CASE WHEN state = 'published' THEN page_id END AS "pageId"`;

/** The newest of a state; all open ones, since there are no more than the room allows. */
export function casesIn(tx: Reader, state: SuggestionState, limit: number): Promise<CaseFacts[]> {
  return tx.query<CaseFacts>(
    `SELECT ${facts} FROM harvest.cases WHERE workspace_id = $1 AND state = $2 AND answer <> ''
     ORDER BY settled_at DESC, id DESC LIMIT $3`,
    [tx.workspaceId, state, limit],
  );
}

export interface WholeCase extends CaseFacts {
  state: SuggestionState;
  question: string;
  answer: string;
}

const whole = `${facts}, state, question, answer`;

/** Newest first. */
export function casesOfGroup(
  tx: Reader,
  groupId: string,
  lock: "" | "FOR UPDATE" = "",
): Promise<WholeCase[]> {
  return tx.query<WholeCase>(
    `SELECT ${whole} FROM harvest.cases
     WHERE workspace_id = $1 AND group_id = $2 AND state <> 'unfit' AND answer <> ''
     ORDER BY settled_at DESC, id DESC ${lock}`,
    [tx.workspaceId, groupId],
  );
}

export function casesOfPage(tx: Reader, pageId: string): Promise<CaseFacts[]> {
  return tx.query<CaseFacts>(
    `SELECT ${facts} FROM harvest.cases WHERE workspace_id = $1 AND page_id = $2 AND state = 'published'
     ORDER BY settled_at DESC, id DESC LIMIT 200`,
    [tx.workspaceId, pageId],
  );
}

/** Of these, the ones that have a case. */
export async function knownOrigins(
  tx: Reader,
  object: OriginObject,
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>(
    `SELECT origin_id AS id FROM harvest.cases
     WHERE workspace_id = $1 AND origin_object = $2 AND origin_id = ANY($3::uuid[])`,
    [tx.workspaceId, object, ids],
  );
  return new Set(rows.map(({ id }) => id));
}

export interface ComparedCase {
  groupId: string;
  state: SuggestionState;
  asked: string;
  language: Language;
}

/** What new cases are compared with: all that is open, and what was dismissed lately. */
export function comparedCases(tx: Reader, limit: number): Promise<ComparedCase[]> {
  return tx.query<ComparedCase>(
    `SELECT group_id AS "groupId", state, asked, language FROM harvest.cases
     WHERE workspace_id = $1 AND state IN ('open', 'dismissed') AND asked <> ''
     ORDER BY state DESC, settled_at DESC LIMIT $2`,
    [tx.workspaceId, limit],
  );
}

export async function countOpen(tx: Reader): Promise<number> {
  const rows = await tx.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM harvest.cases WHERE workspace_id = $1 AND state = 'open'",
    [tx.workspaceId],
  );
  return rows[0]?.count ?? 0;
}

/** False: its origin has a case already. One that comes dismissed was decided about as it came. */
export async function addCase(tx: Tx, one: NewCase): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO harvest.cases (workspace_id, id, group_id, state, origin_object, origin_id, conversation_id, note_id,
       customer_id, title, asked, question, answer, language, settled_at, created_at, decided_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
       CASE WHEN $4 = 'dismissed' THEN $16::timestamptz END)
     ON CONFLICT (workspace_id, origin_object, origin_id) DO NOTHING RETURNING id`,
    [
      tx.workspaceId,
      one.id,
      one.groupId,
      one.state,
      one.originObject,
      one.originId,
      one.conversationId,
      one.noteId,
      one.customerId,
      one.title,
      one.asked,
      one.question,
      one.answer,
      one.language,
      one.settledAt,
      one.createdAt,
    ],
  );
  return rows.length > 0;
}

export interface UndecidedCase {
  id: string;
  originObject: OriginObject;
  originId: string;
}

export function undecidedCases(tx: Reader): Promise<UndecidedCase[]> {
  return tx.query<UndecidedCase>(
    `SELECT id, origin_object AS "originObject", origin_id AS "originId" FROM harvest.cases
     WHERE workspace_id = $1 AND state IN ('open', 'unfit')`,
    [tx.workspaceId],
  );
}

export function dropUndecided(tx: Tx, ids: readonly string[] | null): void {
  tx.send(
    `DELETE FROM harvest.cases WHERE workspace_id = $1 AND state IN ('open', 'unfit')
       AND ($2::uuid[] IS NULL OR id = ANY($2::uuid[]))`,
    [tx.workspaceId, ids],
  );
}

const followed = {
  conversations: "conversation_id = ANY($2::uuid[])",
  tickets: "origin_object = 'tickets' AND origin_id = ANY($2::uuid[])",
  notes: "note_id = ANY($2::uuid[])",
  people: "customer_id = ANY($2::uuid[])",
} as const;
export type FollowedObject = keyof typeof followed;

/** What nobody decided about goes. */
export function withdraw(tx: Tx, object: FollowedObject, ids: readonly string[]): void {
  tx.send(
    `DELETE FROM harvest.cases WHERE workspace_id = $1 AND state IN ('open', 'unfit') AND ${followed[object]}`,
    [tx.workspaceId, ids],
  );
}

/** What was decided about keeps its state alone. */
export function blank(tx: Tx, object: FollowedObject, ids: readonly string[]): void {
  tx.send(
    `UPDATE harvest.cases SET title = '', asked = '', question = '', answer = '', customer_id = NULL
     WHERE workspace_id = $1 AND ${followed[object]}`,
    [tx.workspaceId, ids],
  );
}

/** What was dismissed is still known by what was asked, so that it stays dismissed. */
export async function blankDecidedBefore(tx: Tx, before: string): Promise<void> {
  await tx.query(
    `UPDATE harvest.cases SET title = '', question = '', answer = '', customer_id = NULL,
       asked = CASE WHEN state = 'dismissed' THEN asked ELSE '' END
     WHERE workspace_id = $1 AND state IN ('published', 'dismissed') AND decided_at < $2 AND answer <> ''`,
    [tx.workspaceId, before],
  );
}

export function untriedCases(
  tx: Reader,
  before: string,
  limit: number,
): Promise<{ id: string; asked: string }[]> {
  return tx.query<{ id: string; asked: string }>(
    `SELECT id, asked FROM harvest.cases
     WHERE workspace_id = $1 AND state = 'open' AND (tried_at IS NULL OR tried_at < $2)
     ORDER BY tried_at NULLS FIRST, id LIMIT $3`,
    [tx.workspaceId, before, limit],
  );
}

export function saveTried(
  tx: Tx,
  one: { id: string; isAnswered: boolean; nearestPageId: string | null; at: string },
): void {
  tx.send(
    `UPDATE harvest.cases SET is_answered = $3, nearest_page_id = $4, tried_at = $5
     WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, one.id, one.isAnswered, one.nearestPageId, one.at],
  );
}

/** A case as the audit log and undo know it: what was decided, no text. */
export interface Decision {
  id: string;
  state: SuggestionState;
  pageId: string | null;
}

export async function readDecision(
  tx: Tx,
  id: string,
): Promise<(Decision & { hasText: boolean }) | null> {
  const rows = await tx.query<Decision & { hasText: boolean }>(
    `SELECT id, state, page_id AS "pageId", answer <> '' AS "hasText" FROM harvest.cases
     WHERE workspace_id = $1 AND id = $2 AND state <> 'unfit' FOR UPDATE`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

export async function saveDecision(
  tx: Tx,
  ids: readonly string[],
  { state, pageId, at }: Omit<Decision, "id"> & { at: string },
): Promise<void> {
  await tx.query(
    `UPDATE harvest.cases SET state = $3, page_id = $4,
       decided_at = CASE WHEN $3 = 'open' THEN NULL ELSE $5::timestamptz END
     WHERE workspace_id = $1 AND id = ANY($2::uuid[])`,
    [tx.workspaceId, ids, state, pageId, at],
  );
}
