// A trial: who got an action, by which chance, and what came of it. Rows are the units that were drawn, once each.
import { LearnFault } from "../fault.ts";
import { checkTable } from "../linear/encode.ts";
import type { Table } from "../table.ts";

export interface Trial {
  /** What was known of each unit before the draw; nothing that the action itself could change. */
  readonly table: Table;
  /** 1 where the unit was drawn to get the action. What happened to it later is no matter: the draw is what counts. */
  readonly treated: Uint8Array;
  /** 1 where the outcome came. */
  readonly outcome: Uint8Array;
  /** The probability with which the unit could be drawn. */
  readonly propensity: Float64Array;
  /** Units of one group (people of one company) are always in one fold. */
  readonly groups: Int32Array;
}

export function checkTrial({ table, treated, outcome, propensity, groups }: Trial): void {
  checkTable(table);
  const lengths = [treated, outcome, propensity, groups].map(({ length }) => length);
  if (lengths.some((length) => length !== table.rows))
    throw new LearnFault("bad_table", "Draws, outcomes and groups are one for each row.");
  if (!propensity.every((p) => p > 0 && p < 1))
    throw new LearnFault("bad_table", "A probability of being drawn lies between 0 and 1.");
}
