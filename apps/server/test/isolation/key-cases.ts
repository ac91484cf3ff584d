// Requests with the key of an object type or of a custom field in every place where one can stand.
import { newId } from "../../src/platform/ids.ts";
import {
  address,
  type Case,
  type HomeThings,
  leastObject,
  type Operation,
  plainCase,
  withQuery,
} from "./api-cases.ts";

export interface Keys {
  object: string;
  field: string;
}

/** Query parameters that hold a key, and the query that tries it. */
const inQuery: Record<string, (keys: Keys, id: string) => Record<string, string>> = {
  objects: ({ object }) => ({ q: "some", objects: object }),
  sort: ({ field }) => ({ sort: `custom.${field}` }),
  filter: ({ field }) => ({ filter: JSON.stringify({ [`custom.${field}`]: "x" }) }),
  fields: ({ field }) => ({ fields: `custom.${field}` }),
  object: ({ object }, id) => ({ id, object }),
};

const inBody: Record<string, (keys: Keys) => unknown> = {
  object: ({ object }) => object,
  fromObject: ({ object }) => object,
  toObject: ({ object }) => object,
  refObject: ({ object }) => object,
  custom: ({ field }) => ({ [field]: "x" }),
};

export function keyCases(operation: Operation, home: HomeThings, keys: Keys): Case[] {
  const values = home.values(operation);
  const base = plainCase(operation, home);
  const bare = base.path.split("?")[0] ?? "";
  const names = operation.parameters.filter((one) => one.in === "query").map(({ name }) => name);
  const { body } = operation;
  const found: Case[] = [];
  if (operation.path.includes("{object}")) {
    const path = address(operation, { ...values, object: keys.object });
    found.push({ ...base, place: "{object}", path });
  }
  for (const name of names.filter((one) => inQuery[one])) {
    const query = inQuery[name]?.(keys, values.id ?? "") ?? {};
    found.push({ ...base, place: `?${name}`, path: withQuery(bare, query) });
  }
  for (const name of Object.keys(body?.properties ?? {}).filter((one) => inBody[one])) {
    const tried = { ...leastObject(body ?? {}), [name]: inBody[name]?.(keys) };
    found.push({ ...base, place: `body.${name}`, body: tried });
  }
  return found;
}

/** Parts of addresses that no workspace of the test has. */
export const standInIds = () => ({
  publicKey: "wgt_0123456789abcdef",
  lineId: newId(),
  actId: newId(),
  messageId: newId(),
  mailId: newId(),
  recordId: newId(),
  at: "0",
});
