// The search room: an index over all objects that follows every change of a record, and the answer to
// `GET /search`. It keeps no record and decides no right; see README.md.
import type { SearchHit } from "@rapport/contracts";
import type { ChangeListener } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import type { Logger } from "../../platform/logger.ts";
import { findRecords, type SearchInput } from "./find-records.ts";
import { indexChanges } from "./index-changes.ts";
import type { ReadRecords } from "./index-queued.ts";
import { createKnownWords } from "./known-words.ts";
import { searchRoutes } from "./routes.ts";
import { type SearchedObjects, standardAlone } from "./searched-objects.rules.ts";
import { createUpkeep, type Upkeep } from "./upkeep.ts";

export interface SearchDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  /** The workspace's object types and their fields; without it, the standard ones. */
  objectTypes?(reader: Reader): Promise<SearchedObjects>;
  /** Records as they are, which nobody changes before the transaction ends. Without it nothing is queued. */
  readRecords?: ReadRecords;
}

export interface Search {
  name: "search";
  routes: AnyRoute[];
  /** Keeps the index in the transaction of the change. */
  onChange: ChangeListener;
  search(ctx: Ctx, input: SearchInput): Promise<SearchHit[]>;
  /** Background work; one process at least must run it. */
  upkeep: Pick<Upkeep, "start" | "stop" | "round">;
}

export function createSearch(deps: SearchDeps): Search {
  const { db, clock, logger } = deps;
  const known = createKnownWords(clock);
  const upkeep = createUpkeep({ db, clock, logger, known, readRecords: deps.readRecords });
  const search = async (ctx: Ctx, input: SearchInput): Promise<SearchHit[]> => {
    const reader = db.reader(ctx);
    const objects = (await deps.objectTypes?.(reader)) ?? standardAlone;
    return findRecords(reader, ctx, input, objects);
  };
  return {
    name: "search",
    routes: searchRoutes(search),
    onChange: indexChanges(known, {
      onWrite: upkeep.wrote,
      mayQueue: deps.readRecords !== undefined,
    }),
    search,
    upkeep,
  };
}
