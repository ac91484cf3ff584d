// What this room refuses, and what to do about it. A reason travels to the sign-in screen in its address,
// which has words for each; it tells nothing about anybody but the person who signs in.
import { AppError, type ErrorKind } from "../../platform/errors.ts";

export type RefusalReason =
  | "cancelled"
  | "expired"
  | "provider_down"
  | "provider_error"
  | "bad_answer"
  | "no_email"
  | "email_not_verified"
  | "wrong_domain"
  | "groups_withheld"
  | "deactivated"
  | "no_member"
  | "no_role";

/** A sign-in that ends without a session, and why. */
export class SignOnRefused extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, cause?: unknown) {
    super(`Single sign-on was refused: ${reason}.`, { cause });
    this.reason = reason;
  }
}

export function ssoError(
  kind: ErrorKind,
  code: string,
  message: string,
  cause?: unknown,
): AppError {
  return new AppError(kind, `sso.${code}`, message, {}, cause);
}

export function missingConnection(): AppError {
  return new AppError(
    "not-found",
    "platform.not_found",
    "This connection does not exist, or you may not see it.",
  );
}
