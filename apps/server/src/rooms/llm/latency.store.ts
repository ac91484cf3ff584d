// How long each model lets people wait: the median over its answered calls since a time, whatever they were for. Of a
// stream the first letter counts, of any other call the whole answer: that is when there is something to read. Answers
// from memory asked no model, and do not count. The primary key, in the order of time, finds them: 0.1 to 0.25 s for a
// hundred thousand, which is why the set-up keeps what it read.
import type { Reader } from "../../platform/db/index.ts";

/** Milliseconds by the model's id; a model that did not answer since then is not in it. */
export type Medians = ReadonlyMap<string, number>;

export async function readMedians(
  reader: Reader,
  modelIds: readonly string[],
  sinceId: string,
): Promise<Medians> {
  const rows = await reader.query<{ modelId: string; medianMs: number }>(
    `SELECT model_id AS "modelId",
       round(percentile_cont(0.5) WITHIN GROUP (ORDER BY coalesce(first_token_ms, latency_ms)))::int AS "medianMs"
     FROM llm.calls
     WHERE workspace_id = $1 AND model_id = ANY($2::uuid[]) AND id >= $3 AND state = 'answered'
       AND coalesce(first_token_ms, latency_ms) IS NOT NULL
     GROUP BY model_id`,
    [reader.workspaceId, modelIds, sinceId],
  );
  return new Map(rows.map(({ modelId, medianMs }) => [modelId, medianMs]));
}
