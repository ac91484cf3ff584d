// Looks at a database before anything is changed in it: can it be reached, is it new enough, may this
// login do what migrations need. Answers facts and reasons; what to do about them is said by others.
import pg from "pg";

export const oldestVersionNumber = 150_000;

export type UnreachableReason =
  | "refused"
  | "unknown-host"
  | "wrong-password"
  | "no-such-user"
  | "no-such-database"
  | "timeout"
  | "tls"
  | "starting"
  | "too-many-connections"
  | "other";

export interface DatabaseFacts {
  version: string;
  versionNumber: number;
  user: string;
  isSuperuser: boolean;
  mayCreateRoles: boolean;
  mayCreateSchemas: boolean;
  /** The roles that the migrations make, as far as they exist. */
  roles: { name: string; isSuperuser: boolean; bypassesRowSecurity: boolean }[];
  hasTrigrams: boolean;
  mayAddTrigrams: boolean;
  /** The database's clock, in milliseconds since the epoch. */
  nowMs: number;
}

export type Probe =
  | { reached: true; facts: DatabaseFacts }
  | { reached: false; reason: UnreachableReason; detail: string };

const factsSql = `
  SELECT current_setting('server_version') AS version,
    current_setting('server_version_num')::int AS "versionNumber",
    current_user AS "user",
    u.rolsuper AS "isSuperuser",
    (u.rolsuper OR u.rolcreaterole) AS "mayCreateRoles",
    has_database_privilege(current_database(), 'CREATE') AS "mayCreateSchemas",
    (SELECT coalesce(json_agg(json_build_object('name', r.rolname, 'isSuperuser', r.rolsuper,
        'bypassesRowSecurity', r.rolbypassrls) ORDER BY r.rolname), '[]')
      FROM pg_roles r WHERE r.rolname IN ('rapport_app', 'rapport_system', 'rapport_index')) AS roles,
    EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm') AS "hasTrigrams",
    EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm') AS "mayAddTrigrams",
    extract(epoch FROM clock_timestamp()) * 1000 AS now
  FROM pg_roles u WHERE u.rolname = current_user`;

const reasons: Record<string, UnreachableReason> = {
  ECONNREFUSED: "refused",
  ENOENT: "refused",
  ENOTFOUND: "unknown-host",
  EAI_AGAIN: "unknown-host",
  ETIMEDOUT: "timeout",
  EHOSTUNREACH: "timeout",
  ENETUNREACH: "timeout",
  "28P01": "wrong-password",
  "28000": "no-such-user",
  "3D000": "no-such-database",
  "57P03": "starting",
  "53300": "too-many-connections",
};

function reasonOf(error: unknown): UnreachableReason {
  const { code = "", message = "" } = error as { code?: string; message?: string };
  const known = reasons[code];
  if (known) return known;
  if (/password|SASL/i.test(message)) return "wrong-password";
  if (/timeout/i.test(message)) return "timeout";
  return /SSL|TLS|certificate/i.test(message) ? "tls" : "other";
}

export async function probeDatabase(connection: pg.ClientConfig, timeoutMs = 5000): Promise<Probe> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: timeoutMs });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<DatabaseFacts & { now: string }>(factsSql);
    const row = rows[0];
    if (!row) throw new Error("The login's own role is not visible.");
    const { now, ...facts } = row;
    return { reached: true, facts: { ...facts, nowMs: Number(now) } };
  } catch (error) {
    return {
      reached: false,
      reason: reasonOf(error),
      detail: error instanceof Error ? error.message : String(error),
    };
  } finally {
    await client.end().catch(() => undefined);
  }
}
