// Any table file as a table of texts to learn from, read piece by piece.
import { performance } from "node:perf_hooks";
import { createRawTable, type RawTable } from "@rapport/learn";
import { openRows } from "../rooms/imports/index.ts";

export interface ReadTable {
  /** Rows with more cells than the header are left out: each cell may stand under another's name. */
  isStrict: boolean;
  /** What is done now, for people who wait. */
  tell(what: string): void;
}

export async function readTableFile(
  path: string,
  { isStrict, tell }: ReadTable,
): Promise<RawTable> {
  const { names, repeated, batches } = await openRows(path);
  const table = createRawTable(names);
  let rows = 0;
  let uneven = 0;
  let told = performance.now();
  for await (const batch of batches()) {
    for (const { cells, fault } of batch.rows) {
      if (fault) uneven += 1;
      if (isStrict && cells.length > names.length) continue;
      table.add(cells);
      rows += 1;
    }
    if (performance.now() - told < 2000) continue;
    told = performance.now();
    tell(`reading ${path}: ${rows} rows`);
  }
  return { ...table.finish(), repeated, unevenRows: uneven };
}
