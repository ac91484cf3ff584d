// From the versions of a record, as the log tells them, to its facts: one for each stretch of time in which the same
// was known of it.
import type { RecordVersion } from "./deps.ts";
import { type FactObject, factShapes, type Link } from "./fact-fields.rules.ts";

export interface Fact {
  recordId: string;
  factNo: number;
  object: FactObject;
  knownAt: string;
  /** Null: still known. */
  goneAt: string | null;
  claimedAt: string;
  links: Partial<Record<Link, string>>;
  properties: Record<string, unknown>;
}

type State = Record<string, unknown>;

const maxText = 200;
const dateShape = /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/;

function kept(value: unknown): unknown {
  if (typeof value === "string") return value.length > maxText ? value.slice(0, maxText) : value;
  return typeof value === "number" || typeof value === "boolean" ? value : null;
}

/** What features may read of a state; nothing that is empty. */
function propertiesOf(object: FactObject, state: State): Record<string, unknown> {
  const { fields, times, presence } = factShapes[object];
  const found: Record<string, unknown> = {};
  for (const field of fields) found[field] = kept(state[field]);
  for (const time of times) {
    const ms = typeof state[time] === "string" ? Date.parse(state[time]) : Number.NaN;
    found[time] = Number.isNaN(ms) ? null : ms;
  }
  for (const [field, name] of Object.entries(presence)) found[name] = Boolean(state[field]);
  const custom = Object.entries((state.custom ?? {}) as State).map(([key, value]) => [
    key,
    kept(value),
  ]);
  const filled = custom.filter(([, value]) => value !== null);
  if (filled.length > 0) found.custom = Object.fromEntries(filled);
  const dated = filled.filter(([, value]) => typeof value === "string" && dateShape.test(value));
  if (dated.length > 0)
    found.times = Object.fromEntries(dated.map(([key, value]) => [key, Date.parse(String(value))]));
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== null));
}

function linksOf(object: FactObject, state: State): Fact["links"] {
  const links: Fact["links"] = {};
  for (const link of factShapes[object].links) {
    const id = state[`${link}Id`];
    if (typeof id === "string") links[link] = id;
  }
  return links;
}

function merged(state: State, { op, after }: RecordVersion): State {
  if (op === "create") return after ?? {};
  const custom = { ...((state.custom ?? {}) as State), ...((after?.custom ?? {}) as State) };
  return { ...state, ...after, custom };
}

const sameContent = (a: Fact, b: Fact) =>
  JSON.stringify([a.links, a.properties]) === JSON.stringify([b.links, b.properties]);

/** The creation that a record claims, if it lies before the moment at which it was written here. */
function claimedBy(state: State, { op, knownAt }: RecordVersion, isFirst: boolean): string {
  const claimed = typeof state.createdAt === "string" ? state.createdAt : knownAt;
  return isFirst && op === "create" && Date.parse(claimed) < Date.parse(knownAt)
    ? claimed
    : knownAt;
}

/** @param versions of one record, in the order of the log */
export function foldFacts(object: FactObject, versions: readonly RecordVersion[]): Fact[] {
  const facts: Fact[] = [];
  let state: State = {};
  let isThere = false;
  const open = () => {
    const last = facts.at(-1);
    return last?.goneAt === null ? last : undefined;
  };
  for (const version of versions) {
    state = merged(state, version);
    isThere = standsAfter(version.op, isThere);
    const current = open();
    if (!isThere) {
      if (current) current.goneAt = version.knownAt;
      continue;
    }
    const next: Fact = {
      recordId: version.recordId,
      factNo: facts.length + 1,
      object,
      knownAt: version.knownAt,
      goneAt: null,
      claimedAt: claimedBy(state, version, facts.length === 0),
      links: linksOf(object, state),
      properties: propertiesOf(object, state),
    };
    if (current && sameContent(current, next)) continue;
    if (current) current.goneAt = version.knownAt;
    facts.push(next);
  }
  return facts;
}

function standsAfter(op: string, before: boolean): boolean {
  if (op === "trash" || op === "purge") return false;
  // A log that was cut off may begin with a change.
  return op === "create" || op === "restore" || op === "update" ? true : before;
}
