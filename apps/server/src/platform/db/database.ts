// The only way to the database. Work happens inside a transaction that is bound to one workspace
// (`tenant`) or, for the few tables that span workspaces, to the system role (`system`).
// Invariants: the role and the workspace are set by the first statement of each transaction; no
// transaction opens inside another (the embedded database has one connection, and would hang); no
// outside call happens inside one (platform/outbound and platform/mail ask `inTransaction`).
// Statements are pipelined: `query` waits for its rows, `send` does not; commit waits for all.
import { AsyncLocalStorage } from "node:async_hooks";
import pg from "pg";
import { isInBackground } from "../background.ts";
import { AppError } from "../errors.ts";
import { isId } from "../ids.ts";
import { traced } from "../tracing.ts";
import { arrayLiteral } from "./array-literal.ts";
import { translateCommitError, translateDatabaseError } from "./database-errors.ts";
import { createPatientConnect } from "./patient-connect.ts";
import { queryScoped, type ScopedStatement } from "./scoped-query.ts";

export type Row = Record<string, unknown>;

/**
 * `kept`: planned once a connection, for all values alike. `by-values`: planned each time, for statements
 * whose good plan depends on the values (ranges, lists), which a kept plan can miss by far.
 */
export type Planning = "kept" | "by-values";

/** What a statement that only reads needs: a transaction, or `Database.reader`. */
export interface Reader {
  readonly workspaceId: string;
  query<R extends object = Row>(
    sql: string,
    values?: readonly unknown[],
    planning?: Planning,
  ): Promise<R[]>;
}

/** One short transaction. Never keep it past the function that received it. */
export interface Tx extends Reader {
  /** Queues a statement without waiting; a failure surfaces at commit, which then does not happen. */
  send(sql: string, values?: readonly unknown[]): void;
}

/** What a single statement needs that may also write: a transaction, or `Database.writer`. */
export type Writer = Pick<Tx, "workspaceId" | "query">;

export interface TenantScope {
  workspaceId: string;
}

const openTransactions = new AsyncLocalStorage<{ open: boolean }>();

export function inTransaction(): boolean {
  return openTransactions.getStore()?.open === true;
}

function refuseNested(): void {
  if (!inTransaction()) return;
  throw new AppError(
    "internal",
    "platform.nested_transaction",
    "A transaction was opened inside another one. Pass the outer Tx on instead.",
  );
}

const maxStatementNames = 2000;

export class Database {
  readonly isEmbedded: boolean;
  readonly #pool: pg.Pool;
  readonly #names = new Map<string, string>();
  readonly #connectPatiently: () => Promise<pg.PoolClient>;

  constructor(pool: pg.Pool, isEmbedded: boolean) {
    this.#pool = pool;
    this.#connectPatiently = createPatientConnect(pool);
    this.isEmbedded = isEmbedded;
  }

  /** Runs `work` as the app role, seeing and writing rows of one workspace only. */
  tenant<T>(scope: TenantScope, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#run(tenantBegin(scope), scope.workspaceId, work);
  }

  /** Runs `work` as the system role: identity, outbox, durable state. No tenant rows are visible. */
  system<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#run("BEGIN; SET LOCAL ROLE rapport_system", "", work);
  }

  /** Each statement is a read-only transaction of its own, in one round trip. */
  reader(scope: TenantScope): Reader {
    return this.#each(scope, false);
  }

  /** Each statement is a transaction of its own, in one round trip: for what is done by one statement. */
  writer(scope: TenantScope): Writer {
    return this.#each(scope, true);
  }

  #each({ workspaceId }: TenantScope, mayWrite: boolean): Reader {
    checkWorkspace(workspaceId);
    return {
      workspaceId,
      query: <R extends object>(
        sql: string,
        values: readonly unknown[] = [],
        planning?: Planning,
      ) =>
        this.#once<R>(workspaceId, {
          text: sql,
          values: values.map(parameter),
          name: this.#nameOf(sql, planning),
          mayWrite,
        }),
    };
  }

  /** The pool itself, for libraries that bring their own SQL (durable work, sign-in). */
  get pool(): pg.Pool {
    return this.#pool;
  }

  /** Somebody waits for a connection: all are in use. */
  get hasWaiters(): boolean {
    return this.#pool.waitingCount > 0;
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #once<R extends object>(workspaceId: string, statement: ScopedStatement): Promise<R[]> {
    refuseNested();
    const client = await this.#connect();
    holdWrites(client);
    try {
      const result = await tracedSql(statement.text, () =>
        queryScoped(client, workspaceId, statement),
      );
      client.release();
      return result.rows as R[];
    } catch (error) {
      // A statement that was refused has rolled back; a connection that failed is thrown away.
      client.release(!isRefusal(error));
      throw translateDatabaseError(error);
    }
  }

  async #run<T>(begin: string, workspaceId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    refuseNested();
    const client = await this.#connect();
    const marker = { open: true };
    try {
      return await openTransactions.run(marker, () =>
        this.#transact(client, begin, workspaceId, work),
      );
    } finally {
      marker.open = false;
    }
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      return await (isInBackground() ? this.#connectPatiently() : this.#pool.connect());
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }

  async #transact<T>(
    client: pg.PoolClient,
    begin: string,
    workspaceId: string,
    work: (tx: Tx) => Promise<T>,
  ): Promise<T> {
    const sent: Promise<unknown>[] = [];
    const send = (sql: string, values: readonly unknown[] = [], planning?: Planning) => {
      holdWrites(client);
      const name = this.#nameOf(sql, planning);
      const pending = tracedSql(sql, () =>
        client.query({ text: sql, values: values.map(parameter), name }),
      );
      pending.catch(() => undefined);
      sent.push(pending);
      return pending;
    };
    const tx: Tx = {
      workspaceId,
      query: async <R extends object>(
        sql: string,
        values?: readonly unknown[],
        planning?: Planning,
      ) => (await send(sql, values, planning)).rows as R[],
      send: (sql, values) => void send(sql, values),
    };
    holdWrites(client);
    const began = client.query(begin);
    began.catch(() => undefined);
    let isCommitting = false;
    try {
      const result = await work(tx);
      holdWrites(client);
      const committed = client.query("COMMIT");
      committed.catch(() => undefined);
      await began;
      for (const pending of sent) await pending;
      isCommitting = true;
      await committed;
      client.release();
      return result;
    } catch (error) {
      await rollBack(client);
      if (isCommitting) throw translateCommitError(error);
      throw translateDatabaseError(await firstFailure(sent, error));
    }
  }

  /** Named statements are parsed and planned once a connection; the names are bounded. */
  #nameOf(sql: string, planning: Planning = "kept"): string | undefined {
    if (planning === "by-values") return undefined;
    const known = this.#names.get(sql);
    if (known !== undefined) return known;
    if (this.#names.size >= maxStatementNames) return undefined;
    const name = `r${this.#names.size}`;
    this.#names.set(sql, name);
    return name;
  }
}

const parameter = (value: unknown) => (Array.isArray(value) ? arrayLiteral(value) : value);

interface Corkable {
  connection?: { stream?: { cork(): void; uncork(): void; writableCorked: number } };
}

/** Statements of one turn of the event loop leave in one system call; each costs more than a query. */
function holdWrites(client: pg.PoolClient): void {
  const stream = (client as Corkable).connection?.stream;
  if (!stream || stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

/** Commands that need no planning: they come before every statement of a request. */
function tenantBegin({ workspaceId }: TenantScope): string {
  checkWorkspace(workspaceId);
  return `BEGIN; SET LOCAL rapport.workspace = '${workspaceId}'`;
}

function checkWorkspace(workspaceId: string): void {
  if (isId(workspaceId)) return;
  throw new AppError("internal", "platform.no_workspace", "A transaction needs a workspace.");
}

/** The database's own answer, after which the connection is as good as before. */
function isRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity === "ERROR";
}

async function rollBack(client: pg.PoolClient): Promise<void> {
  try {
    await client.query("ROLLBACK");
    client.release();
  } catch (error) {
    // The connection is broken: the pool throws it away, and the server has rolled back.
    client.release(error instanceof Error ? error : true);
  }
}

/** Texts with placeholders, never values. */
function tracedSql<T>(sql: string, ask: () => Promise<T>): Promise<T> {
  const [verb = "SQL"] = sql.trimStart().split(/\s/, 1);
  return traced(verb, "client", { "db.system": "postgresql", "db.statement": sql }, ask);
}

const transactionAborted = "25P02";

/** Pipelined, the statement that was waited for may only say that an earlier one had failed. */
async function firstFailure(sent: readonly Promise<unknown>[], met: unknown): Promise<unknown> {
  if ((met as { code?: string } | null)?.code !== transactionAborted) return met;
  const outcomes = await Promise.allSettled(sent);
  const first = outcomes.find((outcome) => outcome.status === "rejected");
  return first?.status === "rejected" ? first.reason : met;
}
