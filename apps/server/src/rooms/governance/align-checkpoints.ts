// For a restore, and nothing else: a restored chain may end before the newest checkpoint, which
// verification would rightly call a cut. Lines beyond the restored chain are put aside, in a file of
// their own that is never deleted, so that the act stays visible.
import { randomUUID } from "node:crypto";
import { appendFile, rename } from "node:fs/promises";
import { type Clock, nowIso } from "../../platform/clock.ts";
import type { Database } from "../../platform/db/index.ts";
import {
  appendCheckpoints,
  type CheckpointPlace,
  checkpointedWorkspaces,
  checkpointPath,
  linesOf,
  parseLine,
  readLastCheckpoint,
} from "./checkpoint-file.ts";
import { selectHead } from "./seals.store.ts";

export interface Alignment {
  workspaceId: string;
  /** What the checkpoint file was renamed to. */
  archivedAs: string;
  keptLines: number;
}

/** Call after the rows are restored and before the server starts. Answers the files that it changed. */
export async function alignCheckpoints(deps: {
  db: Database;
  clock: Clock;
  place: CheckpointPlace;
}): Promise<Alignment[]> {
  const changed: Alignment[] = [];
  for (const workspaceId of await checkpointedWorkspaces(deps.place)) {
    const path = checkpointPath(deps.place, workspaceId);
    const head = await deps.db.system((tx) => selectHead(tx, workspaceId));
    const last = await readLastCheckpoint(path);
    if (!last || last.sealNo <= head.sealNo) continue;
    const archivedAs = path.replace(
      /\.jsonl$/,
      `.before-${nowIso(deps.clock).replaceAll(":", "")}.archived`,
    );
    changed.push({
      workspaceId,
      archivedAs,
      keptLines: await keepThrough(path, archivedAs, head.sealNo),
    });
  }
  return changed;
}

async function keepThrough(path: string, archivedAs: string, sealNo: number): Promise<number> {
  const draft = `${path}.${randomUUID()}`;
  let kept = 0;
  for await (const { text } of linesOf(path)) {
    if ((parseLine(text)?.checkpoint.sealNo ?? Number.POSITIVE_INFINITY) > sealNo) continue;
    await appendFile(draft, `${text}\n`, { mode: 0o600 });
    kept += 1;
  }
  await rename(path, archivedAs);
  if (kept === 0) return 0;
  await appendCheckpoints(draft, []);
  await rename(draft, path);
  return kept;
}
