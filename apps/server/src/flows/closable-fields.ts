// What a role can name: the fields of all objects, scores that are still to come, and of conversations what can be
// withheld of them.
import type { Tx } from "../platform/db/index.ts";
import { conversationFields } from "../rooms/conversations/index.ts";
import { builtInModels } from "../rooms/models/index.ts";
import type { Records } from "../rooms/records/index.ts";

export function closableFields(records: () => Pick<Records, "objectTypes">) {
  return async (tx: Tx): Promise<ReadonlyMap<string, { has(key: string): boolean }>> => {
    const types = await records().objectTypes(tx, "now");
    const fields = [...types].map(([key, type]) => [key, withScores(key, type.fields)] as const);
    return new Map<string, { has(key: string): boolean }>([
      ...fields,
      ["conversations", new Set<string>(conversationFields)],
    ]);
  };
}

/** A score can be closed before its column is there: it shows elsewhere too. */
function withScores(object: string, fields: { has(key: string): boolean }) {
  const scores = builtInModels.flatMap(({ entity, column }) =>
    entity === object && column !== null ? [`custom.${column.key}`] : [],
  );
  return { has: (key: string) => fields.has(key) || scores.includes(key) };
}
