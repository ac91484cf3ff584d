// Verifies the audit log of one workspace or of all, as a person asks for it on the command line.
import type { Config } from "../platform/config.ts";
import { loadSigningKey } from "../platform/crypto.ts";
import type { Database } from "../platform/db/index.ts";
import { type AuditVerdict, auditedWorkspaces, verifyAudit } from "../rooms/governance/index.ts";

export interface AuditReport {
  ok: boolean;
  workspaces: AuditVerdict[];
}

export async function verifyAllAudit(
  db: Database,
  config: Config,
  workspaceId?: string,
): Promise<AuditReport> {
  const deps = { db, key: loadSigningKey(config.dataDir), place: config };
  const ids = workspaceId ? [workspaceId] : await auditedWorkspaces(deps);
  const verdicts: AuditVerdict[] = [];
  for (const id of ids) verdicts.push(await verifyAudit(deps, { workspaceId: id }));
  return { ok: verdicts.every((verdict) => verdict.ok), workspaces: verdicts };
}
