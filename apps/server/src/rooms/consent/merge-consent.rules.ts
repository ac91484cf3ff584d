// What holds for one person after two records of them became one: the stricter of what was said.
import type { StoredStatement } from "./statement.ts";

const strictness = { denied: 2, granted: 1, unknown: 0 } as const;

/**
 * For each purpose the statement of a merged record that the survivor does not hold itself. Silence is less strict
 * than a yes: it says nothing, and the yes was said by the same person.
 */
export function stricterOnes<T extends StoredStatement>(
  own: readonly T[],
  theirs: readonly T[],
): T[] {
  const strictest = new Map(own.map((statement) => [statement.purpose, statement]));
  const taken = new Map<string, T>();
  for (const statement of theirs) {
    const held = strictest.get(statement.purpose);
    const isStricter = strictness[statement.state] > strictness[held?.state ?? "unknown"];
    if (!isStricter) continue;
    strictest.set(statement.purpose, statement);
    taken.set(statement.purpose, statement);
  }
  return [...taken.values()];
}
