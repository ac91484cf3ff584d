// Whether the data folder holds an installation of its own. A command that only reads one must not make
// an empty one in a mistyped folder and then call it whole. With PostgreSQL the data lies elsewhere, and
// the folder says nothing.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../platform/config.ts";
import { AppError } from "../platform/errors.ts";

/** Those that may be the first that a folder sees; `openapi` describes the API and reads no data. */
const makers = new Set(["migrate", "seed", "workspace-create", "restore", "openapi"]);

export function hasInstallation({
  databaseUrl,
  dataDir,
}: Pick<Config, "databaseUrl" | "dataDir">): boolean {
  return databaseUrl !== "" || existsSync(join(dataDir, "database"));
}

export function noInstallationText(dataDir: string): string {
  return `There is no installation of Rapport in the data folder ${dataDir}.`;
}

export const noInstallationFix =
  "Check RAPPORT_DATA_DIR, in the environment and in .env. To make a new installation there: npm start";

export function requireInstallation(config: Config, command: string): void {
  if (makers.has(command) || hasInstallation(config)) return;
  throw new AppError(
    "not-found",
    "operations.no_installation",
    `${noInstallationText(config.dataDir)} ${noInstallationFix}`,
  );
}
