// What may be learned from of the conversations: see the store. Behind the door, so that no store is handed out.
import type { Reader } from "../../platform/db/index.ts";
import * as store from "./examples.store.ts";

export type { TriageExample } from "./examples.store.ts";

export const triageExamples = (tx: Reader, limit: number): Promise<store.TriageExample[]> =>
  store.triageExamples(tx, limit);

export const countTriageExamples = (tx: Reader, limit: number): Promise<number> =>
  store.countTriageExamples(tx, limit);
