// Keeps the ways of deals in step with their changes, in the same transaction, whoever makes them: people,
// imports, undo, merges.
import type { ChangeListener } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { insertFirst, moveBack, moveOn, replaceEntries } from "./stage-entries.store.ts";
import { movesOf, type StageEntry } from "./stage-history.rules.ts";

export const noteStages: ChangeListener = async (tx, act, changes) => {
  const { made, on, back } = movesOf(changes, act.at);
  insertFirst(tx, made);
  moveOn(tx, on);
  moveBack(tx, back);
};

/** A deal's way as another source tells it; for the server's own writers, right after the deal is made. */
export interface ToldWay {
  dealId: string;
  /** In order; the last is where the deal is. */
  stages: readonly { stageId: string; enteredAt: string }[];
}

export function tellWays(tx: Tx, ways: readonly ToldWay[]): void {
  const entries = ways.map(({ dealId, stages }): [string, StageEntry[]] => [
    dealId,
    stages.map(({ stageId, enteredAt }, at) => ({
      version: 1,
      stageId,
      enteredAt,
      leftAt: stages[at + 1]?.enteredAt ?? null,
      isSeen: true,
    })),
  ]);
  if (entries.length > 0) replaceEntries(tx, new Map(entries));
}
