// Zod schemas as named component schemas of the OpenAPI document, so that a generated client gets names: what the
// contracts package exports under a name, or what carries `.meta({ id })`, is named after it; the rest of what a
// request or an answer consists of is named after its operation. A schema that reads differently as input and as
// output comes twice, as X and XInput.
import * as contracts from "@rapport/contracts";
import { z } from "zod";

export type Json = Record<string, unknown>;
export type Io = "input" | "output";

const idSchema = z.uuid();

/** Texts of one form, whose patterns would otherwise stand in hundreds of places. */
const forms: Record<string, { schema: z.ZodType; description: string }> = {
  Id: { schema: idSchema, description: "A UUID, in small letters." },
  Instant: { schema: z.iso.datetime(), description: "ISO 8601 in UTC: 2026-03-31T14:30:00.000Z." },
  DateTime: {
    schema: z.iso.datetime({ offset: true }),
    description: "ISO 8601 with `Z` or an offset: 2026-03-31T16:30:00+02:00.",
  },
  CalendarDay: { schema: z.iso.date(), description: "A day without a time: 2026-03-31." },
};

const named = new Set(["object", "union", "record", "enum"]);

/** `memberSchema` of the contracts becomes `Member`. */
function nameContracts(): void {
  for (const [key, schema] of Object.entries(contracts)) {
    if (!(schema instanceof z.ZodType) || !key.endsWith("Schema")) continue;
    if (/Query/.test(key) || !named.has(schema.def.type)) continue;
    const known = z.globalRegistry.get(schema);
    if (known?.id === undefined) {
      const id = key.charAt(0).toUpperCase() + key.slice(1, -"Schema".length);
      z.globalRegistry.add(schema, { ...known, id });
    }
  }
}
nameContracts();

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A copy in which every object went through `change`, the innermost first. */
function mapped(value: unknown, change: (node: Json) => Json): unknown {
  if (Array.isArray(value)) return value.map((item) => mapped(item, change));
  if (!isJson(value)) return value;
  const inner = Object.entries(value).map(([key, item]) => [key, mapped(item, change)]);
  return change(Object.fromEntries(inner));
}

function plainOf(schema: z.ZodType): Json {
  const { $schema: _dialect, ...plain } = z.toJSONSchema(schema) as Json;
  return plain;
}

const formByText = new Map(
  Object.entries(forms).map(([name, { schema }]) => [JSON.stringify(plainOf(schema)), name]),
);

/** Names texts of a known form, and says "or null" in one word where that is possible. */
function tidied(node: Json, io: Io): Json {
  const { description, ...rest } = node;
  const form = formByText.get(JSON.stringify(rest));
  if (form) {
    const ref = { $ref: `form#${form}` };
    return description === undefined ? ref : { ...ref, description };
  }
  return withoutBounds(orNull(node), io);
}

function orNull(node: Json): Json {
  const { anyOf, ...rest } = node;
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return node;
  const [first, second] = anyOf as [Json, Json];
  const isPlain = typeof first.type === "string" && !("enum" in first) && !("const" in first);
  if (!isPlain || second.type !== "null") return node;
  return { ...first, ...rest, type: [first.type, "null"] };
}

/** That whole numbers fit into a double goes without saying in answers. */
function withoutBounds(node: Json, io: Io): Json {
  if (io === "input" || node.maximum !== Number.MAX_SAFE_INTEGER) return node;
  const { maximum: _maximum, minimum, ...rest } = node;
  return minimum === Number.MIN_SAFE_INTEGER ? rest : { ...rest, minimum };
}

const refName = (ref: unknown): string => String(ref).slice(String(ref).lastIndexOf("/") + 1);

type Defs = Record<Io, Map<string, Json>>;

function refsOf(value: unknown): string[] {
  const found: string[] = [];
  mapped(value, (node) => {
    if (typeof node.$ref === "string") found.push(node.$ref.slice(node.$ref.indexOf("#") + 1));
    return node;
  });
  return found;
}

/** Names whose two readings differ, themselves or in what they hold. */
function differing({ input, output }: Defs): Set<string> {
  const both = [...input.keys()].filter((name) => output.has(name));
  const text = (json: Json | undefined) => JSON.stringify(json).replaceAll(/"(in|out)put#/g, '"#');
  const differ = new Set(both.filter((name) => text(input.get(name)) !== text(output.get(name))));
  for (let before = -1; before !== differ.size; ) {
    before = differ.size;
    for (const name of both) {
      if (refsOf(input.get(name)).some((ref) => differ.has(ref))) differ.add(name);
    }
  }
  return differ;
}

export interface SchemaComponents {
  /** The schema, or a reference to it; `name` is for what has no name of its own. */
  schemaOf(schema: z.ZodType, io: Io, name?: string): Json;
  /** Of an object that never stands on its own, such as the query of an address. */
  membersOf(schema: z.ZodType): { properties: Record<string, Json>; required: string[] };
  /** The finished components, and the document with its references set. */
  finish<T>(document: T): { document: T; schemas: Json };
}

/** `{ data: [X], nextCursor }` is a page of X, `{ data: [X] }` a list. */
function collectionName(root: Json): string | undefined {
  const { data, nextCursor } = (root.properties ?? {}) as Record<string, Json | undefined>;
  const items = data?.items as Json | undefined;
  if (typeof items?.$ref !== "string") return undefined;
  return `${refName(items.$ref.slice(items.$ref.indexOf("#") + 1))}${nextCursor ? "Page" : "List"}`;
}

export function createSchemaComponents(): SchemaComponents {
  const defs: Defs = { input: new Map(), output: new Map() };

  const convert = (schema: z.ZodType, io: Io): Json => {
    const made = z.toJSONSchema(schema, { io, unrepresentable: "any", reused: "inline" });
    const { $schema: _dialect, $defs = {}, ...root } = made as Json;
    const tidy = (node: Json): Json => {
      const own = typeof node.$ref === "string" && node.$ref.startsWith("#/");
      return own ? { ...node, $ref: `${io}#${refName(node.$ref)}` } : tidied(node, io);
    };
    for (const [name, definition] of Object.entries($defs as Json)) {
      const { id: _id, ...plain } = definition as Json;
      defs[io].set(name, mapped(plain, tidy) as Json);
    }
    return mapped(root, tidy) as Json;
  };

  const isFree = (io: Io, name: string, json: Json): boolean => {
    const other = defs[io].get(name);
    return other === undefined || JSON.stringify(other) === JSON.stringify(json);
  };

  return {
    schemaOf: (schema, io, name) => {
      const root = convert(schema, io);
      const isNamed = root.$ref !== undefined || !("properties" in root || "anyOf" in root);
      if (isNamed || name === undefined) return root;
      const candidates = [collectionName(root), name].filter((it) => it !== undefined);
      const free = candidates.find((candidate) => isFree(io, candidate, root)) ?? name;
      defs[io].set(free, root);
      return { $ref: `${io}#${free}` };
    },
    membersOf: (schema) => {
      const root = convert(schema, "input");
      const name = /^input#(.+)$/.exec(String(root.$ref))?.[1];
      const object = name === undefined ? root : (defs.input.get(name) ?? {});
      const { properties = {}, required = [] } = object as {
        properties?: Record<string, Json>;
        required?: string[];
      };
      return { properties, required };
    },
    finish: (document) => {
      const differ = differing(defs);
      const setRefs = (node: Json): Json => {
        const [, io, name = ""] = /^(input|output|form)#(.+)$/.exec(String(node.$ref)) ?? [];
        if (io === undefined) return node;
        const suffix = io === "input" && differ.has(name) ? "Input" : "";
        return { ...node, $ref: `#/components/schemas/${name}${suffix}` };
      };
      const named = [
        ...Object.entries(forms).map(([name, { schema, description }]) => [
          name,
          { ...plainOf(schema), description },
        ]),
        ...[...defs.output].map(([name, json]) => [name, json]),
        ...[...defs.input].map(([name, json]) => [differ.has(name) ? `${name}Input` : name, json]),
      ] as [string, Json][];
      const sorted = named.sort(([a], [b]) => (a < b ? -1 : 1));
      return {
        document: mapped(document, setRefs) as typeof document,
        schemas: mapped(Object.fromEntries(sorted), setRefs) as Json,
      };
    },
  };
}
