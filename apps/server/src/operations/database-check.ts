// Turns what a probe of the database found into an error that says what to do; used at start and by doctor.

import { sleep } from "../platform/clock.ts";
import {
  oldestVersionNumber,
  type Probe,
  probeDatabase,
  type UnreachableReason,
} from "../platform/db/index.ts";
import { AppError } from "../platform/errors.ts";

const startingUpMs = 30_000;

/** The URL without its password, fit to be shown. */
export function shownUrl(databaseUrl: string): string {
  try {
    const url = new URL(databaseUrl);
    if (url.password) url.password = "****";
    return url.toString();
  } catch {
    return "RAPPORT_DATABASE_URL";
  }
}

const advice: Record<UnreachableReason, string> = {
  refused: "Nothing listens there. Start PostgreSQL, or correct host and port.",
  "unknown-host": "The host name is not known. Correct it, or check this machine's DNS.",
  "wrong-password":
    "The password is wrong. Correct the URL, or set the password: ALTER ROLE name PASSWORD '…'.",
  "no-such-user":
    "PostgreSQL does not let this user in. Create it (createuser --createrole NAME), or allow it in pg_hba.conf.",
  "no-such-database": "The database does not exist. Create it: createdb NAME.",
  timeout: "It did not answer in time. Check the network and any firewall between.",
  tls: "The encrypted connection failed. Check sslmode in the URL and the server's certificate.",
  starting: "PostgreSQL is still starting. Try again in a moment.",
  "too-many-connections":
    "PostgreSQL has no free connection. Raise max_connections, or lower RAPPORT_DATABASE_POOL.",
  other: "Check RAPPORT_DATABASE_URL.",
};

export interface DatabaseProblem {
  code: string;
  message: string;
  fix: string;
}

/** What stops the server from using this database; null when nothing does. */
export function databaseProblem(probe: Probe, shown: string): DatabaseProblem | null {
  if (!probe.reached) {
    return {
      code: `database-${probe.reason}`,
      message: `PostgreSQL at ${shown} cannot be used: ${probe.detail}`,
      fix: advice[probe.reason],
    };
  }
  const { facts } = probe;
  if (facts.versionNumber < oldestVersionNumber) {
    return {
      code: "database-too-old",
      message: `PostgreSQL at ${shown} is version ${facts.version}; Rapport needs 15 or newer.`,
      fix: "Upgrade PostgreSQL (pg_upgrade), or name a newer server in RAPPORT_DATABASE_URL.",
    };
  }
  if (facts.roles.length < 3 && !facts.mayCreateRoles) {
    return {
      code: "database-no-createrole",
      message: `The user ${facts.user} may not create the app's roles, without which rows cannot be protected.`,
      fix: `As a superuser: ALTER ROLE "${facts.user}" CREATEROLE;`,
    };
  }
  if (!facts.mayCreateSchemas) {
    return {
      code: "database-no-create",
      message: `The user ${facts.user} may not create schemas in this database.`,
      fix: `As its owner: GRANT CREATE ON DATABASE … TO "${facts.user}"; or make this user the database's owner.`,
    };
  }
  if (!facts.hasTrigrams && !facts.mayAddTrigrams) {
    return {
      code: "database-no-trigrams",
      message: "The extension pg_trgm, which search needs, is not installed on this PostgreSQL.",
      fix: "Install PostgreSQL's contrib package (Debian: postgresql-contrib), then start again.",
    };
  }
  return null;
}

/** Waits while PostgreSQL starts up; throws what a person can act on. */
export async function checkDatabase(databaseUrl: string): Promise<void> {
  const shown = shownUrl(databaseUrl);
  for (let waitedMs = 0; ; waitedMs += 500) {
    const probe = await probeDatabase({ connectionString: databaseUrl });
    const problem = databaseProblem(probe, shown);
    if (!problem) return;
    const mayStillCome = problem.code === "database-starting" && waitedMs < startingUpMs;
    if (!mayStillCome)
      throw new AppError(
        "unavailable",
        "operations.database_unreachable",
        `${problem.message} ${problem.fix}`,
      );
    await sleep(500);
  }
}
