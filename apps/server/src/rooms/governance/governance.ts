// The room's door from the inside: listens to every change, seals in the background about once a second,
// carries checkpoints out, and answers the audit routes. Sealing lags while the database is away and
// catches up by itself; nothing that people do waits for it.
import type { ChangeListener } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Database } from "../../platform/db/index.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import type { Logger } from "../../platform/logger.ts";
import { createRounds } from "../../platform/rounds.ts";
import type { Telemetry } from "../../platform/telemetry.ts";
import { createAuditVerification } from "./audit-verification.ts";
import { auditRoutes } from "./routes.ts";
import { noteComplete, sealRound } from "./seal-entries.ts";
import { signingKeyOf } from "./signing-key.ts";
import { createCheckpointWriter } from "./write-checkpoints.ts";
import { onChange } from "./write-entries.ts";

export interface GovernanceDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  telemetry: Telemetry;
  config: { dataDir: string; checkpointDir: string };
}

export interface Governance {
  name: "governance";
  routes: AnyRoute[];
  /** Hand to createActs as a listener: every change of every record becomes an audit entry. */
  onChange: ChangeListener;
  /** Seals and writes checkpoints until stopped; for processes with the worker role. */
  start(): void;
  /** Seals what is left and writes the last checkpoint. Call before the database closes. */
  stop(): Promise<void>;
  /** One round now; `force` also writes checkpoints that are not due yet. Tests, seeding, backup. */
  sealNow(options?: { force?: boolean }): Promise<void>;
}

const roundMs = 1000;
const completeEveryMs = 3_600_000;
/** The second round settles what the first one left above the floor. */
const finalRounds = 2;

export function createGovernance(deps: GovernanceDeps): Governance {
  const { db, clock, logger, telemetry, config } = deps;
  const key = signingKeyOf(config);
  const checkpoints = createCheckpointWriter({ db, clock, logger, key, place: config });
  const verification = createAuditVerification({ db, clock, key, place: config, checkpoints });
  let notedAtMs = clock.nowMs();
  let isStarted = false;

  async function seal(signal?: AbortSignal): Promise<void> {
    const { sealed, workspaceIds } = await sealRound({ db, clock }, signal);
    telemetry.count("audit_sealed", sealed);
    checkpoints.note(workspaceIds);
  }

  const rounds = createRounds({
    round: async (signal) => {
      await seal(signal);
      await checkpoints.write();
      if (clock.nowMs() - notedAtMs <= completeEveryMs) return;
      notedAtMs = clock.nowMs();
      await noteComplete({ db, clock });
    },
    pauseMs: roundMs,
    logger,
    failed: "Audit entries could not be sealed just now; trying again",
  });

  async function sealNow({ force = false } = {}): Promise<void> {
    for (let count = 0; count < finalRounds; count += 1) await seal();
    await checkpoints.write({ force });
  }

  return {
    name: "governance",
    routes: auditRoutes({ db, verification }),
    onChange,
    start: () => {
      isStarted = true;
      rounds.start();
    },
    stop: async () => {
      await rounds.stop();
      if (!isStarted) return;
      await sealNow({ force: true }).catch((error: unknown) =>
        logger.warn(
          { error },
          "The last audit entries were not sealed at stop; the next start seals them",
        ),
      );
    },
    sealNow,
  };
}
