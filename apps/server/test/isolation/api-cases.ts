// Requests made from the OpenAPI document, so that a route is covered from the moment that it exists: each
// operation once without any foreign thing, and once for every place where an id or a key can stand
// (address, query, filter, anywhere in the body). `stand-in` is what stands there.
import type { Json } from "./fill-workspace.ts";

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: Schema;
}

interface Schema {
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minimum?: number;
  minLength?: number;
  additionalProperties?: boolean | Schema;
}

export interface Operation {
  operationId: string;
  method: string;
  path: string;
  parameters: Parameter[];
  body: Schema | null;
  /** Media type of a file that is taken instead of JSON. */
  fileType: string | null;
}

export interface Case {
  operation: Operation;
  /** Where the thing stands, for messages. */
  place: string;
  path: string;
  body?: unknown;
}

/** Every reference replaced by what it names; one that leads back to itself ends there. */
function withoutRefs(document: Json): Json {
  const lookUp = (ref: string): unknown =>
    ref
      .slice(2)
      .split("/")
      .reduce<unknown>((node, key) => (node as Json | undefined)?.[key], document);
  const resolve = (node: unknown, above: readonly string[]): unknown => {
    if (Array.isArray(node)) return node.map((item) => resolve(item, above));
    if (typeof node !== "object" || node === null) return node;
    const { $ref, ...rest } = node as Json;
    if (typeof $ref === "string") {
      if (above.includes($ref)) return rest;
      return { ...(resolve(lookUp($ref), [...above, $ref]) as Json), ...rest };
    }
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [key, resolve(value, above)]),
    );
  };
  return { paths: resolve(document.paths, []) };
}

export function operationsOf(document: Json): Operation[] {
  const paths = withoutRefs(document).paths as Record<string, Record<string, Json>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const content =
        (operation.requestBody as { content?: Record<string, { schema: Schema }> } | undefined)
          ?.content ?? {};
      const [fileType] = Object.keys(content).filter(
        (type) => type !== "application/json" && type !== "multipart/form-data",
      );
      return {
        operationId: String(operation.operationId),
        method: method.toUpperCase(),
        path: path.replace("/api/v1", ""),
        parameters: operation.parameters as Parameter[],
        body: content["application/json"]?.schema ?? null,
        fileType: content["application/json"] ? null : (fileType ?? null),
      };
    }),
  );
}

const isId = (schema: Schema): boolean =>
  schema.format === "uuid" || [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].some(isId);

const standIns: Record<string, string> = {
  object: "people",
  fromObject: "people",
  toObject: "people",
};

const leastText: Record<string, string> = {
  uuid: "01900000-0000-7000-8000-000000000001",
  email: "somebody@somewhere.example",
  date: "2031-01-01",
  "date-time": "2031-01-01T00:00:00.000Z",
};

const leastOf: Record<string, (schema: Schema, name: string) => unknown> = {
  object: (schema) => leastObject(schema),
  array: ({ items }) => (items ? [least(items)] : []),
  number: ({ minimum }) => Math.max(minimum ?? 1, 1),
  integer: ({ minimum }) => Math.max(minimum ?? 1, 1),
  boolean: () => false,
  string: ({ format = "", minLength = 1 }, name) =>
    leastText[format] ?? standIns[name] ?? "x".repeat(Math.max(minLength, 12)),
};

/** The least value that the schema takes. */
function least(schema: Schema, name = ""): unknown {
  const fixed = schema.const ?? schema.enum?.[0];
  if (fixed !== undefined) return fixed;
  const [choice] = schema.anyOf ?? schema.oneOf ?? (schema.type ? [] : (schema.allOf ?? []));
  if (choice) return least(choice, name);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  return leastOf[type ?? "string"]?.(schema, name) ?? null;
}

export function leastObject(schema: Schema): Json {
  const body: Json = {};
  for (const key of schema.required ?? []) body[key] = least(schema.properties?.[key] ?? {}, key);
  return body;
}

interface Spot {
  place: string;
  /** The body with the id in that place. */
  fill(id: string): unknown;
}

/** Every place of a body where an id may stand, however deep. */
function spotsIn(schema: Schema, place: string): Spot[] {
  if (isId(schema)) return [{ place, fill: (id) => id }];
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  // Choices may have places of the same name: each is compared with its own.
  if (choices.length > 0) {
    const named = (at: number) => (choices.length > 1 ? `${place}(${at})` : place);
    return choices.flatMap((choice, at) => spotsIn(choice, named(at)));
  }
  if (schema.items)
    return spotsIn(schema.items, `${place}[]`).map((spot) => ({
      ...spot,
      fill: (id) => [spot.fill(id)],
    }));
  return Object.entries(schema.properties ?? {}).flatMap(([key, inner]) =>
    spotsIn(inner, `${place}.${key}`).map((spot) => ({
      ...spot,
      fill: (id) => ({ ...leastObject(schema), [key]: spot.fill(id) }),
    })),
  );
}

/** What stands in each of an address's places where nothing foreign is meant. */
export function address(operation: Operation, values: Record<string, string>): string {
  return operation.path.replace(/\{(\w+)\}/g, (_all, name: string) =>
    encodeURIComponent(values[name] ?? ""),
  );
}

export function withQuery(path: string, query: Record<string, string>): string {
  const text = new URLSearchParams(query).toString();
  return text ? `${path}?${text}` : path;
}

export interface HomeThings {
  /** Of the asker's own workspace, for the places beside the one that is tried. */
  values(operation: Operation): Record<string, string>;
  /** A file that an upload takes. */
  file: string;
}

function bodyOf(operation: Operation, home: HomeThings): unknown {
  if (operation.fileType !== null) return home.file;
  return operation.body ? leastObject(operation.body) : undefined;
}

/** The operation as it is meant to be used: nothing foreign in it. */
export function plainCase(operation: Operation, home: HomeThings): Case {
  const query: Record<string, string> = {};
  for (const parameter of operation.parameters) {
    if (parameter.in === "query" && parameter.required)
      query[parameter.name] = String(least(parameter.schema, parameter.name));
  }
  return {
    operation,
    place: "nowhere",
    path: withQuery(address(operation, home.values(operation)), query),
    body: bodyOf(operation, home),
  };
}

/** One case for each place of the operation in which an id can stand. */
export function idCases(operation: Operation, home: HomeThings, id: string): Case[] {
  const values = home.values(operation);
  const base = plainCase(operation, home);
  const inPath = operation.parameters
    .filter((parameter) => parameter.in === "path" && parameter.name !== "object")
    .map(({ name }) => ({
      ...base,
      place: `{${name}}`,
      path: address(operation, { ...values, [name]: id }),
    }));
  const inQuery = operation.parameters
    .filter((parameter) => parameter.in === "query" && isId(parameter.schema))
    .map(({ name }) => ({
      ...base,
      place: `?${name}`,
      path: withQuery(base.path.split("?")[0] ?? "", { object: "people", [name]: id }),
    }));
  const inBody = (operation.body ? spotsIn(operation.body, "body") : []).map((spot) => ({
    ...base,
    place: spot.place,
    body: spot.fill(id),
  }));
  return [...inPath, ...inQuery, ...inBody, ...filterCases(operation, base, id)];
}

const filterFields = [
  "id",
  "createdBy",
  "ownerId",
  "companyId",
  "personId",
  "dealId",
  "ticketId",
  "pipelineId",
  "stageId",
  "list",
];

function filterCases(operation: Operation, base: Case, id: string): Case[] {
  if (!operation.parameters.some(({ name }) => name === "filter")) return [];
  return filterFields.map((field) => ({
    ...base,
    place: `filter.${field}`,
    path: withQuery(base.path.split("?")[0] ?? "", { filter: JSON.stringify({ [field]: id }) }),
  }));
}
