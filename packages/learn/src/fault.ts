/**
 * What learning refuses on purpose: a table that cannot be learned from, a setting out of range, a damaged file. The
 * message says what to do about it; the code is for programs.
 */
export class LearnFault extends Error {
  readonly code: LearnFaultCode;

  constructor(code: LearnFaultCode, message: string) {
    super(message);
    this.name = "LearnFault";
    this.code = code;
  }
}

export type LearnFaultCode =
  | "bad_setting"
  | "bad_table"
  | "bad_target"
  | "missing_column"
  | "bad_file";
