// Verification and standing of one workspace's log, for its own people. One verification a workspace at
// a time, and each ends in time: a log that is too long for a request is left to the command line.
import type { Clock } from "../../platform/clock.ts";
import type { SigningKey } from "../../platform/crypto.ts";
import type { Database, TenantScope } from "../../platform/db/index.ts";
import { AppError } from "../../platform/errors.ts";
import type { CheckpointPlace } from "./checkpoint-file.ts";
import { type AuditStatus, selectStatus } from "./status.store.ts";
import type { AuditVerdict } from "./verdict.ts";
import { verifyAudit } from "./verify-audit.ts";
import type { CheckpointWriter } from "./write-checkpoints.ts";

interface VerificationDeps {
  db: Database;
  clock: Clock;
  key: SigningKey;
  place: CheckpointPlace;
  checkpoints: CheckpointWriter;
}

export interface AuditStanding extends AuditStatus {
  lastCheckpoint: { sealNo: number; entries: number; at: string; keyId: string } | null;
}

export interface AuditVerification {
  statusOf(scope: TenantScope): Promise<AuditStanding>;
  verify(scope: TenantScope): Promise<AuditVerdict>;
}

const maxVerifyMs = 120_000;

export function createAuditVerification(deps: VerificationDeps): AuditVerification {
  const running = new Set<string>();

  return {
    statusOf: async (scope) => {
      const status = await deps.db.tenant(scope, selectStatus);
      const last = await deps.checkpoints.lastOf(scope.workspaceId);
      const lastCheckpoint = last && {
        sealNo: last.sealNo,
        entries: last.entries,
        at: last.at,
        keyId: last.keyId,
      };
      return { ...status, lastCheckpoint };
    },
    verify: async ({ workspaceId }) => {
      if (running.has(workspaceId)) throw alreadyRunning();
      running.add(workspaceId);
      const endMs = deps.clock.nowMs() + maxVerifyMs;
      try {
        return await verifyAudit(deps, { workspaceId, isOver: () => deps.clock.nowMs() > endMs });
      } finally {
        running.delete(workspaceId);
      }
    },
  };
}

function alreadyRunning(): AppError {
  return new AppError(
    "conflict",
    "governance.verification_running",
    "The audit log of this workspace is being verified just now. Wait for that to end, then try again.",
  );
}
