// What this room refuses, and what to do about it.
import { AppError, invalid, notFound } from "../../platform/errors.ts";
import { ImportFileFault } from "./cells.rules.ts";

export const missingImport = () => notFound("import");

export function wrongState(message: string): AppError {
  return new AppError("conflict", "imports.wrong_state", message);
}

export function badMapping(message: string): AppError {
  return invalid("imports.bad_mapping", message);
}

/** A fault of the file is the caller's to correct, and says how. */
export function asAppError(error: unknown): unknown {
  if (!(error instanceof ImportFileFault)) return error;
  return new AppError("invalid", `imports.${error.code}`, error.message, {}, error);
}
