// Any table file as a table of texts to learn from, read piece by piece.
import { performance } from "node:perf_hooks";
import { createRawTable, type RawTable } from "@rapport/learn";
import { openRows } from "../rooms/imports/index.ts";

export interface ReadTable {
  /** Leaves out what cannot be read, and rows with more cells than the header, whose cells may stand under other names. */
  isStrict: boolean;
  /** What is done now, for people who wait. */
  tell(what: string): void;
}

const leftOut = ["too_many_cells", "not_json", "not_an_object"];

export async function readTableFile(
  path: string,
  { isStrict, tell }: ReadTable,
): Promise<RawTable> {
  const { names, repeated, batches } = await openRows(path);
  const table = createRawTable(names);
  const faults: string[] = [];
  let rows = 0;
  let told = performance.now();
  for await (const batch of batches()) {
    for (const { fault } of batch.rows) if (fault) faults.push(fault.code);
    const kept = batch.rows.filter(
      ({ fault }) => !isStrict || !leftOut.includes(fault?.code ?? ""),
    );
    for (const { cells } of kept) table.add(cells);
    rows += kept.length;
    if (performance.now() - told < 2000) continue;
    told = performance.now();
    tell(`reading ${path}: ${rows} rows`);
  }
  const count = (codes: readonly string[]) => faults.filter((code) => codes.includes(code)).length;
  return {
    ...table.finish(),
    repeated,
    unevenRows: count(["too_many_cells", "too_few_cells"]),
    unreadableRows: count(["not_json", "not_an_object"]),
  };
}
