// Every change of every record leaves its entry in the transaction that makes the change.
import type { ChangeListener } from "../../platform/acts.ts";
import { insertEntries } from "./entries.store.ts";

export const onChange: ChangeListener = async (tx, act, changes) => {
  if (changes.length > 0) insertEntries(tx, act, changes);
};
