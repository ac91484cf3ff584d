// What a command's exit code says; the same for the server and every `rapport` command.

import { ConfigError } from "../platform/config.ts";
import { AppError } from "../platform/errors.ts";

export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  verificationFailed: 3,
  inUse: 4,
  databaseUnreachable: 5,
} as const;

const inUse = new Set(["operations.folder_in_use", "operations.port_in_use"]);
const wrongUsage = new Set(["operations.usage", "operations.no_installation"]);
const unreachable = new Set(["platform.database_unavailable", "operations.database_unreachable"]);

export function exitCodeOf(error: unknown): number {
  if (error instanceof ConfigError) return exitCodes.usage;
  if (!(error instanceof AppError)) return exitCodes.failed;
  if (inUse.has(error.code)) return exitCodes.inUse;
  if (unreachable.has(error.code)) return exitCodes.databaseUnreachable;
  if (wrongUsage.has(error.code)) return exitCodes.usage;
  return exitCodes.failed;
}
