// Any table file as rows of cells, for those who need no mapping to objects: the layout is found as for an import, gzip and
// encodings included. The first row is always the header.
import { createReadStream } from "node:fs";
import type { RowBatch } from "./cells.rules.ts";
import { asAppError } from "./errors.ts";
import { analyseFile, readRows } from "./parse-rows.ts";

export interface OpenRows {
  /** Unique and never empty. */
  names: string[];
  /** Names that had to be changed, since they stand more than once. */
  repeated: string[];
  batches(): AsyncGenerator<RowBatch>;
}

/** @throws AppError with the file's fault; errors of the file system as they are. */
export async function openRows(path: string): Promise<OpenRows> {
  try {
    const file = await analyseFile(createReadStream(path), { hasHeader: true });
    const again = file.columns.filter(({ warning }) => warning?.includes("more than once"));
    return {
      names: file.columns.map(({ name }) => name),
      repeated: again.map(({ name }) => name),
      batches: () => explained(readRows(createReadStream(path), file)),
    };
  } catch (error) {
    throw asAppError(error);
  }
}

async function* explained(batches: AsyncGenerator<RowBatch>): AsyncGenerator<RowBatch> {
  try {
    yield* batches;
  } catch (error) {
    throw asAppError(error);
  }
}
