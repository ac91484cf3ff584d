// Sends changes of records to a broker, in the order of the audit log and at least once: read a page, send it, then
// move the place. Killed between, the page goes out again with the same ids.
import { sleep } from "../../platform/clock.ts";
import type { Database, Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import type { Logger } from "../../platform/logger.ts";
import { changeMessage, isWanted, type LogEntry } from "./change-message.rules.ts";
import type { Sink } from "./feed.ts";
import { pauseMs } from "./pause.rules.ts";
import { holdPlace, letPlaceGo, movePlace } from "./standing.store.ts";
import type { Standing } from "./standing.ts";
import type { StreamOut } from "./streams-file.ts";

/** Settled entries of the open workspace after a number, in their one order, and up to where that is all. */
export type ReadLog = (
  tx: Tx,
  afterNo: number,
  limit: number,
) => Promise<{ entries: LogEntry[]; throughNo: number }>;

export interface ProduceDeps {
  db: Database;
  logger: Logger;
  chance(): number;
  readLog: ReadLog;
  /** Keys of the workspace's kinds of records. */
  recordKeys(tx: Tx): Promise<ReadonlySet<string>>;
  standing: Standing;
  open(): Promise<Sink>;
  signal: AbortSignal;
}

const pageSize = 300;
const idleMs = 500;
const lastPlace = Number.MAX_SAFE_INTEGER;

export async function produce(deps: ProduceDeps, stream: StreamOut): Promise<void> {
  const { signal, standing, logger, db } = deps;
  const holder = newId();
  const scope = { workspaceId: stream.workspace };
  // Its row must be there to be held.
  await standing.flush();
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    let sink: Sink | undefined;
    try {
      standing.connecting();
      sink = await deps.open();
      standing.running();
      await sendAll(deps, stream, { sink, holder }, () => {
        attempt = 0;
      });
    } catch (error) {
      if (signal.aborted) break;
      logger.warn({ error, stream: stream.name }, "A stream does not flow; trying again");
      standing.waiting(error);
    } finally {
      await sink?.close().catch(() => undefined);
    }
    await sleep(pauseMs(attempt, deps.chance()), signal);
  }
  standing.stopped();
  await db.tenant(scope, (tx) => letPlaceGo(tx, stream.name, holder)).catch(() => undefined);
}

interface Page {
  entries: LogEntry[];
  place: number;
  isFull: boolean;
}

/** Null: another process sends. */
function readPage(deps: ProduceDeps, stream: StreamOut, holder: string): Promise<Page | null> {
  const scope = { workspaceId: stream.workspace };
  return deps.db.tenant(scope, async (tx) => {
    const held = await holdPlace(tx, stream.name, holder);
    if (held === false) return null;
    const place = held.place ?? (await firstPlace(deps, tx, stream));
    const { entries, throughNo } = await deps.readLog(tx, place, pageSize);
    if (held.place === null) await movePlace(tx, stream.name, { holder, place });
    const keys = await deps.recordKeys(tx);
    const wanted = entries.filter((entry) => isWanted(entry, stream.objects, keys));
    return {
      entries: wanted,
      place: Math.max(place, throughNo),
      isFull: entries.length === pageSize,
    };
  });
}

/** Nothing comes after the highest number, so the answer says up to where the log is settled. */
async function firstPlace({ readLog }: ProduceDeps, tx: Tx, stream: StreamOut): Promise<number> {
  if (stream.startAt === "beginning") return 0;
  return (await readLog(tx, lastPlace, 1)).throughNo;
}

async function sendAll(
  deps: ProduceDeps,
  stream: StreamOut,
  { sink, holder }: { sink: Sink; holder: string },
  onProgress: () => void,
): Promise<void> {
  const scope = { workspaceId: stream.workspace };
  while (!deps.signal.aborted) {
    const page = await readPage(deps, stream, holder);
    if (page) {
      const messages = page.entries.map((entry) => changeMessage(stream.workspace, entry));
      if (messages.length > 0) await sink.send(messages);
      const { place } = page;
      await deps.db.tenant(scope, (tx) => movePlace(tx, stream.name, { holder, place }));
      onProgress();
      if (messages.length > 0) deps.standing.handled(messages.length, 0);
    }
    if (!page?.isFull) await sleep(idleMs, deps.signal);
  }
}
