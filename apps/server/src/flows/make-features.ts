// Features over the records and events that are there, and segments over features.
import type { Acts } from "../platform/acts.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/db/index.ts";
import type { Logger } from "../platform/logger.ts";
import type { Events } from "../rooms/events/index.ts";
import { createFeatures, type Features } from "../rooms/features/index.ts";
import type { Records } from "../rooms/records/index.ts";
import { createSegments, type Segments } from "../rooms/segments/index.ts";
import { lendFeatureSources, lendFieldWords } from "./lend-feature-sources.ts";

interface MakeDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  acts: Acts;
  records: Records;
  events: Events;
  workspaceIds(): Promise<readonly string[]>;
}

export function makeFeatures(deps: MakeDeps): { features: Features; segments: Segments } {
  const { db, clock, logger, acts, records, events, workspaceIds } = deps;
  const lent = lendFeatureSources({ db, acts, records });
  const features = createFeatures({ db, clock, logger, workspaceIds, ...lent });
  events.onIngested(() => features.upkeep.wake());
  const segments = createSegments({
    db,
    clock,
    logger,
    acts,
    features,
    records: { ...lent.records, fieldWords: lendFieldWords(records) },
  });
  records.addUndoable("segments", segments.undoable);
  return { features, segments };
}
