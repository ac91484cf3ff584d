// Scores a table with a team: each member takes ranges of rows.
import type { Table, Team } from "../table.ts";
import { controlLength, eachRange, type Member } from "./member.ts";
import { BoostedModel, type BoostedParts } from "./model.ts";
import { sharedColumn } from "./shared-column.ts";

export interface ScoreJob {
  readonly parts: BoostedParts;
  readonly table: Table;
  readonly scores: Float64Array;
  readonly control: Int32Array;
}

export function scorePart({ parts, table, scores }: ScoreJob, member: Member): void {
  const model = new BoostedModel(parts);
  eachRange(member, table.rows, (begin, end) => model.rawInto(table, scores, [begin, end]));
}

/** Raw scores as `model.raw` gives them, to the bit, by several threads; `rows × outputs` in shared memory. */
export async function rawWith(
  team: Team,
  model: BoostedModel,
  table: Table,
): Promise<Float64Array> {
  const used = new Set(model.used);
  const columns = table.columns.filter(({ name }) => used.has(name)).map(sharedColumn);
  const scores = new Float64Array(new SharedArrayBuffer(8 * table.rows * model.outputs));
  const control = new Int32Array(new SharedArrayBuffer(4 * controlLength));
  const job: ScoreJob = {
    parts: model.parts,
    table: { rows: table.rows, columns },
    scores,
    control,
  };
  await team.run("boosted.score", job);
  return scores;
}
