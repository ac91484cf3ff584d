// Wakes conversations that were put away until now, and takes those that are not closed from members who are none any
// more and from teams that were deleted, so that they stand among the unassigned. Each is held meanwhile, so that several
// processes may do it.
import { nowIso } from "../../platform/clock.ts";
import { systemContext } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { createRounds } from "../../platform/rounds.ts";
import { dueSnoozed, type StoredConversation } from "./conversations.store.ts";
import { type Holder, heldBy, holders } from "./holders.store.ts";
import { saveChanged } from "./image.ts";
import type { ConversationsDeps } from "./ports.ts";
import { renewWords } from "./renew-words.ts";

const pauseMs = 15_000;
const batchSize = 100;
/** Of a hundred messages each: what is due meanwhile comes in between. */
const renewalsARound = 20;

export interface Upkeep {
  /** Wakes all that is due in a workspace; answers how many. */
  wake(workspaceId: string): Promise<number>;
  /** Takes what members have who are not active, and teams that are gone; answers how many. */
  release(workspaceId: string): Promise<number>;
  /** Makes words of some messages anew that an earlier version kept; answers whether there may be more. */
  renewWords(workspaceId: string): Promise<boolean>;
  start(): void;
  stop(): Promise<void>;
}

/** Of those who have something that is not closed, the ones who are none any more. */
async function gone(
  tx: Reader,
  holder: Holder,
  known: ConversationsDeps["knownMembers"],
): Promise<ReadonlySet<string>> {
  const all = await holders(tx, holder);
  const still = all.length > 0 ? await known(tx, all) : new Set<string>();
  return new Set(all.filter((id) => !still.has(id)));
}

function without(
  one: StoredConversation,
  { members, teams }: { members: ReadonlySet<string>; teams: ReadonlySet<string> },
): StoredConversation {
  const isLeft = one.assigneeId !== null && members.has(one.assigneeId);
  return {
    ...one,
    ...(isLeft ? { assigneeId: null, routing: [] } : {}),
    teamId: one.teamId !== null && teams.has(one.teamId) ? null : one.teamId,
  };
}

export function createUpkeep(deps: ConversationsDeps): Upkeep {
  const rounds = createRounds({
    round,
    pauseMs,
    firstMs: pauseMs,
    logger: deps.logger,
    failed: "Conversations could not be woken or released; trying again",
  });

  async function wake(workspaceId: string): Promise<number> {
    const ctx = systemContext(workspaceId, newId());
    const act = deps.acts.begin(ctx, "conversations.wake");
    return deps.db.tenant(ctx, async (tx) => {
      const due = await dueSnoozed(tx, nowIso(deps.clock), batchSize);
      for (const one of due)
        await saveChanged(deps, tx, act, one, { ...one, state: "open", snoozedUntil: null });
      return due.length;
    });
  }

  async function release(workspaceId: string): Promise<number> {
    const ctx = systemContext(workspaceId, newId());
    const reader = deps.db.reader(ctx);
    const members = await gone(reader, "assignee_id", deps.knownMembers);
    const teams = await gone(reader, "team_id", deps.knownTeams);
    if (members.size + teams.size === 0) return 0;
    const act = deps.acts.begin(ctx, "conversations.release");
    return deps.db.tenant(ctx, async (tx) => {
      const left = members.size > 0 ? await heldBy(tx, "assignee_id", [...members], batchSize) : [];
      const rest = batchSize - left.length;
      const known = new Set(left.map(({ id }) => id));
      const teamless =
        teams.size > 0 && rest > 0 ? await heldBy(tx, "team_id", [...teams], rest) : [];
      const all = [...left, ...teamless.filter(({ id }) => !known.has(id))];
      for (const one of all)
        await saveChanged(deps, tx, act, one, without(one, { members, teams }));
      return all.length;
    });
  }

  async function round(): Promise<void> {
    for (const workspaceId of await deps.workspaceIds()) {
      while (!rounds.signal.aborted && (await wake(workspaceId)) === batchSize);
      while (!rounds.signal.aborted && (await release(workspaceId)) === batchSize);
      await renewSome(workspaceId);
    }
  }

  async function renewSome(workspaceId: string): Promise<void> {
    for (let count = 0; count < renewalsARound && !rounds.signal.aborted; count += 1)
      if (!(await renewWords(deps, workspaceId))) return;
  }

  return {
    wake,
    release,
    renewWords: (workspaceId) => renewWords(deps, workspaceId),
    start: rounds.start,
    stop: rounds.stop,
  };
}
