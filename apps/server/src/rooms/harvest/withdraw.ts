// Takes cases away in the transaction that reopens, merges, changes or trashes what they came from.
import type { ChangeListener, RecordChange } from "../../platform/acts.ts";
import { blank, type FollowedObject, withdraw } from "./cases.store.ts";

type Follows = (change: RecordChange) => "withdraw" | "forget" | null;

const isGone = ({ op }: RecordChange): boolean => op === "trash" || op === "purge";
const record: Follows = (change) => {
  if (isGone(change)) return "forget";
  return change.op === "update" ? "withdraw" : null;
};

const follows: Record<FollowedObject, Follows> = {
  conversations: ({ before, after }) => {
    const wasSettled = before?.state === "closed" && before.mergedInto === null;
    const isSettled = after?.state === "closed" && after.mergedInto === null;
    return wasSettled && !isSettled ? "withdraw" : null;
  },
  tickets: record,
  notes: record,
  // Their names are in no case.
  people: (change) => (isGone(change) ? "forget" : null),
};

export const withdrawCases: ChangeListener = async (tx, _act, changes) => {
  for (const [object, decide] of Object.entries(follows) as [FollowedObject, Follows][]) {
    const own = changes.filter((change) => change.object === object);
    const told = own.map((change) => ({ id: change.id, what: decide(change) }));
    const gone = told.filter(({ what }) => what === "forget").map(({ id }) => id);
    const left = told.filter(({ what }) => what !== null).map(({ id }) => id);
    if (left.length > 0) withdraw(tx, object, left);
    if (gone.length > 0) blank(tx, object, gone);
  }
};
