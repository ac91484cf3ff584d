// Tables and rules of enrichment for those who look after events.
import type { EventEnrichment, EventLookup } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import { allLookups, allRules } from "./enrichments.store.ts";

export function listLookups(db: Database, ctx: Ctx): Promise<EventLookup[]> {
  return db.tenant(ctx, allLookups);
}

export function listRules(db: Database, ctx: Ctx): Promise<EventEnrichment[]> {
  return db.tenant(ctx, allRules);
}
