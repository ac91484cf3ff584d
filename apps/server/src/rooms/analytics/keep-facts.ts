// Keeps facts: with each change of conversations, and once for those that were there before.
import type { TenantScope, Tx } from "../../platform/db/index.ts";
import type { OutboxEvent } from "../../platform/outbox.ts";
import { createRounds } from "../../platform/rounds.ts";
import { settingsNow } from "../inbox/index.ts";
import type { AnalyticsDeps } from "./analytics-deps.ts";
import { readProgress, saveFacts, saveProgress } from "./facts.store.ts";
import { bothTurns, factOf, noTurn, type Turn, turnOf } from "./facts.ts";

const pauseMs = 30_000;
const batchSize = 500;

async function keep(
  deps: Pick<AnalyticsDeps, "figures">,
  tx: Tx,
  turns: ReadonlyMap<string, Turn>,
): Promise<void> {
  const settings = await settingsNow(tx);
  const found = await deps.figures.stored(tx, [...turns.keys()]);
  const facts = found.map((one) => ({
    ...factOf(one, settings),
    ...(turns.get(one.id) ?? noTurn),
  }));
  await saveFacts(tx, facts);
}

interface Changed {
  act: string;
  at: string;
  changes: { id: string; was: string | null; is: string | null }[];
}

/** A conversation that changed more than once is counted once, as it is now. */
export async function onConversations(
  deps: AnalyticsDeps,
  workspaceId: string,
  events: readonly OutboxEvent[],
): Promise<void> {
  const turns = new Map<string, Turn>();
  for (const { payload } of events) {
    const { changes, ...told } = payload as unknown as Changed;
    for (const one of changes)
      turns.set(one.id, bothTurns(turns.get(one.id) ?? noTurn, turnOf(told, one)));
  }
  await deps.db.tenant({ workspaceId }, (tx) => keep(deps, tx, turns));
}

/** One batch of those from before; false when there is nothing left. */
async function readOn(deps: AnalyticsDeps, scope: TenantScope): Promise<boolean> {
  return deps.db.tenant(scope, async (tx) => {
    const { afterId, done } = await readProgress(tx);
    if (done) return false;
    const ids = await deps.figures.idsAfter(tx, afterId, batchSize);
    await keep(deps, tx, new Map(ids.map((id) => [id, noTurn])));
    const isLast = ids.length < batchSize;
    await saveProgress(tx, { afterId: ids.at(-1) ?? afterId, done: isLast });
    return !isLast;
  });
}

export interface Upkeep {
  start(): void;
  stop(): Promise<void>;
}

/** Looks at every workspace once; new ones have no past, but are marked as read. */
export function createUpkeep(deps: AnalyticsDeps): Upkeep {
  const read = new Set<string>();

  async function round(signal: AbortSignal): Promise<void> {
    for (const workspaceId of await deps.workspaceIds()) {
      while (!signal.aborted && !read.has(workspaceId))
        if (!(await readOn(deps, { workspaceId }))) read.add(workspaceId);
    }
  }

  return createRounds({
    round,
    pauseMs,
    logger: deps.logger,
    failed: "Conversations could not be counted; trying again",
  });
}
