// Any table file as a table of texts to learn from, read piece by piece.
import { performance } from "node:perf_hooks";
import { createRawTable, type RawTable } from "@rapport/learn";
import { openRows } from "../rooms/imports/index.ts";

/** @param tell what is done now, for people who wait. */
export async function readTableFile(path: string, tell: (what: string) => void): Promise<RawTable> {
  const { names, repeated, batches } = await openRows(path);
  const table = createRawTable(names);
  let rows = 0;
  let uneven = 0;
  let told = performance.now();
  for await (const batch of batches()) {
    for (const { cells, fault } of batch.rows) {
      table.add(cells);
      rows += 1;
      if (fault) uneven += 1;
    }
    if (performance.now() - told < 2000) continue;
    told = performance.now();
    tell(`reading ${path}: ${rows} rows`);
  }
  if (uneven > 0) tell(`${path}: ${uneven} rows have more or fewer cells than the header`);
  return { ...table.finish(), repeated };
}
