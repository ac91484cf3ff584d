// Many writes at once: any number of operations, in calls of at most 1,000, each operation with its own result.
// One that is refused leaves the others. Every call has an idempotency key of its own, made from the given one,
// so that a program that is started again with the same operations in the same order writes nothing twice.
import { type BulkOperation, maxBulkOperations } from "@rapport/contracts";
import { errorOf, type RapportError } from "./errors.ts";
import type { RequestOptions } from "./options.ts";
import type { Written } from "./transport.ts";
import type { BulkResult } from "./types.ts";

export type BulkOptions = RequestOptions & {
  /** Operations a call, 1 to 1,000. Default 1,000. */
  size?: number;
  onProgress?: (progress: BulkProgress) => void;
};

export interface BulkProgress {
  done: number;
  failed: number;
  calls: number;
}

/** What became of one operation. */
export interface BulkOutcome<T> {
  /** Place of the operation among all, from 0. */
  index: number;
  operation: BulkOperation;
  result: BulkResult<T>;
  /** The refusal as an error that can be thrown; undefined when it went well. */
  error: RapportError | undefined;
}

export interface BulkSummary<T> {
  /** One a operation, in order. */
  outcomes: BulkOutcome<T>[];
  failed: BulkOutcome<T>[];
  /** The acts of the calls; `undo` takes each back. */
  actIds: string[];
}

type Call<T> = (
  operations: BulkOperation[],
  options: RequestOptions,
) => Promise<Written<BulkResult<T>[]>>;
type Operations = Iterable<BulkOperation> | AsyncIterable<BulkOperation>;

async function* chunksOf(operations: Operations, size: number): AsyncGenerator<BulkOperation[]> {
  let chunk: BulkOperation[] = [];
  for await (const operation of operations) {
    chunk.push(operation);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

const outcomeOf = <T>(
  index: number,
  operation: BulkOperation,
  result: BulkResult<T>,
): BulkOutcome<T> => ({
  index,
  operation,
  result,
  error: result.error ? errorOf(result.error) : undefined,
});

/** Stable over restarts where the caller named the whole; each call needs one of its own. */
const keyOf = ({ idempotencyKey }: RequestOptions, call: number): RequestOptions =>
  idempotencyKey === undefined ? {} : { idempotencyKey: `${idempotencyKey}-${call}` };

export const bulkAll = async <T>(
  call: Call<T>,
  operations: Operations,
  { size = maxBulkOperations, onProgress, ...options }: BulkOptions = {},
): Promise<BulkSummary<T>> => {
  const summary: BulkSummary<T> = { outcomes: [], failed: [], actIds: [] };
  const { outcomes, failed, actIds } = summary;
  let calls = 0;
  for await (const chunk of chunksOf(operations, Math.min(Math.max(1, size), maxBulkOperations))) {
    const { data, actId } = await call(chunk, { ...options, ...keyOf(options, calls) });
    calls += 1;
    if (actId) actIds.push(actId);
    const start = outcomes.length;
    const made = data.map((result, place) =>
      outcomeOf(start + place, chunk[place] as BulkOperation, result),
    );
    outcomes.push(...made);
    failed.push(...made.filter(({ error }) => error !== undefined));
    onProgress?.({ done: outcomes.length, failed: failed.length, calls });
  }
  return summary;
};
