// What every room stands on, made once for a process. app.ts hands it to the rooms, each what it needs.
import { createBlobs } from "./platform/blobs.ts";
import type { Clock } from "./platform/clock.ts";
import type { Config } from "./platform/config.ts";
import { loadAppSecret } from "./platform/crypto.ts";
import type { Database } from "./platform/db/index.ts";
import { createDurable } from "./platform/durable.ts";
import { createHousekeeping } from "./platform/housekeeping.ts";
import { createKeptAnswers } from "./platform/kept-answers.ts";
import type { Logger } from "./platform/logger.ts";
import { createMail } from "./platform/mail.ts";
import { createOutbound } from "./platform/outbound.ts";
import { createOutbox } from "./platform/outbox.ts";
import { createTelemetry } from "./platform/telemetry.ts";
import { startTracing } from "./platform/tracing.ts";

export interface AppDeps {
  config: Config;
  db: Database;
  logger: Logger;
  clock: Clock;
}

export function createPlatform({ config, db, logger, clock }: AppDeps) {
  return {
    telemetry: createTelemetry(),
    tracing: startTracing(config.otlpUrl, logger),
    housekeeping: createHousekeeping({ db, logger }),
    outbox: createOutbox({ db, clock, logger }),
    keptAnswers: createKeptAnswers({ db, clock, logger }),
    mail: createMail(config.mail, logger),
    secret: loadAppSecret(config.dataDir, config.secret),
    outbound: createOutbound({ allow: config.outboundAllow }),
    durable: createDurable({ db, clock, logger }),
    blobs: createBlobs(config),
  };
}
