// SQL of identities and of the joins between them.
import { arrayOf, type Reader, type Tx } from "../../platform/db/index.ts";
import { storableJson } from "../../platform/storable-text.ts";
import type { Edge, Identity, JoinState, NewJoin } from "./cluster.rules.ts";
import { pairKey } from "./cluster.rules.ts";
import type { IdentityKind, IdentityRef } from "./identity.rules.ts";

interface IdentityRow {
  id: string;
  kind: string;
  value: string;
  root_id: string;
  own_person_id: string | null;
  person_id: string | null;
}

const columns = "i.id, i.kind, i.value, i.root_id, i.own_person_id, i.person_id";

const toIdentity = (row: IdentityRow): Identity => ({
  id: row.id,
  kind: row.kind as IdentityKind,
  value: row.value,
  rootId: row.root_id,
  ownPersonId: row.own_person_id,
  personId: row.person_id,
});

/** One probe of the index each, by force of LATERAL, however young the table's statistics are. */
export async function findIdentities(
  tx: Reader,
  refs: readonly IdentityRef[],
): Promise<Identity[]> {
  if (refs.length === 0) return [];
  const rows = await tx.query<IdentityRow>(
    `SELECT ${columns} FROM unnest($2::text[], $3::text[]) AS w (kind, value), LATERAL (
       SELECT * FROM events.identities n WHERE n.workspace_id = $1 AND n.kind = w.kind AND n.value = w.value
       LIMIT 1) i`,
    [
      tx.workspaceId,
      arrayOf(
        "text",
        refs.map(({ kind }) => kind),
      ),
      arrayOf(
        "text",
        refs.map(({ value }) => value),
      ),
    ],
  );
  return rows.map(toIdentity);
}

export async function identitiesOfRoots(
  tx: Reader,
  rootIds: readonly string[],
): Promise<Identity[]> {
  const rows = await tx.query<IdentityRow>(
    `SELECT ${columns} FROM events.identities i WHERE i.workspace_id = $1 AND i.root_id = ANY ($2::uuid[])`,
    [tx.workspaceId, rootIds],
    "by-values",
  );
  return rows.map(toIdentity);
}

export async function identitiesByIds(tx: Reader, ids: readonly string[]): Promise<Identity[]> {
  const rows = await tx.query<IdentityRow>(
    `SELECT ${columns} FROM events.identities i WHERE i.workspace_id = $1 AND i.id = ANY ($2::uuid[])`,
    [tx.workspaceId, ids],
    "by-values",
  );
  return rows.map(toIdentity);
}

export async function identitiesOfPeople(
  tx: Reader,
  personIds: readonly string[],
): Promise<Identity[]> {
  const rows = await tx.query<IdentityRow>(
    `SELECT ${columns} FROM events.identities i WHERE i.workspace_id = $1 AND i.person_id = ANY ($2::uuid[])`,
    [tx.workspaceId, personIds],
    "by-values",
  );
  return rows.map(toIdentity);
}

/** Joins between any two of these. */
export async function joinsAmong(
  tx: Reader,
  ids: readonly string[],
): Promise<Map<string, JoinState>> {
  const rows = await tx.query<{ one_id: string; other_id: string; state: JoinState }>(
    `SELECT one_id, other_id, state FROM events.joins
     WHERE workspace_id = $1 AND one_id = ANY ($2::uuid[]) AND other_id = ANY ($2::uuid[])`,
    [tx.workspaceId, ids],
    "by-values",
  );
  return new Map(rows.map((row) => [pairKey(row.one_id, row.other_id), row.state]));
}

export async function activeJoinsAmong(tx: Reader, ids: readonly string[]): Promise<Edge[]> {
  const rows = await tx.query<{ one_id: string; other_id: string }>(
    `SELECT one_id, other_id FROM events.joins WHERE workspace_id = $1 AND state = 'active'
       AND one_id = ANY ($2::uuid[]) AND other_id = ANY ($2::uuid[])`,
    [tx.workspaceId, ids],
    "by-values",
  );
  return rows.map((row) => ({ oneId: row.one_id, otherId: row.other_id }));
}

export function insertIdentities(tx: Tx, made: readonly Identity[], at: string): void {
  if (made.length === 0) return;
  const column = (type: string, of: (one: Identity) => string | null) =>
    arrayOf(type, made.map(of));
  tx.send(
    `INSERT INTO events.identities (workspace_id, id, kind, value, root_id, own_person_id, person_id, first_seen_at)
     SELECT $1, n.id, n.kind, n.value, n.root_id, n.own_person_id, n.person_id, $8
     FROM unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::uuid[], $7::uuid[])
       AS n (id, kind, value, root_id, own_person_id, person_id)`,
    [
      tx.workspaceId,
      column("uuid", ({ id }) => id),
      column("text", ({ kind }) => kind),
      column("text", ({ value }) => value),
      column("uuid", ({ rootId }) => rootId),
      column("uuid", ({ ownPersonId }) => ownPersonId),
      column("uuid", ({ personId }) => personId),
      at,
    ],
  );
}

export function moveIdentities(tx: Tx, moved: readonly Identity[]): void {
  if (moved.length === 0) return;
  const column = (of: (one: Identity) => string | null) => arrayOf("uuid", moved.map(of));
  tx.send(
    `UPDATE events.identities i SET root_id = m.root_id, own_person_id = m.own_person_id, person_id = m.person_id
     FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[]) AS m (id, root_id, own_person_id, person_id)
     WHERE i.workspace_id = $1 AND i.id = m.id`,
    [
      tx.workspaceId,
      column(({ id }) => id),
      column(({ rootId }) => rootId),
      column(({ ownPersonId }) => ownPersonId),
      column(({ personId }) => personId),
    ],
  );
}

export function insertJoins(tx: Tx, ids: readonly string[], joins: readonly NewJoin[], at: string) {
  if (joins.length === 0) return;
  const column = (type: string, of: (one: NewJoin) => string | null) =>
    arrayOf(type, joins.map(of));
  tx.send(
    `INSERT INTO events.joins (workspace_id, id, one_id, other_id, how, state, reason, message_id, at)
     SELECT $1, n.id, n.one_id, n.other_id, n.how, n.state, n.reason, n.message_id, $9
     FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[])
       AS n (id, one_id, other_id, how, state, reason, message_id)
     ON CONFLICT DO NOTHING`,
    [
      tx.workspaceId,
      arrayOf("uuid", ids),
      column("uuid", ({ oneId }) => oneId),
      column("uuid", ({ otherId }) => otherId),
      column("text", ({ how }) => how),
      column("text", ({ state }) => state),
      column("text", ({ reason }) => reason),
      column("text", ({ messageId }) => messageId),
      at,
    ],
  );
}

/** Adds to what is known of somebody; by the ids of identities. */
export function addTraits(tx: Tx, traits: ReadonlyMap<string, object>): void {
  if (traits.size === 0) return;
  tx.send(
    `UPDATE events.identities i SET traits = i.traits || t.traits
     FROM unnest($2::uuid[], $3::jsonb[]) AS t (id, traits)
     WHERE i.workspace_id = $1 AND i.id = t.id AND pg_column_size(i.traits) < 32000`,
    [
      tx.workspaceId,
      arrayOf("uuid", [...traits.keys()]),
      arrayOf("jsonb", [...traits.values()].map(storableJson)),
    ],
  );
}

/** People whose e-mail is known by an identity become its person, and that of all that are joined with it. */
export function linkPeople(tx: Tx, links: readonly { email: string; personId: string }[]): void {
  const emails = links.map(({ email }) => email);
  // The head is held only where there is something to be linked; then what was remembered holds no more.
  tx.send(
    `UPDATE events.heads SET identity_no = identity_no + 1 WHERE workspace_id = $1 AND EXISTS (
       SELECT 1 FROM unnest($2::text[]) AS l (email) JOIN events.identities i
         ON i.workspace_id = $1 AND i.kind = 'email' AND i.value = l.email AND i.own_person_id IS NULL)`,
    [tx.workspaceId, emails],
  );
  tx.send(
    `WITH link AS (
       SELECT DISTINCT ON (i.root_id) i.id, i.root_id, l.person_id
       FROM unnest($2::text[], $3::uuid[]) AS l (email, person_id)
       JOIN events.identities i ON i.workspace_id = $1 AND i.kind = 'email' AND i.value = l.email
       WHERE i.own_person_id IS NULL ORDER BY i.root_id, l.person_id)
     UPDATE events.identities i SET person_id = coalesce(i.person_id, link.person_id),
       own_person_id = CASE WHEN i.id = link.id THEN link.person_id ELSE i.own_person_id END
     FROM link WHERE i.workspace_id = $1 AND i.root_id = link.root_id`,
    [tx.workspaceId, emails, links.map(({ personId }) => personId)],
  );
}
