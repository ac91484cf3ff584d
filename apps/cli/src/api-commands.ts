// Everything that the API can, by its address, for what has no command of its own; and the records of any object by
// their verbs. Answers are JSON in both modes: what comes out is what the API answered.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { RapportRecord } from "@rapport/sdk";
import {
  type Command,
  exitCodes,
  type Options,
  type Outcome,
  startFolder,
  textOption,
  UsageError,
} from "./command.ts";
import { asOutcome, clientOf, connection, filterOf } from "./connection.ts";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

const shown = (result: unknown): Outcome => ({
  exitCode: exitCodes.ok,
  text: result === undefined ? "Done." : JSON.stringify(result, null, 2),
  result: result ?? null,
});

/** `--data` as JSON, or `@FILE` that holds it. */
function dataOf(options: Options): unknown {
  const given = textOption(options, "data");
  if (given === undefined) return undefined;
  try {
    const isFile = given.startsWith("@");
    return JSON.parse(
      isFile ? readFileSync(resolve(startFolder(), given.slice(1)), "utf8") : given,
    );
  } catch (error) {
    if (!(error instanceof SyntaxError))
      throw new UsageError(`${given.slice(1)} cannot be read: ${(error as Error).message}`);
    throw new UsageError('--data must be JSON, for example \'{"city":"Rome"}\', or @FILE.');
  }
}

/** `limit=5&sort=lastName`. */
function queryOf(options: Options): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(textOption(options, "query") ?? ""));
}

async function callApi(options: Options, method: string, path: string): Promise<Outcome> {
  const json = dataOf(options);
  const { body } = await clientOf(options).transport.call(method, path, {
    query: queryOf(options),
    ...(json === undefined ? {} : { json }),
  });
  return shown(body);
}

const dataOption = { type: "string", value: "JSON", about: "The body; @FILE reads it." } as const;

const apiCommand: Command = {
  name: "api",
  summary: "Send any request of the API, and print what it answers.",
  arguments: "METHOD PATH",
  options: {
    query: { type: "string", value: "A=B&C=D", about: "What goes behind the question mark." },
    data: dataOption,
    ...connection,
  },
  examples: [
    "api GET /people --query 'limit=5&sort=-createdAt'",
    'api POST /people --data \'{"lastName":"Ito"}\'',
  ],
  run: async ({ options, positionals }) => {
    const [method = "", path = ""] = positionals;
    if (!methods.includes(method.toUpperCase()) || !path.startsWith("/"))
      throw new UsageError("Say a method and a path under /api/v1, such as: api GET /people.");
    return asOutcome(() => callApi(options, method.toUpperCase(), path));
  },
};

interface Verb {
  summary: string;
  arguments: string;
  takes: readonly ("data" | "list")[];
  example: string;
  run(options: Options, object: string, id: string): Promise<Outcome>;
}

function needed(id: string): string {
  if (id === "") throw new UsageError("Say which record: its id comes after the object.");
  return id;
}

function bodyOf(options: Options): Record<string, string> {
  const data = dataOf(options);
  if (typeof data !== "object" || data === null)
    throw new UsageError("Give the fields: --data JSON.");
  return data as Record<string, string>;
}

async function listRecords(options: Options, object: string): Promise<Outcome> {
  const most = Number(textOption(options, "limit") ?? 60);
  if (!Number.isInteger(most) || most < 1) throw new UsageError("--limit is a whole number.");
  const filter = filterOf(options);
  const sort = textOption(options, "sort");
  const query = {
    limit: Math.min(most, 200),
    ...(filter === undefined ? {} : { filter }),
    ...(sort === undefined ? {} : { sort }),
  };
  const found: RapportRecord[] = [];
  for await (const record of clientOf(options).records<RapportRecord>(object).iterate(query)) {
    found.push(record);
    if (found.length >= most) break;
  }
  return shown(found);
}

const verbs: Record<string, Verb> = {
  list: {
    summary: "List records of an object.",
    arguments: "OBJECT",
    takes: ["list"],
    example: 'records list people --filter \'{"city":"Paris"}\' --limit 500',
    run: listRecords,
  },
  get: {
    summary: "Read one record.",
    arguments: "OBJECT ID",
    takes: [],
    example: "records get people 01900000-0000-7000-8000-000000000001",
    run: async (options, object, id) =>
      shown(await clientOf(options).records<RapportRecord>(object).get(needed(id))),
  },
  create: {
    summary: "Create a record.",
    arguments: "OBJECT",
    takes: ["data"],
    example: 'records create people --data \'{"lastName":"Ito"}\'',
    run: async (options, object) =>
      shown((await clientOf(options).records<RapportRecord>(object).create(bodyOf(options))).data),
  },
  update: {
    summary: "Change fields of a record.",
    arguments: "OBJECT ID",
    takes: ["data"],
    example:
      'records update people 01900000-0000-7000-8000-000000000001 --data \'{"city":"Rome"}\'',
    run: async (options, object, id) => {
      const records = clientOf(options).records<RapportRecord>(object);
      return shown((await records.update(needed(id), bodyOf(options))).data);
    },
  },
  delete: {
    summary: "Move a record to the trash.",
    arguments: "OBJECT ID",
    takes: [],
    example: "records delete people 01900000-0000-7000-8000-000000000001",
    run: async (options, object, id) => {
      const { actId } = await clientOf(options).records<RapportRecord>(object).remove(needed(id));
      return shown({ id, actId });
    },
  },
};

const listOptions = {
  filter: { type: "string", value: "JSON", about: "As in the API." },
  sort: { type: "string", value: "FIELD", about: "As in the API; -FIELD for descending." },
  limit: { type: "string", value: "N", about: "At most so many; 60 unless told." },
} as const;

function recordsCommand([name, verb]: [string, Verb]): Command {
  return {
    name: `records ${name}`,
    summary: verb.summary,
    arguments: verb.arguments,
    options: {
      ...(verb.takes.includes("data") ? { data: dataOption } : {}),
      ...(verb.takes.includes("list") ? listOptions : {}),
      ...connection,
    },
    examples: [verb.example],
    run: async ({ options, positionals }) => {
      const [object, id = ""] = positionals;
      if (object === undefined) throw new UsageError("Say which records, for example people.");
      return asOutcome(() => verb.run(options, object, id));
    },
  };
}

export const apiCommands: Command[] = [apiCommand, ...Object.entries(verbs).map(recordsCommand)];
