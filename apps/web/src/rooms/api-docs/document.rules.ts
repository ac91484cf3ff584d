// The OpenAPI document as the reader needs it: operations by tag, found by words; schemas as rows; an example of any
// schema. Pure: the document comes from outside.

export interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  additionalProperties?: Schema | boolean;
  examples?: unknown[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
}

export interface Parameter {
  $ref?: string;
  name: string;
  in: "path" | "query" | "header";
  required?: boolean;
  description?: string;
  schema: Schema;
}

interface Content {
  content?: Record<string, { schema: Schema }>;
}

export interface RawOperation {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  security?: unknown[];
  parameters: Parameter[];
  requestBody?: Content;
  responses: Record<string, Content & { $ref?: string; description?: string; headers?: object }>;
}

export interface ApiDocument {
  info: { title: string; version: string; description: string };
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, RawOperation>>;
  components: Record<string, Record<string, unknown>>;
}

export interface Operation extends RawOperation {
  method: string;
  path: string;
}

export interface Group {
  tag: string;
  description: string;
  operations: Operation[];
}

export const lookUp = <T extends { $ref?: string }>(document: ApiDocument, node: T): T => {
  if (node.$ref === undefined) return node;
  const found = node.$ref
    .slice(2)
    .split("/")
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
  return { ...(found as T), ...node };
};

/** Name of the component that a reference means. */
export const nameOf = (ref: string): string => ref.slice(ref.lastIndexOf("/") + 1);

export const operationsOf = (document: ApiDocument): Operation[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
      parameters: operation.parameters.map((parameter) => lookUp(document, parameter)),
    })),
  );

const wordsOf = ({ method, path, operationId, summary, tags }: Operation): string =>
  `${method} ${path} ${operationId} ${summary} ${tags.join(" ")}`.toLowerCase();

/** Operations that have every word of the search, by tag. */
export const groupsOf = (document: ApiDocument, search = ""): Group[] => {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = operationsOf(document).filter((operation) =>
    words.every((word) => wordsOf(operation).includes(word)),
  );
  return document.tags
    .map(({ name, description }) => ({
      tag: name,
      description,
      operations: found.filter(({ tags }) => tags.includes(name)),
    }))
    .filter(({ operations }) => operations.length > 0);
};

/** A schema's type in a word or two: `string`, `Person[]`, `"open" | "done"`, `integer or null`. */
export const typeText = (schema: Schema): string => {
  if (schema.$ref) return nameOf(schema.$ref);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(typeText).join(" | ");
  const types = [schema.type ?? "any"].flat();
  if (types.includes("array") && schema.items) return `${typeText(schema.items)}[]`;
  if (schema.additionalProperties && typeof schema.additionalProperties === "object")
    return `map of ${typeText(schema.additionalProperties)}`;
  return types.join(" or ");
};

const bounds: [keyof Schema, (value: unknown) => string][] = [
  ["format", (value) => String(value)],
  ["minimum", (value) => `≥ ${value}`],
  ["maximum", (value) => `≤ ${value}`],
  ["minLength", (value) => `at least ${value} characters`],
  ["maxLength", (value) => `at most ${value} characters`],
  ["minItems", (value) => `at least ${value}`],
  ["maxItems", (value) => `at most ${value}`],
];

/** What limits a value, in words. */
export const limitsText = (schema: Schema): string =>
  bounds
    .filter(([key]) => schema[key] !== undefined && Math.abs(Number(schema[key])) !== 2 ** 53 - 1)
    .map(([key, say]) => say(schema[key]))
    .join(", ");

/** The schema whose members are worth opening: itself, what an array holds, or the first choice that has some. */
export const membersOf = (document: ApiDocument, schema: Schema): Schema | null => {
  const found = lookUp(document, schema);
  if (found.properties) return found;
  if (found.items) return membersOf(document, found.items);
  for (const choice of found.anyOf ?? found.oneOf ?? []) {
    const members = membersOf(document, choice);
    if (members) return members;
  }
  return null;
};

const samples: Record<string, unknown> = {
  uuid: "01900000-0000-7000-8000-000000000001",
  "date-time": "2031-03-31T14:30:00.000Z",
  date: "2031-03-31",
  email: "ada.byron@example.com",
};

const plainSample = (schema: Schema, type: string): unknown => {
  if (type === "integer" || type === "number") return Math.max(schema.minimum ?? 1, 1);
  if (type === "boolean") return true;
  if (type === "null") return null;
  return samples[schema.format ?? ""] ?? "text";
};

const objectSample = (document: ApiDocument, schema: Schema, depth: number): unknown => {
  const { properties = {}, required = [] } = schema;
  const keys = required.length > 0 ? required : Object.keys(properties).slice(0, 3);
  const entries = keys.map((key) => [key, sampleOf(document, properties[key] ?? {}, depth + 1)]);
  return Object.fromEntries(entries);
};

/** A value that the schema takes, as short as it can be: its own example, or what is required. */
export const sampleOf = (document: ApiDocument, given: Schema, depth = 0): unknown => {
  const schema = lookUp(document, given);
  if (schema.examples?.[0] !== undefined) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (depth > 5) return null;
  const [choice] = schema.anyOf ?? schema.oneOf ?? [];
  if (choice) return sampleOf(document, choice, depth);
  const [type = "string"] = [schema.type ?? (schema.properties ? "object" : "string")].flat();
  if (type === "array") return schema.items ? [sampleOf(document, schema.items, depth + 1)] : [];
  return type === "object" ? objectSample(document, schema, depth) : plainSample(schema, type);
};

/** Schema of the JSON body; null when it takes none, or a file. */
export const bodySchemaOf = (operation: RawOperation): Schema | null =>
  operation.requestBody?.content?.["application/json"]?.schema ?? null;

export const takesFile = (operation: RawOperation): boolean =>
  operation.requestBody !== undefined && bodySchemaOf(operation) === null;
