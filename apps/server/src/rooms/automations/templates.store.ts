// Rows of automations.templates and of their versions.
import type { TemplateVersion } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";
import { type TemplateText, textKey } from "./template-text.rules.ts";

export interface StoredTemplate {
  id: string;
  object: string;
  name: string;
  subject: string;
  body: string;
  sharedWith: "me" | "workspace";
  ownerId: string;
  version: number;
  createdAt: string;
  updatedAt: string;
}

const columns: Record<keyof StoredTemplate, string> = {
  id: "id",
  object: "object",
  name: "name",
  subject: "subject",
  body: "body",
  sharedWith: "shared_with",
  ownerId: "owner_id",
  version: "version",
  createdAt: "created_at",
  updatedAt: "updated_at",
};

const selected = Object.entries(columns)
  .map(([key, column]) => `${column} AS "${key}"`)
  .join(", ");

export async function readTemplate(
  tx: Reader,
  id: string,
  lock: "" | "FOR UPDATE" = "",
): Promise<StoredTemplate | null> {
  const rows = await tx.query<StoredTemplate>(
    `SELECT ${selected} FROM automations.templates WHERE workspace_id = $1 AND id = $2 ${lock}`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

/** The member's own, and those of all. */
export function listTemplates(tx: Reader, memberId: string | null): Promise<StoredTemplate[]> {
  return tx.query<StoredTemplate>(
    `SELECT ${selected} FROM automations.templates
     WHERE workspace_id = $1 AND (shared_with = 'workspace' OR owner_id = $2) ORDER BY name, id`,
    [tx.workspaceId, memberId],
  );
}

export async function countTemplates(tx: Reader): Promise<number> {
  const rows = await tx.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM automations.templates WHERE workspace_id = $1",
    [tx.workspaceId],
  );
  return rows[0]?.count ?? 0;
}

export async function saveTemplate(
  tx: Tx,
  template: StoredTemplate,
  byMember: string | null,
): Promise<void> {
  const keys = Object.keys(columns) as (keyof StoredTemplate)[];
  const names = keys.map((key) => columns[key]);
  const changed = names.filter((name) => name !== "id").map((name) => `${name} = EXCLUDED.${name}`);
  await tx.query(
    `INSERT INTO automations.templates (workspace_id, ${names.join(", ")})
     VALUES ($1, ${keys.map((_, at) => `$${at + 2}`).join(", ")})
     ON CONFLICT (workspace_id, id) DO UPDATE SET ${changed.join(", ")}`,
    [tx.workspaceId, ...keys.map((key) => template[key])],
  );
  const { id, version, object, subject, body, updatedAt } = template;
  await tx.query(
    `INSERT INTO automations.template_versions (workspace_id, template_id, version, object, subject, body, at, by_member)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
    [tx.workspaceId, id, version, object, subject, body, updatedAt, byMember],
  );
}

/** Its versions stay: rules that were made with one go on. */
export async function deleteTemplate(tx: Tx, id: string): Promise<void> {
  await tx.query("DELETE FROM automations.templates WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
  ]);
}

export function versionsOf(tx: Reader, id: string): Promise<(TemplateVersion & { by: string })[]> {
  return tx.query(
    `SELECT version, subject, body, at, by_member AS by FROM automations.template_versions
     WHERE workspace_id = $1 AND template_id = $2 ORDER BY version DESC LIMIT 100`,
    [tx.workspaceId, id],
  );
}

export async function highestVersion(tx: Reader, id: string): Promise<number> {
  const rows = await tx.query<{ version: number | null }>(
    "SELECT max(version) AS version FROM automations.template_versions WHERE workspace_id = $1 AND template_id = $2",
    [tx.workspaceId, id],
  );
  return rows[0]?.version ?? 0;
}

/** Texts of these templates in all versions that are asked for, by `id:version`. */
export async function textsOf(
  tx: Reader,
  wanted: readonly { templateId: string; version: number }[],
): Promise<ReadonlyMap<string, TemplateText>> {
  if (wanted.length === 0) return new Map();
  const rows = await tx.query<TemplateText>(
    `SELECT v.template_id AS "templateId", v.version, v.object, v.subject, v.body
     FROM automations.template_versions v
     JOIN unnest($2::uuid[], $3::int[]) AS w (template_id, version)
       ON v.template_id = w.template_id AND v.version = w.version
     WHERE v.workspace_id = $1`,
    [
      tx.workspaceId,
      wanted.map(({ templateId }) => templateId),
      wanted.map(({ version }) => version),
    ],
  );
  return new Map(rows.map((row) => [textKey(row.templateId, row.version), row]));
}
