// What others read of the log as it grows: the news since they looked last (at once, for screens that are
// open), and settled entries in their one order (a moment later, for work that must happen exactly once).
import type { Database, Tx } from "../../platform/db/index.ts";
import type { AuditEntry } from "./audit-entry.ts";
import { selectSettled } from "./entries.store.ts";
import {
  countNews,
  type NewsEntry,
  type NewsPosition,
  readSnapshot,
  type SnapshotNow,
  selectFloor,
  selectFloors,
  selectHighestFloor,
  selectNews,
  selectNewsAfter,
} from "./news.store.ts";

export type { NewsEntry, NewsPosition };

export interface News {
  entries: NewsEntry[];
  /** Workspaces in which more happened than is listed: how much, by object. */
  waves: { workspaceId: string; object: string; count: number }[];
  position: NewsPosition;
}

/** More at once than this is a wave: it is counted, not listed. */
export const waveEntries = 200;
/** Counting of a wave ends here. */
const countCap = 20_000;

export function startOfNews(db: Database): Promise<NewsPosition> {
  return db.system(async (tx) => {
    const now = await readSnapshot(tx);
    const isQuiet = BigInt(now.xmin) >= BigInt(now.xmax);
    // What is settled for one workspace is settled for all: numbers and transactions are common to them.
    const floorNo = isQuiet ? now.lastNo : await selectHighestFloor(tx);
    return { snapshot: now.snapshot, floorNo, mark: { no: now.lastNo, xmax: now.xmax } };
  });
}

/** The floor rises to a mark once every transaction that was open at the mark has ended. */
function standing(before: NewsPosition, now: SnapshotNow): NewsPosition {
  const mark = { no: now.lastNo, xmax: now.xmax };
  const { snapshot } = now;
  const reached = before.mark === null || BigInt(now.xmin) >= BigInt(before.mark.xmax);
  if (!reached) return { ...before, snapshot };
  return { snapshot, floorNo: Math.max(before.floorNo, before.mark?.no ?? 0), mark };
}

export function readNews(
  db: Database,
  workspaceIds: readonly string[],
  position: NewsPosition,
): Promise<News> {
  return db.system(async (tx) => {
    const now = await readSnapshot(tx);
    const next = standing(position, now);
    const window = {
      workspaceIds,
      floorNo: position.floorNo,
      from: position.snapshot,
      to: now.snapshot,
    };
    if (position.snapshot === now.snapshot) return { entries: [], waves: [], position: next };
    const listed = await selectNews(tx, window, waveEntries + 1);
    const full = wavesIn(listed);
    if (full.size === 0) return { entries: listed, waves: [], position: next };
    const waves = await countNews(tx, { ...window, workspaceIds: [...full] }, countCap);
    const entries = listed.filter(({ workspaceId }) => !full.has(workspaceId));
    return { entries, waves, position: next };
  });
}

function wavesIn(entries: readonly NewsEntry[]): Set<string> {
  const counts = new Map<string, number>();
  for (const { workspaceId } of entries)
    counts.set(workspaceId, (counts.get(workspaceId) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count > waveEntries).map(([id]) => id));
}

/** What a reader missed since a number; null when that is too much, or the number is of another log. */
export function missedNews(
  db: Database,
  workspaceId: string,
  afterNo: number,
  most: number,
): Promise<NewsEntry[] | null> {
  return db.system(async (tx) => {
    const { lastNo } = await readSnapshot(tx);
    if (afterNo > lastNo) return null;
    const entries = await selectNewsAfter(tx, workspaceId, afterNo, most + 1);
    return entries.length > most ? null : entries;
  });
}

/** By workspace: every entry up to this number is there, and none will appear below it. */
export function settledFloors(db: Database): Promise<{ workspaceId: string; floorNo: number }[]> {
  return db.system(selectFloors);
}

/** Settled entries of the open workspace after a number, in order; loads and the server's own hand left out. */
export function settledEntries(tx: Tx, afterNo: number, limit: number): Promise<SettledPage> {
  return settledPage(tx, { afterNo, limit, isWhole: false });
}

/** The same of everything, loads and the server's own hand included. */
export function wholeSettledLog(tx: Tx, afterNo: number, limit: number): Promise<SettledPage> {
  return settledPage(tx, { afterNo, limit, isWhole: true });
}

interface SettledPage {
  entries: AuditEntry[];
  throughNo: number;
}

async function settledPage(
  tx: Tx,
  { afterNo, limit, isWhole }: { afterNo: number; limit: number; isWhole: boolean },
): Promise<SettledPage> {
  const floorNo = await selectFloor(tx);
  const entries = await selectSettled(tx, { afterNo, floorNo, limit, isWhole });
  const isMore = entries.length === limit;
  return { entries, throughNo: isMore ? (entries.at(-1)?.entryNo ?? floorNo) : floorNo };
}
