// Opens the one `pg` pool of a process, over PostgreSQL or the embedded database, always pipelined.
// Values arrive in API form: times as ISO strings in UTC, bigint as number, dates as `YYYY-MM-DD`.
import pg from "pg";

const identity = (value: string) => value;

/** `2026-11-22 08:40:51.123456+00` → `2026-11-22T08:40:51.123Z`; sessions run in UTC. */
export function isoFromPostgres(value: string): string {
  const bare = value.slice(0, -3).replace(" ", "T");
  const dot = bare.indexOf(".");
  if (dot < 0) return `${bare}.000Z`;
  return `${bare.slice(0, dot)}${bare.slice(dot, dot + 4).padEnd(4, "0")}Z`;
}

const parsers = new Map<number, (value: string) => unknown>([
  [pg.types.builtins.TIMESTAMPTZ, isoFromPostgres],
  [pg.types.builtins.INT8, Number],
  [pg.types.builtins.DATE, identity],
]);

// The library reads a type's parser by id; what is not in our table falls through to its own.
export const typeParsers = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    const own = format === "binary" ? undefined : parsers.get(oid);
    return own ?? pg.types.getTypeParser(oid, format);
  },
};

export interface PoolOptions {
  connection: pg.ClientConfig;
  max: number;
  /** Run on each new connection, before anything else. */
  prepareSql: string;
}

export function openPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    ...options.connection,
    max: options.max,
    types: typeParsers as pg.CustomTypesConfig,
    connectionTimeoutMillis: 8000,
    idleTimeoutMillis: 0,
    keepAlive: true,
    pipeline: true,
    onConnect: async (client: pg.ClientBase) => {
      await client.query(options.prepareSql);
    },
  } as pg.PoolConfig);
  // A connection that dies is replaced at next use; the request that meets it says so. Lent out, it
  // tells its own listeners instead of the pool's, and without one it would end the process.
  const survive = () => undefined;
  pool.on("error", survive);
  pool.on("connect", (client) => client.on("error", survive));
  return pool;
}
