// Which record stands for one that was merged away. Another room knows; this room only asks.
import type { Reader } from "../../platform/db/index.ts";

/** By id of a merged record: the record that has its place now, at the end of the chain. */
export type Successors = (
  tx: Reader,
  ids: readonly string[],
) => Promise<ReadonlyMap<string, string>>;
