// Rows of knowledge.pages, their versions and their sources.
import type { KnowledgePageListQuery, PageState } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

export type CameAs = "page" | "markdown" | "html" | "pdf" | "csv" | "case";

export interface StoredPage {
  id: string;
  sourceId: string | null;
  path: string;
  title: string;
  body: string;
  cameAs: CameAs;
  url: string | null;
  language: string;
  state: PageState;
  readers: string[];
  ownerId: string | null;
  reviewOn: string | null;
  version: number;
  createdAt: string;
  updatedAt: string;
}

const columnsWithoutBody = `p.id, p.source_id AS "sourceId", p.path, p.title, p.came_as AS "cameAs", p.url, p.language,
  p.state, p.readers, p.owner_id AS "ownerId", p.review_on::text AS "reviewOn", p.version,
  p.created_at AS "createdAt", p.updated_at AS "updatedAt"`;
const columns = `${columnsWithoutBody}, p.body`;

export async function readPage(
  tx: Reader,
  id: string,
  lock: "" | "FOR UPDATE" = "",
): Promise<StoredPage | null> {
  const rows = await tx.query<StoredPage>(
    `SELECT ${columns} FROM knowledge.pages p WHERE p.workspace_id = $1 AND p.id = $2 ${lock}`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

export function pagesOfSource(
  tx: Reader,
  sourceId: string,
  paths: readonly string[],
): Promise<StoredPage[]> {
  return tx.query<StoredPage>(
    `SELECT ${columns} FROM knowledge.pages p
     WHERE p.workspace_id = $1 AND p.source_id = $2 AND p.path = ANY($3::text[]) FOR UPDATE`,
    [tx.workspaceId, sourceId, paths],
  );
}

export interface PageFacts {
  id: string;
  title: string;
  url: string | null;
}

export function factsOf(tx: Reader, ids: readonly string[]): Promise<PageFacts[]> {
  return tx.query<PageFacts>(
    "SELECT id, title, url FROM knowledge.pages WHERE workspace_id = $1 AND id = ANY($2::uuid[])",
    [tx.workspaceId, ids],
  );
}

/** Of these, the published ones that customers may read. */
export async function publicPageIds(tx: Reader, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM knowledge.pages WHERE workspace_id = $1 AND id = ANY($2::uuid[])
       AND state = 'published' AND 'public' = ANY(readers)`,
    [tx.workspaceId, ids],
  );
  return rows.map(({ id }) => id);
}

/** By title within what the readers may see; `after` is the last title and id of the page before. */
export function listPages(
  tx: Reader,
  asked: KnowledgePageListQuery & {
    readers: readonly string[] | null;
    today: string;
    after: { title: string; id: string } | null;
    limit: number;
  },
): Promise<Omit<StoredPage, "body">[]> {
  return tx.query<Omit<StoredPage, "body">>(
    `SELECT ${columnsWithoutBody} FROM knowledge.pages p
     WHERE p.workspace_id = $1
       AND ($2::text[] IS NULL OR (p.readers && $2::text[] AND p.state = 'published'))
       AND ($3::text IS NULL OR p.state = $3) AND ($4::uuid IS NULL OR p.source_id = $4)
       AND ($5::date IS NULL OR (p.review_on < $5::date AND p.state = 'published'))
       AND ($6::text IS NULL OR (p.title, p.id) > ($6, $7::uuid))
     ORDER BY p.title, p.id LIMIT $8`,
    [
      tx.workspaceId,
      asked.readers,
      asked.state ?? null,
      asked.sourceId ?? null,
      asked.stale === "true" ? asked.today : null,
      asked.after?.title ?? null,
      asked.after?.id ?? null,
      asked.limit,
    ],
  );
}

export async function savePage(tx: Tx, page: StoredPage): Promise<void> {
  await tx.query(
    `INSERT INTO knowledge.pages (workspace_id, id, source_id, path, title, body, came_as, url, language, state, readers,
       owner_id, review_on, version, created_at, updated_at, indexed_version)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $14)
     ON CONFLICT (workspace_id, id) DO UPDATE SET title = EXCLUDED.title, body = EXCLUDED.body,
       came_as = EXCLUDED.came_as, url = EXCLUDED.url, language = EXCLUDED.language, state = EXCLUDED.state,
       readers = EXCLUDED.readers, owner_id = EXCLUDED.owner_id, review_on = EXCLUDED.review_on,
       version = EXCLUDED.version, updated_at = EXCLUDED.updated_at, indexed_version = EXCLUDED.version`,
    [
      tx.workspaceId,
      page.id,
      page.sourceId,
      page.path,
      page.title,
      page.body,
      page.cameAs,
      page.url,
      page.language,
      page.state,
      page.readers,
      page.ownerId,
      page.reviewOn,
      page.version,
      page.createdAt,
      page.updatedAt,
    ],
  );
}

export async function deletePage(tx: Tx, id: string): Promise<void> {
  tx.send("DELETE FROM knowledge.page_versions WHERE workspace_id = $1 AND page_id = $2", [
    tx.workspaceId,
    id,
  ]);
  await tx.query("DELETE FROM knowledge.pages WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
  ]);
}

export interface StoredVersion {
  version: number;
  title: string;
  body: string;
  by: string;
  at: string;
}

export function addVersion(
  tx: Tx,
  pageId: string,
  { version, title, body, by, at }: StoredVersion,
): void {
  tx.send(
    `INSERT INTO knowledge.page_versions (workspace_id, page_id, version, title, body, by_label, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [tx.workspaceId, pageId, version, title, body, by, at],
  );
}

/** The newest version with a text of this SHA-256, in hexadecimal. */
export async function versionWithText(
  tx: Reader,
  pageId: string,
  digest: string,
): Promise<StoredVersion | null> {
  const rows = await tx.query<StoredVersion>(
    `SELECT version, title, body, by_label AS "by", at FROM knowledge.page_versions
     WHERE workspace_id = $1 AND page_id = $2 AND encode(sha256(convert_to(body, 'UTF8')), 'hex') = $3
     ORDER BY version DESC LIMIT 1`,
    [tx.workspaceId, pageId, digest],
  );
  return rows[0] ?? null;
}

/** The latest first. */
export function listVersions(tx: Reader, pageId: string, limit: number): Promise<StoredVersion[]> {
  return tx.query<StoredVersion>(
    `SELECT version, title, body, by_label AS "by", at FROM knowledge.page_versions
     WHERE workspace_id = $1 AND page_id = $2 ORDER BY version DESC LIMIT $3`,
    [tx.workspaceId, pageId, limit],
  );
}

export async function sourceByName(tx: Tx, id: string, name: string, at: string): Promise<string> {
  const rows = await tx.query<{ id: string }>(
    `INSERT INTO knowledge.sources (workspace_id, id, name, created_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (workspace_id, name) DO UPDATE SET name = EXCLUDED.name RETURNING id`,
    [tx.workspaceId, id, name, at],
  );
  return rows[0]?.id ?? id;
}

export interface SourceRow {
  id: string;
  name: string;
  pages: number;
}

/** Sources of which one of these readers may see a page; all where readers are null. */
export function listSources(tx: Reader, readers: readonly string[] | null): Promise<SourceRow[]> {
  return tx.query<SourceRow>(
    `SELECT s.id, s.name, count(p.id)::int AS pages FROM knowledge.sources s
     LEFT JOIN knowledge.pages p ON p.workspace_id = s.workspace_id AND p.source_id = s.id
       AND ($2::text[] IS NULL OR (p.readers && $2::text[] AND p.state = 'published'))
     WHERE s.workspace_id = $1 GROUP BY s.id, s.name
     HAVING $2::text[] IS NULL OR count(p.id) > 0 ORDER BY s.name`,
    [tx.workspaceId, readers],
  );
}

export interface PageCounts {
  published: number;
  draft: number;
  archived: number;
  stale: number;
}

export async function countPages(
  tx: Reader,
  readers: readonly string[] | null,
  today: string,
): Promise<PageCounts> {
  const rows = await tx.query<PageCounts>(
    `SELECT count(*) FILTER (WHERE state = 'published')::int AS published,
       count(*) FILTER (WHERE state = 'draft')::int AS draft,
       count(*) FILTER (WHERE state = 'archived')::int AS archived,
       count(*) FILTER (WHERE state = 'published' AND review_on < $3::date)::int AS stale
     FROM knowledge.pages
     WHERE workspace_id = $1 AND ($2::text[] IS NULL OR (readers && $2::text[] AND state = 'published'))`,
    [tx.workspaceId, readers, today],
  );
  return rows[0] ?? { published: 0, draft: 0, archived: 0, stale: 0 };
}
