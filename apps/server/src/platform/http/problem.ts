// The only place that knows status codes: errors become RFC 9457 problem details here.
import type { Problem } from "@rapport/contracts";
import { z } from "zod";
import { AppError, type ErrorKind } from "../errors.ts";

export type { ErrorKind };

const statusOf: Record<ErrorKind, number> = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  "not-found": 404,
  gone: 410,
  conflict: 409,
  precondition: 412,
  "too-large": 413,
  "rate-limited": 429,
  unavailable: 503,
  internal: 500,
};

const titleOf: Record<ErrorKind, string> = {
  invalid: "The request is not valid",
  unauthenticated: "Sign in first",
  forbidden: "You may not do this",
  "not-found": "Not found",
  gone: "Not here any more",
  conflict: "This conflicts with the present state",
  precondition: "The record has changed",
  "too-large": "Too large",
  "rate-limited": "Too many requests",
  unavailable: "Not available just now",
  internal: "Something went wrong on our side",
};

/** What the transport itself refuses has its own status and title. */
const transportProblems: Record<string, { status: number; title: string }> = {
  "platform.bad_request": { status: 400, title: "The request is malformed" },
  "platform.too_deep": { status: 400, title: "The request is malformed" },
  "platform.method_not_allowed": { status: 405, title: "Not with this method" },
  "platform.address_too_long": { status: 414, title: "The address is too long" },
  "platform.media_type": { status: 415, title: "This media type is not understood" },
  "platform.headers_too_large": { status: 431, title: "The headers are too large" },
};

/** The status that an error of this kind and code is answered with. */
export function statusOfKind(kind: ErrorKind, code: string): number {
  return transportProblems[code]?.status ?? statusOf[kind];
}

const internalDetail =
  "This is a fault of the server, not of your request. Nothing is known to be half done; quote the request id to your administrator.";

interface TransportError {
  statusCode?: number;
  code?: string;
}

/** Malformed requests that the HTTP layer itself refuses, before any route sees them. */
function fromTransport(error: TransportError): AppError | null {
  const { code = "", statusCode = 500 } = error;
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") {
    return new AppError(
      "too-large",
      "platform.body_too_large",
      "The body is too large. Split it, or use an import.",
    );
  }
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") {
    return new AppError(
      "invalid",
      "platform.media_type",
      "This address does not take a body of that media type; JSON is sent as application/json.",
    );
  }
  if (code === "FST_ERR_MAX_PARAM_LENGTH" || statusCode === 414) {
    return new AppError(
      "invalid",
      "platform.address_too_long",
      "A part of the address is longer than any id or key.",
    );
  }
  if (statusCode >= 400 && statusCode < 500) {
    return new AppError(
      "invalid",
      "platform.bad_request",
      "The request is malformed: its body must be valid JSON, its address valid UTF-8.",
    );
  }
  return null;
}

const isInside = (issues: readonly z.core.$ZodIssue[]): boolean =>
  issues.every(({ path }) => path.length > 0);

/** Where one of several shapes fits but for what is inside it, what is wrong there: "Invalid input" says nothing. */
function plain(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const [closest, another] = issue.errors.filter(isInside);
  if (!closest || another) return [issue];
  return closest.flatMap((one) => plain({ ...one, path: [...issue.path, ...one.path] }));
}

function fromZod(error: z.ZodError): AppError {
  const issues = error.issues.slice(0, 50).flatMap(plain);
  const errors = issues.slice(0, 50).map((issue) => ({
    path: issue.path.join("."),
    message: issue.message,
    code: issue.code,
  }));
  const first = errors[0];
  const where = first?.path ? `${first.path}: ` : "";
  return new AppError(
    "invalid",
    "platform.invalid_input",
    `${where}${first?.message ?? "The input is not valid."}`,
    { errors },
  );
}

export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof z.ZodError) return fromZod(error);
  const transport = typeof error === "object" && error !== null ? fromTransport(error) : null;
  return transport ?? new AppError("internal", "platform.internal", internalDetail, {}, error);
}

export function toProblem(error: AppError, requestId?: string): Problem {
  const { status, title } = transportProblems[error.code] ?? {
    status: statusOf[error.kind],
    title: titleOf[error.kind],
  };
  const { errors, current, mergedInto, retryAfterSeconds } = error.details;
  return {
    type: `/docs/problems#${error.code}`,
    title,
    status,
    code: error.code,
    detail: error.kind === "internal" ? internalDetail : error.message,
    ...(requestId === undefined ? {} : { requestId }),
    ...(errors ? { errors } : {}),
    ...(current === undefined ? {} : { current }),
    ...(mergedInto ? { mergedInto } : {}),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}
