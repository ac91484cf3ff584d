// The one error this client throws. It carries the problem document (RFC 9457) of the answer, or, when no
// answer came, the code 'sdk.unreachable' with status 0. Callers branch on `code`, never on the message.

import type { Problem } from "@rapport/contracts";

/** Thrown for every answer outside 2xx, and when the server cannot be reached (status 0). */
export class RapportError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.detail || problem.title || `The server answered ${problem.status}.`, options);
    this.name = "RapportError";
    this.status = problem.status;
    this.code = problem.code;
    this.details = problem;
  }

  /** No answer came: offline, refused, or cut off. */
  get isUnreachable(): boolean {
    return this.status === 0;
  }

  /** Someone else changed the record first (HTTP 412); `details.current` holds it. */
  get isConflict(): boolean {
    return this.status === 412;
  }
}

/** Narrows an unknown caught value. */
export const isRapportError = (value: unknown): value is RapportError =>
  value instanceof RapportError;
