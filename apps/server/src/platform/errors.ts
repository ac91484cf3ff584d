// One error type for everything that can go wrong on purpose. The kind decides how the caller should
// react (and, in platform/http alone, the status code); the code says exactly what happened.

export type ErrorKind =
  | "invalid" // the input is wrong; sending it again will not help
  | "unauthenticated"
  | "forbidden"
  | "not-found"
  | "gone" // it was, and something else has its place
  | "conflict"
  | "precondition" // If-Match does not hold any more
  | "too-large"
  | "rate-limited"
  | "unavailable" // a dependency is away; trying again later will help
  | "internal";

export interface FieldError {
  path: string;
  message: string;
  code?: string;
}

export interface ErrorDetails {
  errors?: FieldError[];
  /** The record as it is now, on a version conflict; already reduced to the caller's rights. */
  current?: unknown;
  /** The record that has the place of one that was merged away. */
  mergedInto?: { object: string; id: string };
  retryAfterSeconds?: number;
}

export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly details: ErrorDetails;

  /** `message` is shown to people: what happened, and what to do. No personal data, no secrets. */
  constructor(
    kind: ErrorKind,
    code: string,
    message: string,
    details: ErrorDetails = {},
    cause?: unknown,
  ) {
    super(message, { cause });
    this.name = "AppError";
    this.kind = kind;
    this.code = code;
    this.details = details;
  }

  /** As a stored answer keeps it; an error's message would be left out otherwise, and its cause stays here. */
  toJSON() {
    const { kind, code, message, details } = this;
    return { kind, code, message, details };
  }
}

export function invalid(code: string, message: string, errors?: FieldError[]): AppError {
  return new AppError("invalid", code, message, errors ? { errors } : {});
}

export function notFound(what = "record"): AppError {
  return new AppError(
    "not-found",
    "platform.not_found",
    `This ${what} does not exist, or you may not see it.`,
  );
}

export function forbidden(message: string): AppError {
  return new AppError("forbidden", "access.forbidden", message);
}

export function isAppError(error: unknown, code?: string): error is AppError {
  return error instanceof AppError && (code === undefined || error.code === code);
}
