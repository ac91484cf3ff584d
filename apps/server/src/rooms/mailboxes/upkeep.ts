// Watches all mailboxes that are in use: those that are new begin, those that were changed begin anew, those that are
// gone end. Any number of processes may run it; each mailbox is read by one of them.
import { newId } from "../../platform/ids.ts";
import { createRounds } from "../../platform/rounds.ts";
import { type Mailbox, mailboxOf } from "./mailbox.ts";
import { forgetMailbox, knownMailboxes, letGo, readStates } from "./mailbox-states.store.ts";
import type { MailboxesDeps } from "./mailboxes-deps.ts";
import { type MailboxWatch, watchMailbox } from "./watch-mailbox.ts";

const everyMs = 5_000;
const forgetEveryMs = 60_000;

export interface Upkeep {
  /** Reads the list of mailboxes again now. */
  wake(): void;
  start(): void;
  stop(): Promise<void>;
}

interface Watched {
  watch: MailboxWatch;
  /** Its settings: changed ones begin anew. */
  mark: string;
  workspaceId: string;
  wantedAt: string | null;
}

export function createUpkeep(deps: MailboxesDeps): Upkeep {
  const by = newId();
  const rounds = createRounds({
    round,
    pauseMs: everyMs,
    logger: deps.logger,
    failed: "Mailboxes could not be listed just now; trying again",
  });
  const watched = new Map<string, Watched>();
  let forgotMs = Number.NEGATIVE_INFINITY;

  async function end(channelId: string): Promise<void> {
    const one = watched.get(channelId);
    watched.delete(channelId);
    await one?.watch.stop();
  }

  async function begin(mailbox: Mailbox, mark: string): Promise<void> {
    const { channelId, workspaceId } = mailbox;
    await end(channelId);
    const watch = watchMailbox(deps, mailbox, by);
    watched.set(channelId, { watch, mark, workspaceId, wantedAt: null });
  }

  async function round(): Promise<void> {
    const channels = await deps.channels.find.openAll("email");
    const mailboxes = channels.filter(({ state }) => state === "active").map(mailboxOf);
    const ids = new Set(mailboxes.map(({ channelId }) => channelId));
    for (const id of [...watched.keys()]) if (!ids.has(id)) await end(id);
    for (const mailbox of mailboxes) {
      const mark = JSON.stringify(mailbox);
      if (watched.get(mailbox.channelId)?.mark !== mark) await begin(mailbox, mark);
    }
    await wakeWanted();
    await forgetGone(new Set(channels.map(({ id }) => id)));
  }

  /** What is known of mailboxes whose channel was deleted goes too. */
  async function forgetGone(there: ReadonlySet<string>): Promise<void> {
    if (deps.clock.nowMs() - forgotMs < forgetEveryMs) return;
    forgotMs = deps.clock.nowMs();
    for (const { workspaceId, channelId } of await deps.db.system(knownMailboxes))
      if (!there.has(channelId))
        await deps.db.tenant({ workspaceId }, (tx) => forgetMailbox(tx, channelId));
  }

  /** Somebody may have asked another process for a look. */
  async function wakeWanted(): Promise<void> {
    for (const workspaceId of new Set([...watched.values()].map((one) => one.workspaceId)))
      for (const { channelId, wantedAt } of await readStates(deps.db.reader({ workspaceId }))) {
        const one = watched.get(channelId);
        if (!one || wantedAt === null || wantedAt === one.wantedAt) continue;
        one.wantedAt = wantedAt;
        one.watch.wake();
      }
  }

  return {
    wake: rounds.wake,
    start: rounds.start,
    stop: async () => {
      await rounds.stop();
      const workspaceIds = new Set([...watched.values()].map(({ workspaceId }) => workspaceId));
      await Promise.all([...watched.keys()].map(end));
      await deps.reader.close();
      for (const workspaceId of workspaceIds)
        await deps.db.tenant({ workspaceId }, (tx) => letGo(tx, by)).catch(() => undefined);
    },
  };
}
