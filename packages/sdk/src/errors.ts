// The errors of this client: one base class, and one class for each kind that a program reacts to differently.
// They carry the problem document (RFC 9457) of the answer. Branch on the class or on `code`, never on the
// message. When no answer came, the code is `sdk.unreachable` or `sdk.timeout` and the status 0.

import type { Problem, ProblemCode, RapportRecord } from "@rapport/contracts";

/** Codes of this client itself, beside those of the server. */
export type SdkErrorCode = "sdk.unreachable" | "sdk.timeout" | "sdk.not_json";

/** A known code, or one of a newer server. */
export type ErrorCode = ProblemCode | SdkErrorCode | (string & Record<never, never>);

/** Thrown for every answer outside 2xx, and when no answer comes (status 0). */
export class RapportError extends Error {
  override readonly name: string = "RapportError";
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** Stable and machine-readable, such as `records.version_conflict`. */
  readonly code: ErrorCode;
  /** The whole problem document. */
  readonly details: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.detail || problem.title || `The server answered ${problem.status}.`, options);
    this.status = problem.status;
    this.code = problem.code;
    this.details = problem;
  }

  /** No answer came: offline, refused, cut off, or too slow. */
  get isUnreachable(): boolean {
    return this.status === 0;
  }

  /** Someone else changed the record first (HTTP 412); `details.current` holds it. */
  get isConflict(): boolean {
    return this.status === 412;
  }

  /** What to tell an administrator, who finds the request in the log by it. */
  get requestId(): string | undefined {
    return this.details.requestId;
  }
}

/** 400, 413, 415, 422: the input is wrong; sending it again will not help. */
export class ValidationError extends RapportError {
  override readonly name = "ValidationError";

  /** One entry a field that was refused; empty when the request as a whole was. */
  get fields(): { path: string; message: string; code?: string | undefined }[] {
    return this.details.errors ?? [];
  }
}

/** 401: nobody is signed in, or the key does not hold. */
export class AuthenticationError extends RapportError {
  override readonly name = "AuthenticationError";
}

/** 403: the role of the caller does not allow it. */
export class PermissionError extends RapportError {
  override readonly name = "PermissionError";
}

/** 404: it does not exist, or the caller may not see it. */
export class NotFoundError extends RapportError {
  override readonly name = "NotFoundError";
}

/** 410: the record was merged into another one. */
export class GoneError extends RapportError {
  override readonly name = "GoneError";

  /** The record that has its place. */
  get mergedInto(): { object: string; id: string } | undefined {
    return this.details.mergedInto;
  }
}

/** 409: it contradicts what is there, such as a second record with a unique value. */
export class ConflictError extends RapportError {
  override readonly name = "ConflictError";
}

/** 412: the record changed since it was read. */
export class VersionConflictError<T extends object = RapportRecord> extends RapportError {
  override readonly name = "VersionConflictError";

  /** The record as it is now, as far as the caller may read it. */
  get current(): T | undefined {
    const { current } = this.details;
    return typeof current === "object" && current !== null ? (current as T) : undefined;
  }

  /** What to send as `version` after having looked at `current`. */
  get currentVersion(): number | undefined {
    const current: { version?: unknown } = this.current ?? {};
    return typeof current.version === "number" ? current.version : undefined;
  }
}

/** 429, after the attempts that were allowed. */
export class RateLimitError extends RapportError {
  override readonly name = "RateLimitError";

  /** Milliseconds until the limit counts anew. */
  get retryAfterMs(): number {
    return (this.details.retryAfterSeconds ?? 60) * 1000;
  }
}

/** 5xx, after the attempts that were allowed. */
export class ServerError extends RapportError {
  override readonly name = "ServerError";
}

/** No answer came: offline, refused or cut off. Whether a write was done is not known. */
export class ConnectionError extends RapportError {
  override readonly name: string = "ConnectionError";
}

/** No answer came in time. Whether a write was done is not known. */
export class TimeoutError extends ConnectionError {
  override readonly name = "TimeoutError";
}

type ErrorClass = new (problem: Problem, options?: ErrorOptions) => RapportError;

const classOfStatus: Record<number, ErrorClass> = {
  400: ValidationError,
  401: AuthenticationError,
  403: PermissionError,
  404: NotFoundError,
  409: ConflictError,
  410: GoneError,
  412: VersionConflictError,
  413: ValidationError,
  415: ValidationError,
  422: ValidationError,
  429: RateLimitError,
};

/** The error of a problem document, of the class that its status calls for. */
export const errorOf = (problem: Problem, options?: ErrorOptions): RapportError => {
  const fallback = problem.status >= 500 ? ServerError : RapportError;
  const Class = classOfStatus[problem.status] ?? fallback;
  return new Class(problem, options);
};

const noAnswer = (code: SdkErrorCode, title: string, detail: string): Problem => ({
  type: "about:blank",
  title,
  status: 0,
  code,
  detail,
});

export const unreachable = (cause: unknown): ConnectionError =>
  new ConnectionError(
    noAnswer(
      "sdk.unreachable",
      "Unreachable",
      "The server cannot be reached. Check the connection and try again.",
    ),
    { cause },
  );

export const timedOut = (timeoutMs: number): TimeoutError =>
  new TimeoutError(
    noAnswer("sdk.timeout", "Too slow", `The server did not answer within ${timeoutMs} ms.`),
  );

/** What was being read ended before its end. */
export const cutOff = (cause: unknown): ConnectionError =>
  new ConnectionError(
    noAnswer("sdk.unreachable", "Cut off", "The stream ended in the middle. Start it again."),
    { cause },
  );

/** Narrows an unknown caught value. */
export const isRapportError = (value: unknown): value is RapportError =>
  value instanceof RapportError;
