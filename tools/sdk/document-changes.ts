// What changed between two OpenAPI documents, and which of it breaks programs that use the API: what they may no
// longer send, what they must send now, and what they no longer get.
type Json = Record<string, unknown>;

export interface Changes {
  breaking: string[];
  other: string[];
}

interface Operation {
  parameters?: Json[];
  requestBody?: { content: Record<string, { schema: Json }> };
  responses: Record<string, { content?: Record<string, { schema: Json }> }>;
}

const keysOf = (value: unknown): string[] => Object.keys((value ?? {}) as Json);

function lookUp(document: Json, node: Json): Json {
  const ref = node.$ref;
  if (typeof ref !== "string") return node;
  const found = ref
    .slice(2)
    .split("/")
    .reduce<unknown>((at, key) => (at as Json | undefined)?.[key], document);
  return (found ?? {}) as Json;
}

type Sides = { old: Json; now: Json };
type Note = (place: string) => void;

interface Walk {
  documents: Sides;
  /** What the client sends, or what it gets. */
  side: "sent" | "got";
  breaking: Note;
  other: Note;
  seen: Set<string>;
}

const requiredOf = ({ required }: Json): Set<string> => new Set((required ?? []) as string[]);

function compareOldMember(walk: Walk, at: string, key: string, { old, now }: Sides): void {
  const [before, after] = [old.properties as Json, (now.properties ?? {}) as Json];
  if (!(key in after)) {
    walk.breaking(`${at} was removed`);
    return;
  }
  compare(walk, at, { old: before[key] as Json, now: after[key] as Json });
  const mayBeAbsent = requiredOf(old).has(key) && !requiredOf(now).has(key);
  if (walk.side === "got" && mayBeAbsent) walk.breaking(`${at} may be absent now`);
}

function compareMembers(walk: Walk, place: string, sides: Sides): void {
  const { old, now } = sides;
  const before = keysOf(old.properties);
  for (const key of before) compareOldMember(walk, `${place}.${key}`, key, sides);
  for (const key of keysOf(now.properties)) {
    const at = `${place}.${key}`;
    const mustBeSent = requiredOf(now).has(key) && !requiredOf(old).has(key);
    if (walk.side === "sent" && mustBeSent) walk.breaking(`${at} is required now`);
    else if (!before.includes(key)) walk.other(`${at} is new`);
  }
}

function compareChoices(walk: Walk, place: string, { old, now }: Sides): void {
  const [before, after] = [(old.enum ?? []) as unknown[], (now.enum ?? []) as unknown[]];
  if (before.length === 0 || after.length === 0) return;
  for (const value of before) {
    if (after.includes(value)) continue;
    const note = walk.side === "sent" ? walk.breaking : walk.other;
    note(`${place} no longer knows ${JSON.stringify(value)}`);
  }
  for (const value of after)
    if (!before.includes(value)) walk.other(`${place} knows ${JSON.stringify(value)} too`);
}

const typeText = ({ type, const: constant }: Json): string =>
  JSON.stringify(constant ?? [type ?? "any"].flat().sort());

function compare(walk: Walk, place: string, sides: Sides): void {
  const key = `${place.split(".")[0]} ${sides.old.$ref} ${sides.now.$ref}`;
  if (sides.old.$ref && walk.seen.has(key)) return;
  walk.seen.add(key);
  const old = lookUp(walk.documents.old, sides.old);
  const now = lookUp(walk.documents.now, sides.now);
  if (typeText(old) !== typeText(now))
    walk.breaking(`${place} was ${typeText(old)} and is ${typeText(now)}`);
  compareChoices(walk, place, { old, now });
  compareMembers(walk, place, { old, now });
  if (old.items && now.items)
    compare(walk, `${place}[]`, { old: old.items as Json, now: now.items as Json });
}

function operationsOf(document: Json): Map<string, Operation> {
  const paths = document.paths as Record<string, Record<string, Operation>>;
  return new Map(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, it]) => [`${method.toUpperCase()} ${path}`, it]),
    ),
  );
}

function compareParameters(walk: Walk, name: string, old: Operation, now: Operation): void {
  const named = (document: Json, { parameters = [] }: Operation) =>
    new Map(parameters.map((it) => lookUp(document, it)).map((it) => [`${it.in} ${it.name}`, it]));
  const before = named(walk.documents.old, old);
  const after = named(walk.documents.now, now);
  for (const [key, parameter] of before) {
    const match = after.get(key);
    if (!match) walk.breaking(`${name}: ${key} was removed`);
    else {
      const sides = { old: parameter.schema as Json, now: match.schema as Json };
      compare(walk, `${name}: ${key}`, sides);
    }
  }
  for (const [key, parameter] of after) {
    if (before.get(key)?.required === parameter.required) continue;
    if (parameter.required) walk.breaking(`${name}: ${key} is required now`);
    else walk.other(`${name}: ${key} is new or no longer required`);
  }
}

function compareBodies(walk: Walk, name: string, old: Operation, now: Operation): void {
  const json = "application/json";
  const [asked, asks] = [old.requestBody?.content[json], now.requestBody?.content[json]];
  if (!asked && asks) walk.breaking(`${name}: a body is required now`);
  if (asked && asks) compare(walk, `${name}: body`, { old: asked.schema, now: asks.schema });
  for (const [status, { content }] of Object.entries(old.responses)) {
    const schema = content?.[json]?.schema;
    if (!schema || Number(status) >= 400) continue;
    const match = now.responses[status]?.content?.[json]?.schema;
    if (!match) walk.breaking(`${name}: no longer answers ${status}`);
    else compare({ ...walk, side: "got" }, `${name}: answer`, { old: schema, now: match });
  }
}

export function documentChanges(old: Json, now: Json): Changes {
  const changes: Changes = { breaking: [], other: [] };
  const [before, after] = [operationsOf(old), operationsOf(now)];
  for (const name of after.keys()) if (!before.has(name)) changes.other.push(`${name} is new`);
  for (const [name, operation] of before) {
    const match = after.get(name);
    if (!match) {
      changes.breaking.push(`${name} was removed`);
      continue;
    }
    const walk: Walk = {
      documents: { old, now },
      side: "sent",
      breaking: (text) => changes.breaking.push(text),
      other: (text) => changes.other.push(text),
      seen: new Set(),
    };
    compareParameters(walk, name, operation, match);
    compareBodies(walk, name, operation, match);
  }
  return changes;
}
