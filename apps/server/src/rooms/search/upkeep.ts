// Work after the commit: records of bulk loads into the index, words from the queue into the lexicon (and
// out of it), pending lists merged.
// Any number of processes may run it. What it has not done yet costs nothing but speed and typo
// tolerance of the very newest words; exact words and beginnings are found at once without it.
import type { Clock } from "../../platform/clock.ts";
import type { Database, Tx } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import { createRounds } from "../../platform/rounds.ts";
import { createQueuedIndexer, type ReadRecords } from "./index-queued.ts";
import type { KnownWords } from "./known-words.ts";
import {
  addToLexicon,
  forgetUnused,
  mergePending,
  type QueuedWords,
  takeQueuedWords,
  wordsNotInLexicon,
  workspacesWithQueuedWords,
} from "./lexicon.store.ts";
import { tokenMaker } from "./tokens.rules.ts";
import { nearForms } from "./typos.rules.ts";

const roundMs = 500;
/** A round in which this process wrote nothing merges only now and then, for processes that just write. */
const idleRounds = 10;

export interface Upkeep {
  /** Says that there is something to merge. */
  wrote(): void;
  /** Does all that is due now. */
  round(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

export function createUpkeep(deps: {
  db: Database;
  clock: Clock;
  logger: Logger;
  known: KnownWords;
  readRecords?: ReadRecords | undefined;
}): Upkeep {
  const { db, clock, known, logger, readRecords } = deps;
  const indexQueued = readRecords && createQueuedIndexer({ db, clock, known, readRecords });
  const rounds = createRounds({
    round,
    pauseMs: roundMs,
    logger,
    failed: "The search index's upkeep failed; trying again",
  });
  let isDirty = true;
  let looks = 0;

  async function drain(workspaceId: string): Promise<void> {
    for (let count = 1; count > 0 && !rounds.signal.aborted; ) {
      const queued = await db.tenant({ workspaceId }, async (tx) => {
        const taken = await takeQueuedWords(tx);
        await learn(tx, taken, known);
        await forget(tx, taken, known);
        return taken;
      });
      markKnown(queued, known);
      count = queued.length;
    }
  }

  async function look(): Promise<void> {
    if (await indexQueued?.(rounds.signal)) isDirty = true;
    const workspaces = await workspacesWithQueuedWords(db);
    for (const workspaceId of workspaces) await drain(workspaceId);
    looks += 1;
    const isDue = isDirty || workspaces.length > 0 || looks % idleRounds === 0;
    isDirty = false;
    if (isDue) await mergePending(db);
  }

  async function round(): Promise<void> {
    try {
      await look();
    } catch (error) {
      isDirty = true;
      throw error;
    }
  }

  return {
    wrote: () => {
      isDirty = true;
    },
    round,
    start: rounds.start,
    stop: rounds.stop,
  };
}

function wordsOfKind(
  queued: readonly QueuedWords[],
  kind: QueuedWords["kind"],
): Map<string, number> {
  const words = new Map<string, number>();
  for (const entry of queued) {
    if (entry.kind !== kind) continue;
    for (const [index, word] of entry.words.entries()) words.set(word, Number(entry.tokens[index]));
  }
  return words;
}

async function learn(tx: Tx, queued: readonly QueuedWords[], known: KnownWords): Promise<void> {
  const offered = wordsOfKind(queued, "add");
  const unknown = [...offered].filter(([, token]) => !known.has(token)).map(([word]) => word);
  if (unknown.length === 0) return;
  const missing = await wordsNotInLexicon(tx, unknown);
  const make = tokenMaker(tx.workspaceId);
  const entries = [...missing].map((word) => ({
    word,
    token: offered.get(word) ?? make("word", word),
    near: nearForms(word).map((form) => make("near", form)),
  }));
  if (entries.length > 0) addToLexicon(tx, entries);
}

async function forget(tx: Tx, queued: readonly QueuedWords[], known: KnownWords): Promise<void> {
  const suspects = wordsOfKind(queued, "check");
  if (suspects.size === 0) return;
  // Before the rows go, so that a writer who meets such a word now offers it again.
  for (const token of suspects.values()) known.delete(token);
  await forgetUnused(tx, [...suspects.keys()], [...suspects.values()]);
}

/** Only after the commit: a word that was rolled back must be offered again. */
function markKnown(queued: readonly QueuedWords[], known: KnownWords): void {
  const suspects = wordsOfKind(queued, "check");
  for (const [word, token] of wordsOfKind(queued, "add")) if (!suspects.has(word)) known.add(token);
}
