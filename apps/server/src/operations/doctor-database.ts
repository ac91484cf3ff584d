// Doctor's checks of the database: is it there, is it whole, does it match this version, are its rows
// protected, is the audit chain unbroken.
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { verifyAllAudit } from "../flows/verify-audit.ts";
import {
  connectOwner,
  type DatabaseServer,
  type Inspection,
  inspectDatabase,
  migrationsFolder,
  openDatabase,
  probeDatabase,
  startDatabaseServer,
} from "../platform/db/index.ts";
import { isAppError } from "../platform/errors.ts";
import { databaseProblem, shownUrl } from "./database-check.ts";
import { checkMissingFiles } from "./doctor-files.ts";
import { type DoctorDeps, seriousFinding as error, type Finding } from "./doctor-finding.ts";
import { checkKeys } from "./doctor-keys.ts";
import { takeFolderLock } from "./lock.ts";

const controlFileBytes = 8192;
const maxSkewMs = 5000;

const restoreFix =
  "Put the folder aside and restore the last backup: mv DATA/database DATA/database.damaged && npm run -s rapport -- restore --in FILE";

/** What can be seen without opening it; null when nothing is wrong, or nothing is there yet. */
export function embeddedDamage(dataDir: string): string | null {
  const folder = join(dataDir, "database");
  if (!existsSync(folder)) return null;
  const versionFile = join(folder, "PG_VERSION");
  if (!existsSync(versionFile))
    return existsSync(join(folder, "base")) ? "its file PG_VERSION is missing" : null;
  const version = readFileSync(versionFile, "utf8").trim();
  if (!/^\d+$/.test(version))
    return `its file PG_VERSION holds "${version.slice(0, 20)}" instead of a version`;
  const control = join(folder, "global", "pg_control");
  if (!existsSync(control)) return "its control file global/pg_control is missing";
  const { size } = statSync(control);
  return size === controlFileBytes
    ? null
    : `its control file global/pg_control has ${size} bytes instead of ${controlFileBytes}`;
}

export async function checkEmbedded({ config }: DoctorDeps): Promise<Finding[]> {
  if (config.databaseUrl) return [];
  const damage = embeddedDamage(config.dataDir);
  if (damage === null) return [];
  return [
    error(
      "embedded-damaged",
      `The embedded database in ${join(config.dataDir, "database")} is damaged: ${damage}.`,
      "It cannot be opened; a copy that was cut off, a failing disk or a manual change are the usual causes.",
      restoreFix.replaceAll("DATA", config.dataDir),
    ),
  ];
}

export async function checkDatabaseServer({ config }: DoctorDeps): Promise<Finding[]> {
  if (!config.databaseUrl) return [];
  const problem = databaseProblem(
    await probeDatabase({ connectionString: config.databaseUrl }),
    shownUrl(config.databaseUrl),
  );
  if (!problem) return [];
  return [
    error(
      problem.code,
      problem.message,
      "The server cannot start without its database.",
      problem.fix,
    ),
  ];
}

export async function checkClockSkew({ config, clock }: DoctorDeps): Promise<Finding[]> {
  if (!config.databaseUrl) return [];
  const probe = await probeDatabase({ connectionString: config.databaseUrl });
  return probe.reached ? skewFindings(clock.nowMs() - probe.facts.nowMs) : [];
}

export function skewFindings(skewMs: number): Finding[] {
  if (Math.abs(skewMs) <= maxSkewMs) return [];
  const direction = skewMs > 0 ? "ahead of" : "behind";
  return [
    {
      code: "clock-skew",
      severity: "warning",
      what: `This machine's clock is ${Math.round(Math.abs(skewMs) / 1000)} s ${direction} the database's.`,
      why: "Sessions, keys and timers end at the wrong moment, and entries seem to come out of order.",
      fix: "Turn time synchronisation on, on both machines: timedatectl set-ntp true",
    },
  ];
}

export function inspectionFindings({
  migrations,
  missingRoles,
  mightyRoles,
  openTables,
}: Inspection): Finding[] {
  const findings: Finding[] = [];
  const { pending = [], edited = [], newer = [] } = migrations ?? {};
  if (newer.length > 0) {
    findings.push(
      error(
        "newer-database",
        `The database was changed by a newer version of Rapport (${newer.join(", ")}).`,
        "This version would not understand its data, and refuses to start.",
        "Start the newer version, or restore a backup made by this one: npm run -s rapport -- restore --in FILE --replace",
      ),
    );
  }
  if (edited.length > 0) {
    findings.push(
      error(
        "edited-migration",
        `These migrations were edited after they had been applied: ${edited.join(", ")}.`,
        "The database is not what the files say, and the server refuses to start.",
        "git checkout -- apps/server/migrations",
      ),
    );
  }
  if (pending.length > 0) {
    findings.push({
      code: "pending-migrations",
      severity: "warning",
      what: `These migrations are not applied yet: ${pending.join(", ")}.`,
      why: "The next start applies them, after an automatic backup.",
      fix: "npm run -s rapport -- migrate",
    });
  }
  if (missingRoles.length > 0) {
    findings.push(
      error(
        "role-missing",
        `These roles are missing: ${missingRoles.join(", ")}.`,
        "Every transaction runs as one of them; nothing works without.",
        `As a superuser: ${missingRoles.map((name) => `CREATE ROLE ${name} NOLOGIN; GRANT ${name} TO CURRENT_USER;`).join(" ")} then restore their grants from a backup`,
      ),
    );
  }
  if (mightyRoles.length > 0) {
    findings.push(
      error(
        "role-above-row-security",
        `${mightyRoles.join(" and ")} can see past row security.`,
        "Rows of one workspace could reach another.",
        `As a superuser: ${mightyRoles.map((name) => `ALTER ROLE ${name} NOSUPERUSER NOBYPASSRLS;`).join(" ")}`,
      ),
    );
  }
  if (openTables.length > 0) {
    const statements = openTables.map(
      (name) => `ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;`,
    );
    findings.push(
      error(
        "row-security-off",
        `Row security is not forced on: ${openTables.join(", ")}.`,
        "Rows of one workspace could reach another.",
        statements.join(" "),
      ),
    );
  }
  return findings;
}

/** Without its key the log cannot be checked; that is a finding of its own (`checkKeys`, `checkFiles`). */
async function auditFindings(
  db: Parameters<typeof verifyAllAudit>[0],
  config: DoctorDeps["config"],
): Promise<Finding[]> {
  if ((await checkKeys({ config })).length > 0) return [];
  const report = await verifyAllAudit(db, config).catch((failure: unknown) => {
    if (isAppError(failure, "platform.lost_key")) return { workspaces: [] };
    throw failure;
  });
  return report.workspaces
    .filter((verdict) => !verdict.ok)
    .map(({ workspaceId, firstBad }) =>
      error(
        "audit-broken",
        `The audit log of workspace ${workspaceId} was tampered with: ${firstBad?.message ?? ""}`,
        "What happened can no longer be proven from that entry on.",
        "npm run -s rapport -- audit verify --json   (then compare with a backup)",
      ),
    );
}

/** Opens the database; embedded, only when no server does, and asks the server otherwise. */
export async function checkInside(deps: DoctorDeps): Promise<Finding[]> {
  if (deps.isServed) return (await deps.ask("inspect")) as Finding[];
  const { config } = deps;
  if (!config.databaseUrl) return insideEmbedded(deps);
  const probe = await probeDatabase({ connectionString: config.databaseUrl });
  if (databaseProblem(probe, "") !== null) return [];
  return inspectServer(deps, await startDatabaseServer(config));
}

async function insideEmbedded(deps: DoctorDeps): Promise<Finding[]> {
  const { config } = deps;
  const isThere = existsSync(join(config.dataDir, "database", "PG_VERSION"));
  if (!isThere || embeddedDamage(config.dataDir) !== null) return [];
  const lock = await takeFolderLock(config.dataDir);
  try {
    const server = await startDatabaseServer(config);
    try {
      return await inspectServer(deps, server);
    } finally {
      await server.stop();
    }
  } catch (failure) {
    return [
      error(
        "embedded-damaged",
        `The embedded database does not open: ${failure instanceof Error ? failure.message : failure}`,
        "Its files are damaged.",
        restoreFix.replaceAll("DATA", config.dataDir),
      ),
    ];
  } finally {
    await lock.release();
  }
}

async function inspectServer(
  deps: Pick<DoctorDeps, "config">,
  server: DatabaseServer,
): Promise<Finding[]> {
  const client = await connectOwner(server);
  let inspection: Inspection;
  try {
    inspection = await inspectDatabase(client, migrationsFolder);
  } finally {
    await client.release();
  }
  const findings = inspectionFindings(inspection);
  const { migrations, missingRoles } = inspection;
  const isUsable =
    migrations !== null &&
    missingRoles.length === 0 &&
    migrations.pending.length + migrations.newer.length === 0;
  if (!isUsable) return findings;
  const db = openDatabase(server, 2);
  try {
    findings.push(...(await auditFindings(db, deps.config)));
    findings.push(...(await checkMissingFiles(deps.config, db)));
  } finally {
    await db.close();
  }
  return findings;
}

/** For the running server: the same over its own connections. */
export async function inspectOpen(
  config: DoctorDeps["config"],
  db: Parameters<typeof verifyAllAudit>[0],
  withOwner: <T>(
    work: (client: Awaited<ReturnType<typeof connectOwner>>) => Promise<T>,
  ) => Promise<T>,
): Promise<Finding[]> {
  const inspection = await withOwner((client) => inspectDatabase(client, migrationsFolder));
  return [
    ...inspectionFindings(inspection),
    ...(await auditFindings(db, config)),
    ...(await checkMissingFiles(config, db)),
  ];
}
