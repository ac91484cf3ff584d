// Doctor's checks of the machine: Node, packages, folder, disk, lock, port, built web app, key files.
import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { createRequire } from "node:module";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isAppError } from "../platform/errors.ts";
import { type DoctorDeps, seriousFinding as error, type Finding } from "./doctor-finding.ts";
import { hasInstallation, noInstallationFix, noInstallationText } from "./installation.ts";
import { checkPort } from "./listen.ts";
import { folderProblem, isFolderHeld, openDataFolder, readLock } from "./lock.ts";

const lowBytes = 1_000_000_000;
const fullBytes = 100_000_000;

function warning(code: string, what: string, why: string, fix: string): Finding {
  return { code, severity: "warning", what, why, fix };
}

/** Major and minor of a version text such as `24.9.0`. */
export function isNodeNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major >= 24 || (major === 22 && minor >= 18);
}

const neededPackages = [
  "pg",
  "fastify",
  "zod",
  "pino",
  "@electric-sql/pglite",
  "@dbos-inc/dbos-sdk",
  "better-auth",
];

/** Names that cannot be resolved from the server's folder. */
export function missingPackages(names: readonly string[], from = import.meta.url): string[] {
  const folders = createRequire(from).resolve.paths("x") ?? [];
  return names.filter(
    (name) => !folders.some((folder) => existsSync(join(folder, name, "package.json"))),
  );
}

export async function checkRuntime(): Promise<Finding[]> {
  const findings: Finding[] = [];
  if (!isNodeNewEnough(process.versions.node)) {
    findings.push(
      error(
        "old-node",
        `This is Node ${process.versions.node}; Rapport needs 24.`,
        "Older versions cannot run its TypeScript as it is.",
        "npm ci && npm start (the project brings its own Node 24)",
      ),
    );
  }
  const missing = missingPackages(neededPackages);
  if (missing.length > 0) {
    findings.push(
      error(
        "missing-packages",
        `These packages are missing: ${missing.join(", ")}.`,
        "The server cannot start without them.",
        "npm ci",
      ),
    );
  }
  return findings;
}

export async function checkInstallation({ config, isServed }: DoctorDeps): Promise<Finding[]> {
  if (isServed || hasInstallation(config)) return [];
  return [
    error(
      "no-installation",
      noInstallationText(config.dataDir),
      "Nothing can be said about data that is not there: a check that looks into the wrong folder proves nothing.",
      noInstallationFix,
    ),
  ];
}

/** Doctor makes no folder; whether one could be made is for the nearest one above to say. */
function tryFolder(dataDir: string): void {
  if (existsSync(dataDir)) {
    openDataFolder(dataDir);
    return;
  }
  let above = dirname(dataDir);
  while (!existsSync(above)) above = dirname(above);
  try {
    accessSync(`${above}/`, constants.W_OK | constants.X_OK);
  } catch (failure) {
    throw folderProblem(dataDir, (failure as NodeJS.ErrnoException).code ?? "");
  }
}

export async function checkFolder({ config }: DoctorDeps): Promise<Finding[]> {
  try {
    tryFolder(config.dataDir);
    return [];
  } catch (failure) {
    if (!isAppError(failure)) throw failure;
    const code = failure.code === "platform.disk_full" ? "disk-full" : "folder-not-writable";
    return [
      error(
        code,
        failure.message,
        "Keys, uploaded files and the embedded database live there.",
        `ls -ld ${config.dataDir}; chown -R "$USER" ${config.dataDir}`,
      ),
    ];
  }
}

export async function checkDisk({ config }: DoctorDeps): Promise<Finding[]> {
  if (!existsSync(config.dataDir)) return [];
  const { bavail, bsize } = await statfs(config.dataDir);
  return diskFindings(config.dataDir, Number(bavail) * Number(bsize));
}

export function diskFindings(dataDir: string, freeBytes: number): Finding[] {
  const left = `${Math.round(freeBytes / 1_000_000)} MB are left on the disk that holds ${dataDir}.`;
  const why = "When it is full, nothing can be saved; the database stops taking writes.";
  const fix = `df -h ${dataDir}; remove old files from ${join(dataDir, "backups")}, or move the folder to a larger disk`;
  if (freeBytes < fullBytes) return [error("disk-full", left, why, fix)];
  return freeBytes < lowBytes ? [warning("disk-nearly-full", left, why, fix)] : [];
}

export async function checkLock({ config, isServed }: DoctorDeps): Promise<Finding[]> {
  const note = readLock(config.dataDir);
  if (!note || config.databaseUrl) return [];
  if (isServed) return [];
  if (note.host !== hostname()) {
    return [
      warning(
        "folder-locked-elsewhere",
        `The data folder is marked as used by process ${note.pid} on ${note.host}.`,
        "Two processes on one embedded database would destroy it; a start waits ten seconds to see whether that one still lives.",
        `Stop Rapport on ${note.host}. If that machine or container is gone, just start: npm start`,
      ),
    ];
  }
  if (await isFolderHeld(config.dataDir)) {
    return [
      error(
        "folder-locked",
        `Process ${note.pid} holds the data folder but does not answer.`,
        "The embedded database serves one process only.",
        `kill ${note.pid}   (then, if it stays: kill -9 ${note.pid})`,
      ),
    ];
  }
  return [
    warning(
      "stale-lock",
      `The data folder carries the mark of process ${note.pid}, which has ended without stopping cleanly.`,
      "Nothing is lost: the database recovers at the next start. It may say that the process was killed or ran out of memory.",
      "npm start   (it takes the mark over)",
    ),
  ];
}

export async function checkPortFree({ config, isServed }: DoctorDeps): Promise<Finding[]> {
  if (isServed) return [];
  try {
    await checkPort(config.host, config.port);
    return [];
  } catch (failure) {
    if (!isAppError(failure)) throw failure;
    const code = failure.code === "operations.port_in_use" ? "port-in-use" : "bad-address";
    return [
      error(
        code,
        failure.message,
        "The server cannot listen there.",
        `RAPPORT_PORT=${config.port + 1} npm start`,
      ),
    ];
  }
}

const webIndex = fileURLToPath(new URL("../../../web/dist/index.html", import.meta.url));

export async function checkWeb(): Promise<Finding[]> {
  return webFindings(webIndex);
}

export function webFindings(indexFile: string): Finding[] {
  if (existsSync(indexFile)) return [];
  return [
    warning(
      "web-not-built",
      "The web app has not been built: apps/web/dist is missing.",
      "The API works, but browsers find nothing at the address.",
      "npm run build:web",
    ),
  ];
}

/** An installation that has been used has its keys, checkpoints and uploaded files beside it. */
export async function checkFiles({ config }: DoctorDeps): Promise<Finding[]> {
  const hasData =
    existsSync(join(config.dataDir, "database", "PG_VERSION")) || config.databaseUrl !== "";
  if (!hasData || !existsSync(config.dataDir)) return [];
  const checkpointFolder = config.checkpointDir || join(config.dataDir, "audit-checkpoints");
  const hasCheckpoints =
    existsSync(checkpointFolder) &&
    readdirSync(checkpointFolder).some((name) => name.endsWith(".jsonl"));
  const hasKey = existsSync(join(config.dataDir, "keys", "audit-ed25519.pem"));
  const findings: Finding[] = [];
  if (!hasKey && hasCheckpoints) {
    findings.push(
      error(
        "signing-key-lost",
        `The key that signed the audit checkpoints is missing: ${join(config.dataDir, "keys", "audit-ed25519.pem")}.`,
        "Without it, older checkpoints cannot be verified, and the server does not start beside them.",
        "Put the key back from a backup before starting: npm run -s rapport -- restore --help",
      ),
    );
  }
  const secretFile = join(config.dataDir, "keys", "session-secret");
  if (hasCheckpoints && !config.secret && !existsSync(secretFile)) {
    findings.push(
      error(
        "session-secret-lost",
        `The secret that signs sessions and seals stored passwords is missing: ${secretFile}.`,
        "The next start would make a new one: everybody signs in again, and the passwords and secrets of channels, webhooks, single sign-on and model providers can no longer be read.",
        "Put the file back from a backup before starting, or set RAPPORT_SECRET if it was set before",
      ),
    );
  }
  if (hasKey && !hasCheckpoints && !config.databaseUrl) {
    findings.push(
      warning(
        "checkpoints-missing",
        `There are no audit checkpoints in ${checkpointFolder}.`,
        "Without them a rewrite of the whole audit log, or a cut at its end, would not show.",
        "Put the folder back from a backup; a new installation writes its first one within a minute of the first change.",
      ),
    );
  }
  return findings;
}
