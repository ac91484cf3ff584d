// Adds to events on their way in what rules say: values of a table by a key, and fields of the person's record.
// A property that the client sent is never overwritten.
import type { Tx } from "../../platform/db/index.ts";
import type { Records } from "../records/index.ts";
import type { Item } from "./batch.ts";
import type { Identity } from "./cluster.rules.ts";
import { type EnrichmentRule, enabledRules, lookUp } from "./enrichments.store.ts";
import { storableJson } from "./json-text.rules.ts";

interface Enriching {
  items: readonly Item[];
  profiles: readonly (Identity | null)[];
}

type Values = Record<string, unknown>;

const applies = ({ eventNames }: EnrichmentRule, { draft }: Item): boolean =>
  (draft.type === "track" || draft.type === "page" || draft.type === "screen") &&
  (eventNames.length === 0 || eventNames.includes(draft.name));

/** The key by which an event is looked up: a property, as a text. */
function keyIn({ draft }: Item, match: string): string | null {
  const value = Object.hasOwn(draft.properties, match) ? draft.properties[match] : undefined;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value !== "" && value.length <= 300 ? value.trim() : null;
}

function add(item: Item, rule: EnrichmentRule, values: Values | undefined): void {
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

async function byLookup(tx: Tx, rule: EnrichmentRule, items: readonly Item[]): Promise<void> {
  const { lookupId, match } = rule;
  if (lookupId === null || match === null) return;
  const keys = new Map(items.map((item) => [item, keyIn(item, match)]));
  const wanted = [...new Set(keys.values())].filter((key) => key !== null);
  if (wanted.length === 0) return;
  const rows = await lookUp(tx, lookupId, wanted);
  for (const item of items) add(item, rule, rows.get(keys.get(item) ?? ""));
}

type PeopleSource = Pick<Records, "readRaw">;

async function byPerson(
  records: PeopleSource,
  tx: Tx,
  rule: EnrichmentRule,
  { items, personOf }: { items: readonly Item[]; personOf: ReadonlyMap<Item, string> },
): Promise<void> {
  const ids = [...new Set(items.map((item) => personOf.get(item)))].filter(
    (id) => id !== undefined,
  );
  if (ids.length === 0) return;
  const people = new Map<string, Values>();
  for (const record of await records.readRaw(tx, "people", ids)) {
    const custom = Object.entries(record.custom).map(([key, value]) => [`custom.${key}`, value]);
    people.set(record.id, { ...record, ...Object.fromEntries(custom) });
  }
  for (const item of items) add(item, rule, people.get(personOf.get(item) ?? ""));
}

export async function enrich(
  { records }: { records: PeopleSource },
  tx: Tx,
  { items, profiles }: Enriching,
): Promise<void> {
  const rules = await enabledRules(tx);
  if (rules.length === 0) return;
  const personOf = new Map<Item, string>();
  for (const [place, item] of items.entries()) {
    const personId = profiles[place]?.personId;
    if (personId) personOf.set(item, personId);
  }
  for (const rule of rules) {
    const meant = items.filter((item) => applies(rule, item));
    if (rule.kind === "lookup") await byLookup(tx, rule, meant);
    else await byPerson(records, tx, rule, { items: meant, personOf });
  }
}
