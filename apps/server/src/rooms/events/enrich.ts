// Adds to events on their way in what rules say: values of a table by a key, or fields of the person whose event it
// is, as they are then. A property that the client sent is never overwritten.
import type { EventEnrichment } from "@rapport/contracts";
import type { Tx } from "../../platform/db/index.ts";
import { storableJson } from "../../platform/storable-text.ts";
import type { Records, StoredRecord } from "../records/index.ts";
import type { Item } from "./batch.ts";
import { allRules, lookUp } from "./enrichments.store.ts";

type Values = Record<string, unknown>;

const customPrefix = "custom.";

const applies = ({ eventNames }: EventEnrichment, { draft }: Item): boolean =>
  (draft.type === "track" || draft.type === "page" || draft.type === "screen") &&
  (eventNames.length === 0 || eventNames.includes(draft.name));

/** The key by which an event is looked up: a property, as a text. */
function keyIn({ draft }: Item, match: string): string | null {
  const value = Object.hasOwn(draft.properties, match) ? draft.properties[match] : undefined;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value !== "" && value.length <= 300 ? value.trim() : null;
}

function fieldOf({ custom, ...fields }: StoredRecord, key: string): unknown {
  if (!key.startsWith(customPrefix)) return fields[key as keyof typeof fields];
  return custom[key.slice(customPrefix.length)];
}

function add(item: Item, rule: EventEnrichment, told: (field: string) => unknown): void {
  const added: Values = {};
  for (const field of rule.fields) {
    const bare = field.startsWith(customPrefix) ? field.slice(customPrefix.length) : field;
    const name = `${rule.prefix}${rule.kind === "person" ? bare : field}`;
    const value = told(field);
    if (value === undefined || value === null || Object.hasOwn(item.draft.properties, name))
      continue;
    added[name] = value;
  }
  const names = Object.keys(added);
  if (names.length === 0) return;
  item.draft.properties = { ...item.draft.properties, ...added };
  item.draft.propertiesText = storableJson(item.draft.properties);
  const own = rule.kind === "person" ? { of: rule.kind } : {};
  const enriched = [
    ...(item.remarks?.enriched ?? []),
    { rule: rule.name, properties: names, ...own },
  ];
  item.remarks = { ...item.remarks, enriched };
}

async function byLookup(tx: Tx, rule: EventEnrichment, all: readonly Item[]): Promise<void> {
  const { lookupId, match } = rule;
  if (lookupId === null || match === null) return;
  const items = all.filter((item) => applies(rule, item));
  const keys = new Map(items.map((item) => [item, keyIn(item, match)]));
  const wanted = [...new Set(keys.values())].filter((key) => key !== null);
  if (wanted.length === 0) return;
  const rows = await lookUp(tx, lookupId, wanted);
  for (const item of items) {
    const values = rows.get(keys.get(item) ?? "");
    if (values) add(item, rule, (field) => values[field]);
  }
}

export interface Enriching {
  records: Pick<Records, "readRaw">;
  items: readonly Item[];
  /** Of each item, in their order. */
  personIds: readonly (string | null)[];
}

/** Live people of those items to which a rule about people applies; read once for all rules. */
async function peopleFor(
  tx: Tx,
  rules: readonly EventEnrichment[],
  { records, items, personIds }: Enriching,
): Promise<Map<string, StoredRecord>> {
  const own = rules.filter(({ kind }) => kind === "person");
  const wanted = new Set<string>();
  for (const [place, item] of items.entries()) {
    const id = personIds[place];
    if (id && own.some((rule) => applies(rule, item))) wanted.add(id);
  }
  if (wanted.size === 0) return new Map();
  const found = await records.readRaw(tx, "people", [...wanted]);
  return new Map(found.filter(({ deletedAt }) => deletedAt === null).map((one) => [one.id, one]));
}

function byPerson(
  rule: EventEnrichment,
  people: ReadonlyMap<string, StoredRecord>,
  { items, personIds }: Enriching,
): void {
  for (const [place, item] of items.entries()) {
    const person = people.get(personIds[place] ?? "");
    if (person && applies(rule, item)) add(item, rule, (field) => fieldOf(person, field));
  }
}

export async function enrich(tx: Tx, enriching: Enriching): Promise<void> {
  const rules = await allRules(tx);
  if (rules.length === 0) return;
  const people = await peopleFor(tx, rules, enriching);
  for (const rule of rules) {
    if (rule.kind === "person") byPerson(rule, people, enriching);
    else await byLookup(tx, rule, enriching.items);
  }
}
