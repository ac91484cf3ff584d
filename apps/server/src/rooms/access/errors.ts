// What this room refuses, and what to do about it.
import { AppError } from "../../platform/errors.ts";

export function conflict(code: string, message: string): AppError {
  return new AppError("conflict", `access.${code}`, message);
}

export function refuse(code: string, message: string): AppError {
  return new AppError("forbidden", `access.${code}`, message);
}

export function missing(what: string): AppError {
  return new AppError(
    "not-found",
    "platform.not_found",
    `This ${what} does not exist, or you may not see it.`,
  );
}

/** Nobody may hand out what they do not have themselves. */
export function escalation(excess: string): AppError {
  return refuse(
    "escalation",
    `You cannot give rights that you do not have yourself (${excess}). Ask an administrator.`,
  );
}
