// The sign-in library's storage: its users, accounts, sessions and verifications as SQL over
// `db.system`, one statement a transaction, on the one pool that there is.
// Session tokens are stored hashed; the library sees the token that it asked with.
// Column and table names come from the fixed map below, never from a request.
import type {
  AdapterFactoryCustomizeAdapterCreator,
  CleanedWhere,
  CustomAdapter,
} from "better-auth/adapters";
import { createAdapterFactory } from "better-auth/adapters";
import type { Database, Row } from "../../platform/db/index.ts";
import { hashSecret } from "./secrets.ts";

const tables = new Set(["users", "accounts", "sessions", "verifications"]);

function tableOf(model: string): string {
  if (!tables.has(model))
    throw new Error(`The sign-in library asked for an unknown table (${model}).`);
  return `access.${model}`;
}

function column(name: string): string {
  if (!/^[a-z_]+$/.test(name))
    throw new Error(`The sign-in library asked for an unknown column (${name}).`);
  return name;
}

const comparisons: Record<string, string> = {
  eq: "=",
  ne: "<>",
  lt: "<",
  lte: "<=",
  gt: ">",
  gte: ">=",
};

type Value = CleanedWhere["value"];

class Statement {
  readonly values: unknown[] = [];
  readonly #model: string;

  constructor(model: string) {
    this.#model = model;
  }

  bind(name: string, value: unknown): string {
    this.values.push(this.#stored(name, value));
    return `$${this.values.length}`;
  }

  where(conditions: readonly CleanedWhere[] | undefined): string {
    if (!conditions?.length) return "";
    const parts = conditions.map((condition, index) => {
      const joined = index === 0 ? "" : `${condition.connector === "OR" ? "OR" : "AND"} `;
      return joined + this.#condition(condition);
    });
    return ` WHERE ${parts.join(" ")}`;
  }

  #condition({ field, operator, value }: CleanedWhere): string {
    const name = column(field);
    if (value === null) return operator === "ne" ? `${name} IS NOT NULL` : `${name} IS NULL`;
    if (operator === "in" || operator === "not_in") return this.#listed(name, operator, value);
    const comparison = comparisons[operator];
    if (!comparison)
      throw new Error(`The sign-in library asked for an unknown comparison (${operator}).`);
    return `${name} ${comparison} ${this.bind(name, value)}`;
  }

  #listed(name: string, operator: "in" | "not_in", value: Value): string {
    const list = Array.isArray(value) ? value : [value];
    const bound = list.map((item) => this.bind(name, item));
    if (bound.length === 0) return operator === "in" ? "false" : "true";
    return `${name} ${operator === "in" ? "IN" : "NOT IN"} (${bound.join(", ")})`;
  }

  #stored(name: string, value: unknown): unknown {
    const isToken = this.#model === "sessions" && name === "token" && typeof value === "string";
    return isToken ? hashSecret(value) : value;
  }
}

/** Puts the token that was asked with (or is being stored) in the place of its hash. */
function withToken<T>(row: T, token: unknown): T {
  if (typeof token !== "string" || typeof row !== "object" || row === null || !("token" in row))
    return row;
  return { ...row, token };
}

function askedToken(where: readonly CleanedWhere[]): unknown {
  return where.find((condition) => condition.field === "token" && condition.operator === "eq")
    ?.value;
}

function assignments(statement: Statement, update: object): string {
  return Object.entries(update)
    .map(([name, value]) => `${column(name)} = ${statement.bind(name, value)}`)
    .join(", ");
}

type FieldName = (field: { model: string; field: string }) => string;

function adapterOver(db: Database, nameOf: FieldName): CustomAdapter {
  const run = <T>(statement: Statement, sql: string) =>
    db.system((tx) => tx.query<Row>(sql, statement.values)) as Promise<T[]>;

  return {
    create: async ({ model, data }) => {
      const statement = new Statement(model);
      const entries = Object.entries(data);
      const names = entries.map(([name]) => column(name)).join(", ");
      const bound = entries.map(([name, value]) => statement.bind(name, value)).join(", ");
      const rows = await run<typeof data>(
        statement,
        `INSERT INTO ${tableOf(model)} (${names}) VALUES (${bound}) RETURNING *`,
      );
      return withToken(rows[0] ?? data, data.token);
    },
    update: async ({ model, where, update }) => {
      const statement = new Statement(model);
      const set = assignments(statement, update as object);
      const rows = await run<never>(
        statement,
        `UPDATE ${tableOf(model)} SET ${set}${statement.where(where)} RETURNING *`,
      );
      return withToken(rows[0] ?? null, askedToken(where));
    },
    updateMany: async ({ model, where, update }) => {
      const statement = new Statement(model);
      const set = assignments(statement, update);
      const sql = `UPDATE ${tableOf(model)} SET ${set}${statement.where(where)} RETURNING id`;
      return (await run(statement, sql)).length;
    },
    findOne: async ({ model, where }) => {
      const statement = new Statement(model);
      const sql = `SELECT * FROM ${tableOf(model)}${statement.where(where)} LIMIT 1`;
      return withToken((await run<never>(statement, sql))[0] ?? null, askedToken(where));
    },
    findMany: async ({ model, where, limit, sortBy, offset }) => {
      const statement = new Statement(model);
      const filter = statement.where(where);
      const order = sortBy
        ? ` ORDER BY ${column(nameOf({ model, field: sortBy.field }))} ${sortBy.direction === "desc" ? "DESC" : "ASC"}`
        : "";
      const page = ` LIMIT ${statement.bind("limit", limit)} OFFSET ${statement.bind("offset", offset ?? 0)}`;
      return run<never>(statement, `SELECT * FROM ${tableOf(model)}${filter}${order}${page}`);
    },
    delete: async ({ model, where }) => {
      const statement = new Statement(model);
      await run(statement, `DELETE FROM ${tableOf(model)}${statement.where(where)}`);
    },
    deleteMany: async ({ model, where }) => {
      const statement = new Statement(model);
      return (
        await run(statement, `DELETE FROM ${tableOf(model)}${statement.where(where)} RETURNING id`)
      ).length;
    },
    consumeOne: async ({ model, where }) => {
      const statement = new Statement(model);
      const rows = await run<never>(
        statement,
        `DELETE FROM ${tableOf(model)}${statement.where(where)} RETURNING *`,
      );
      return withToken(rows[0] ?? null, askedToken(where));
    },
    count: async ({ model, where }) => {
      const statement = new Statement(model);
      const sql = `SELECT count(*)::int AS count FROM ${tableOf(model)}${statement.where(where)}`;
      return (await run<{ count: number }>(statement, sql))[0]?.count ?? 0;
    },
  };
}

export function identityAdapter(db: Database) {
  const adapter: AdapterFactoryCustomizeAdapterCreator = ({ getFieldName }) =>
    adapterOver(db, getFieldName);
  return createAdapterFactory({
    config: {
      adapterId: "rapport",
      adapterName: "Rapport",
      supportsDates: false,
      supportsJSON: true,
      supportsArrays: true,
      supportsUUIDs: false,
      supportsNumericIds: false,
      transaction: false,
    },
    adapter,
  });
}
