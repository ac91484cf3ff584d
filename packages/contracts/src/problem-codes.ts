// Every problem that the server answers, by its stable code: its HTTP status, and what its `detail` says (`…`
// stands for what is put in). The codes stand in two files that are made from the server's own text.
import { problemCodesToM } from "./problem-codes-a-m.ts";
import { problemCodesFromN } from "./problem-codes-n-z.ts";

export interface ProblemKind {
  status: number;
  says: readonly string[];
}

export const problemCodes = {
  ...problemCodesToM,
  ...problemCodesFromN,
} as const satisfies Record<string, ProblemKind>;

/** A code of a problem that this version knows. */
export type ProblemCode = keyof typeof problemCodes;
