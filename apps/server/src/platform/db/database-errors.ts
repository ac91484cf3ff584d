// Turns what the driver throws into errors that say what to do. Messages of the database are never
// passed on to clients (they can quote values); they stay on `cause`, for the log.
import { AppError, isAppError } from "../errors.ts";

interface DriverError {
  code?: string;
  message?: string;
  constraint?: string;
}

const connectionCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOENT",
  "EPIPE",
  "ETIMEDOUT",
  "08000",
  "08003",
  "08006",
  "57P01",
  "57P02",
  "57P03",
  "53300",
]);

/** Numbers, times and offsets that are fine as JSON and more than a column can hold. */
const outOfRangeCodes = new Set(["22003", "22007", "22008", "22009"]);

const connectionMessage =
  /connection terminated|timeout exceeded when trying to connect|not queryable|client was closed|pool after calling end/i;

export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof AppError || typeof error !== "object" || error === null) return error;
  const { code = "", message = "" } = error as DriverError;
  if (connectionCodes.has(code) || connectionMessage.test(message)) return unavailable(error);
  if (code === "53100" || code === "ENOSPC") return diskFull(error);
  if (code === "57014") return tooSlow(error);
  if (code === "40001" || code === "40P01" || code === "55P03") return busy(error);
  if (code === "22021" || code === "22P05" || code === "22P02") return badText(error);
  if (outOfRangeCodes.has(code)) return badValue(error);
  return error;
}

/** When the connection breaks on the last step, nobody here can know whether it was taken. */
export function translateCommitError(error: unknown): unknown {
  const translated = translateDatabaseError(error);
  if (!isAppError(translated, "platform.database_unavailable")) return translated;
  return new AppError(
    "unavailable",
    "platform.outcome_unknown",
    "The database went away in the very moment of saving, so this may or may not have been saved. Look before you send it again, or send it with the same Idempotency-Key.",
    { retryAfterSeconds: 2 },
    error,
  );
}

export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const { code, constraint: broken } = (error ?? {}) as DriverError;
  return code === "23505" && (constraint === undefined || broken === constraint);
}

const refusedValues = new Set(["platform.bad_text", "platform.value_out_of_range"]);

/** Two waited for each other, and this one gave way: nothing was written, and it may be tried again. */
export function isDeadlock(error: unknown): boolean {
  const of = isAppError(error, "platform.write_conflict") ? error.cause : error;
  return ((of ?? {}) as DriverError).code === "40P01";
}

/** The database refused a value, and nothing was written: 22 data, 23 constraint, 54 limit. */
export function isDataFault(error: unknown): boolean {
  if (isAppError(error)) return refusedValues.has(error.code);
  const { code } = (error ?? {}) as DriverError;
  return typeof code === "string" && /^(22|23|54)/.test(code);
}

function unavailable(cause: unknown): AppError {
  return new AppError(
    "unavailable",
    "platform.database_unavailable",
    "The database cannot be reached just now. Nothing was changed; try again in a few seconds.",
    { retryAfterSeconds: 2 },
    cause,
  );
}

function diskFull(cause: unknown): AppError {
  return new AppError(
    "unavailable",
    "platform.disk_full",
    "The database's disk is full. Nothing was changed; free some space and try again.",
    { retryAfterSeconds: 30 },
    cause,
  );
}

function tooSlow(cause: unknown): AppError {
  return new AppError(
    "unavailable",
    "platform.query_timeout",
    "This took too long and was stopped. Nothing was changed; narrow the filter and try again.",
    {},
    cause,
  );
}

function busy(cause: unknown): AppError {
  return new AppError(
    "unavailable",
    "platform.write_conflict",
    "Others changed the same records at the same moment. Nothing was changed; try again.",
    { retryAfterSeconds: 1 },
    cause,
  );
}

function badText(cause: unknown): AppError {
  return new AppError(
    "invalid",
    "platform.bad_text",
    "The text holds characters that cannot be stored.",
    {},
    cause,
  );
}

function badValue(cause: unknown): AppError {
  return new AppError(
    "invalid",
    "platform.value_out_of_range",
    "A number or a time is outside of what can be stored.",
    {},
    cause,
  );
}
