// Looks for what is wrong with an installation and says, for each finding: what, why it matters, and
// what to do about it, as a command where there is one. It changes nothing, and it never stops at the
// first finding: each check stands on its own, and one that cannot run says so.
import { type Config, ConfigError, loadConfig } from "../platform/config.ts";
import {
  checkClockSkew,
  checkDatabaseServer,
  checkEmbedded,
  checkInside,
} from "./doctor-database.ts";
import { checkEncoder, checkFileStore } from "./doctor-files.ts";
import type { Check, DoctorDeps, DoctorReport, Finding } from "./doctor-finding.ts";
import { checkKeys } from "./doctor-keys.ts";
import {
  checkDisk,
  checkFiles,
  checkFolder,
  checkInstallation,
  checkLock,
  checkPortFree,
  checkRuntime,
  checkWeb,
} from "./doctor-machine.ts";

const checks: Check[] = [
  { name: "Node and packages", run: checkRuntime },
  { name: "data folder", run: checkFolder },
  { name: "installation", run: checkInstallation },
  { name: "disk space", run: checkDisk },
  { name: "lock of the data folder", run: checkLock },
  { name: "port", run: checkPortFree },
  { name: "web app", run: checkWeb },
  { name: "keys", run: checkKeys },
  { name: "checkpoints and files", run: checkFiles },
  { name: "store of files", run: checkFileStore },
  { name: "sentence model", run: checkEncoder },
  { name: "embedded database", run: checkEmbedded },
  { name: "PostgreSQL", run: checkDatabaseServer },
  { name: "clock", run: checkClockSkew },
  { name: "tables, roles and migrations", run: checkInside },
];

function unable(name: string, error: unknown): Finding {
  return {
    code: "check-failed",
    severity: "warning",
    what: `The check of ${name} could not be finished: ${error instanceof Error ? error.message : error}`,
    why: "Something may be wrong that was not seen.",
    fix: "Resolve the other findings first, then run doctor again.",
  };
}

export async function examine(deps: DoctorDeps): Promise<DoctorReport> {
  const findings: Finding[] = [];
  for (const check of checks) {
    try {
      findings.push(...(await check.run(deps)));
    } catch (error) {
      findings.push(unable(check.name, error));
    }
  }
  const ok = findings.every((finding) => finding.severity !== "error");
  return { ok, checked: checks.map((check) => check.name), findings };
}

/** Settings that do not parse are a finding of their own; nothing else can be looked at then. */
export function readSettings(
  environment: Record<string, string | undefined>,
): { config: Config } | { finding: Finding } {
  try {
    return { config: loadConfig(environment) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return {
      finding: {
        code: "bad-setting",
        severity: "error",
        what: error.message,
        why: "The server refuses to start with a setting that it does not understand, rather than guess.",
        fix: "Correct it in the environment or in .env; .env.example lists every setting.",
      },
    };
  }
}
