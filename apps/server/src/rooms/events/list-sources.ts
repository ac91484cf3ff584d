// Sources of events with what came from them since yesterday.
import type { EventSource } from "@rapport/contracts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import { sourceOf } from "./source-acts.ts";
import { countsSince, listSources } from "./sources.store.ts";
import { dayMs } from "./time.rules.ts";

export function allSources(
  { db, clock }: { db: Database; clock: Clock },
  ctx: Ctx,
): Promise<EventSource[]> {
  const yesterday = new Date(clock.nowMs() - dayMs).toISOString().slice(0, 10);
  return db.tenant(ctx, async (tx) => {
    const [sources, counts] = await Promise.all([listSources(tx), countsSince(tx, yesterday)]);
    return sources.map((source) => sourceOf(source, counts.get(source.id)));
  });
}

/** Of these ids, those of sources of the open workspace. */
export async function knownSources(
  tx: Reader,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const known = (await listSources(tx)).map(({ id }) => id);
  return new Set(known.filter((id) => ids.includes(id)));
}
