// How much models of text were asked, over all purposes: answers that a model gave. Those from memory asked none.
import type { Reader } from "../../platform/db/index.ts";

export interface Load {
  calls: number;
  /** From the first of them to the last, at least one. */
  days: number;
  /** Of one call; null: no provider said. */
  inputTokens: number | null;
  outputTokens: number | null;
}

export async function readLoad(reader: Reader, sinceId: string): Promise<Load> {
  const [row] = await reader.query<Load>(
    `SELECT count(*)::int AS calls,
       coalesce(greatest(1, ceil(extract(epoch FROM max(at) - min(at)) / 86400)), 1)::int AS days,
       avg(input_tokens)::float8 AS "inputTokens", avg(output_tokens)::float8 AS "outputTokens"
     FROM llm.calls WHERE workspace_id = $1 AND id >= $2 AND state = 'answered' AND purpose <> 'transcribe'`,
    [reader.workspaceId, sinceId],
  );
  return row ?? { calls: 0, days: 1, inputTokens: null, outputTokens: null };
}
