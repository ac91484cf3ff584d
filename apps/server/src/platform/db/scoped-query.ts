// One statement in a transaction of its own, bound to a workspace, in one message to the database
// and one answer. What comes before a Sync of the extended protocol is one transaction, so no BEGIN and no
// COMMIT are sent: first a kept statement sets the workspace (and whether it may write) for that transaction alone,
// then the statement runs. A failure ends both, and nothing of it stays on the connection.
import pg from "pg";

const scopeName = "rapport_scope";
const scopeSql =
  "SELECT set_config('rapport.workspace', $1, true), set_config('transaction_read_only', $2, true)";

interface Connection {
  parse(statement: { name: string; text: string }): void;
  bind(portal: { portal: string; statement: string; values: readonly unknown[] }): void;
  execute(portal: { portal: string; rows: number }): void;
}

/** What the driver's own query does when messages are to be written, and when they come in. */
interface DriverQuery {
  callback: (error: Error | null, result: pg.QueryResult) => void;
  prepare(connection: Connection): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Connection): void;
}

const Query = pg.Query as unknown as new (config: object) => DriverQuery;

/** Connections that know the statement that sets the workspace. */
const prepared = new WeakSet<Connection>();

class ScopedQuery extends Query {
  readonly #scope: readonly [workspaceId: string, readOnly: "on" | "off"];
  #isScoped = false;

  constructor(config: object, scope: readonly [string, "on" | "off"]) {
    super(config);
    this.#scope = scope;
  }

  override prepare(connection: Connection): void {
    if (!prepared.has(connection)) {
      connection.parse({ name: scopeName, text: scopeSql });
      prepared.add(connection);
    }
    connection.bind({ portal: "", statement: scopeName, values: this.#scope });
    connection.execute({ portal: "", rows: 0 });
    super.prepare(connection);
  }

  override handleDataRow(message: unknown): void {
    if (this.#isScoped) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: Connection): void {
    if (this.#isScoped) super.handleCommandComplete(message, connection);
    this.#isScoped = true;
  }
}

export interface ScopedStatement {
  text: string;
  values: readonly unknown[];
  name: string | undefined;
  mayWrite: boolean;
}

export function queryScoped(
  client: pg.PoolClient,
  workspaceId: string,
  { mayWrite, ...statement }: ScopedStatement,
): Promise<pg.QueryResult> {
  return new Promise((resolve, reject) => {
    // Also without values it goes by the extended protocol, where the two are one transaction.
    const config = { ...statement, queryMode: "extended" };
    const query = new ScopedQuery(config, [workspaceId, mayWrite ? "off" : "on"]);
    query.callback = (error, result) => (error ? reject(error) : resolve(result));
    client.query(query as unknown as pg.Submittable);
  });
}
