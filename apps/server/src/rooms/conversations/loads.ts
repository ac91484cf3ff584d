// How much each member has open; for those who decide who gets the next one.
import type { Reader } from "../../platform/db/index.ts";
import * as store from "./conversations.store.ts";

export type { StoredConversation, StoredSla } from "./conversations.store.ts";

export const openLoads = (
  tx: Reader,
  memberIds: readonly string[],
): Promise<Map<string, number>> =>
  memberIds.length === 0 ? Promise.resolve(new Map()) : store.openLoads(tx, memberIds);
