// Adds to events on their way in what rules say: values of a table by a key.
// A property that the client sent is never overwritten.

import type { EventEnrichment } from "@rapport/contracts";
import type { Tx } from "../../platform/db/index.ts";
import type { Item } from "./batch.ts";
import { allRules, lookUp } from "./enrichments.store.ts";
import { storableJson } from "./json-text.rules.ts";

type Values = Record<string, unknown>;

const applies = ({ eventNames }: EventEnrichment, { draft }: Item): boolean =>
  (draft.type === "track" || draft.type === "page" || draft.type === "screen") &&
  (eventNames.length === 0 || eventNames.includes(draft.name));

/** The key by which an event is looked up: a property, as a text. */
function keyIn({ draft }: Item, match: string): string | null {
  const value = Object.hasOwn(draft.properties, match) ? draft.properties[match] : undefined;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value !== "" && value.length <= 300 ? value.trim() : null;
}

function add(item: Item, rule: EventEnrichment, values: Values | undefined): void {
  if (!values) return;
  const added: Values = {};
  for (const field of rule.fields) {
    const name = `${rule.prefix}${field}`;
    const value = values[field];
    if (value === undefined || value === null || Object.hasOwn(item.draft.properties, name))
      continue;
    added[name] = value;
  }
  const names = Object.keys(added);
  if (names.length === 0) return;
  item.draft.properties = { ...item.draft.properties, ...added };
  item.draft.propertiesText = storableJson(item.draft.properties);
  item.remarks.enriched = [
    ...(item.remarks.enriched ?? []),
    { rule: rule.name, properties: names },
  ];
}

async function byLookup(tx: Tx, rule: EventEnrichment, items: readonly Item[]): Promise<void> {
  const { lookupId, match } = rule;
  const keys = new Map(items.map((item) => [item, keyIn(item, match)]));
  const wanted = [...new Set(keys.values())].filter((key) => key !== null);
  if (wanted.length === 0) return;
  const rows = await lookUp(tx, lookupId, wanted);
  for (const item of items) add(item, rule, rows.get(keys.get(item) ?? ""));
}

export async function enrich(tx: Tx, items: readonly Item[]): Promise<void> {
  for (const rule of await allRules(tx)) {
    const meant = items.filter((item) => applies(rule, item));
    if (meant.length > 0) await byLookup(tx, rule, meant);
  }
}
