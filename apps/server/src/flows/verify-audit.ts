// Verifies the audit log of one workspace or of all, as a person asks for it on the command line.
import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/db/index.ts";
import { workspaceIds } from "../rooms/access/index.ts";
import {
  type AuditVerdict,
  auditedWorkspaces,
  type VerifyDeps,
  verifyAudit,
  verifyingKeyOf,
} from "../rooms/governance/index.ts";

export interface AuditReport {
  ok: boolean;
  workspaces: AuditVerdict[];
}

/** Also one whose log is gone without a trace: that nothing is there to verify has to be said. */
async function workspacesOf(deps: Pick<VerifyDeps, "db" | "place">): Promise<string[]> {
  const ids = [...(await auditedWorkspaces(deps)), ...(await workspaceIds(deps.db))];
  return [...new Set(ids)].sort();
}

export async function verifyAllAudit(
  db: Database,
  config: Config,
  workspaceId?: string,
): Promise<AuditReport> {
  const deps = { db, key: verifyingKeyOf(config), place: config };
  const ids = workspaceId ? [workspaceId] : await workspacesOf(deps);
  const verdicts: AuditVerdict[] = [];
  for (const id of ids) verdicts.push(await verifyAudit(deps, { workspaceId: id }));
  return { ok: verdicts.every((verdict) => verdict.ok), workspaces: verdicts };
}

/** Before the database is opened or a key is made: where the key of the checkpoints is lost, no other is made either. */
export function requireAuditKey(config: Config): void {
  verifyingKeyOf(config);
}
