// The events room: what people and companies did, taken in once, and whose it is. See README.md for its words and
// invariants.
import type { ChangeListener } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import { backfillRoutes } from "./backfill-routes.ts";
import type { Incoming, Outcome } from "./batch.ts";
import { connectSource } from "./connect-source.ts";
import { enrichmentActs } from "./enrichment-acts.ts";
import { enrichmentRoutes } from "./enrichment-routes.ts";
import { eventRoutes } from "./event-routes.ts";
import type { EventsDeps, Ingested, IngestedListener } from "./events-deps.ts";
import { moveProfiles, onChange } from "./follow-records.ts";
import { createIdentityCache } from "./identity-cache.ts";
import { type IngestDeps, ingest } from "./ingest.ts";
import { createIntake, type Intake } from "./intake.ts";
import { joinActs } from "./join-acts.ts";
import { letterActs } from "./letter-acts.ts";
import { knownSources } from "./list-sources.ts";
import { createMonths } from "./months.ts";
import { createRepeats } from "./repeats.ts";
import { schemaActs } from "./schema-acts.ts";
import { schemaRoutes } from "./schema-routes.ts";
import { sourceActs } from "./source-acts.ts";
import { sourceRoutes } from "./source-routes.ts";
import { storyRoutes } from "./story-routes.ts";
import { trackRoutes } from "./track-routes.ts";
import { addUndoableParts } from "./undo-parts.ts";
import { createUpkeep, type Upkeep } from "./upkeep.ts";
import { createWriteKeys } from "./write-keys.ts";

export interface Events {
  name: "events";
  routes: AnyRoute[];
  /** Finds the events of people and companies that are made after them. */
  onChange: ChangeListener;
  /** Of these ids, those of sources of the open workspace. */
  knownSources(tx: Reader, ids: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Takes in a batch, of at most some thousand messages, in one transaction, and answers what became of each in
   * their order. Resolved means committed. A batch that is sent again takes nothing in twice.
   */
  ingest(ctx: Ctx, batch: readonly Incoming[]): Promise<Outcome[]>;
  /** The same, gathered with what comes at the same time; throws a 429 when too much waits. */
  intake: Intake;
  /** Told after each commit. */
  onIngested(listener: IngestedListener): void;
  /** Background work; one process at least must run it. */
  upkeep: Upkeep;
  stop(): Promise<void>;
}

export function createEvents(given: EventsDeps): Events {
  const { db, clock, logger, acts, records } = given;
  const listeners: IngestedListener[] = [];
  const months = createMonths(db);
  const tell = (touched: Ingested) => {
    for (const listener of listeners) {
      try {
        listener(touched);
      } catch (error) {
        logger.error({ error }, "A listener of events failed");
      }
    }
  };
  const deps: IngestDeps = {
    ...given,
    months,
    analyticsDenied: async (tx, personIds) => {
      const consents = await given.consentOf(tx, personIds, "analytics");
      return new Set(personIds.filter((id) => consents.get(id)?.isAllowed === false));
    },
    identities: createIdentityCache(),
    repeats: createRepeats(clock),
    onIngested: tell,
  };
  const take = (ctx: Ctx, batch: readonly Incoming[]) => ingest(deps, ctx, batch);
  const intake = createIntake(take);
  const keys = createWriteKeys({ db, clock });
  acts.register(
    ...sourceActs({ forgetKeys: keys.forget }),
    ...letterActs(),
    ...joinActs(),
    ...schemaActs(),
    ...enrichmentActs({ records }),
    connectSource,
  );
  records.addFollower(moveProfiles);
  addUndoableParts(records);
  return {
    name: "events",
    routes: [
      ...trackRoutes({ clock, intake, keys }),
      ...sourceRoutes({ db, clock, acts }),
      ...eventRoutes({ db, clock, acts, records, ingest: take }),
      ...storyRoutes({ db, records }),
      ...schemaRoutes({ db, acts }),
      ...enrichmentRoutes({ db, acts }),
      ...backfillRoutes({ db, clock, ingest: take }),
    ],
    onChange,
    knownSources,
    ingest: take,
    intake,
    onIngested: (listener) => void listeners.push(listener),
    upkeep: createUpkeep({ db, clock, logger, months, records }),
    stop: () => intake.drained(),
  };
}
