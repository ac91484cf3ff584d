// What a command is: its name, its options with their help, and what it does.

export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  verificationFailed: 3,
  inUse: 4,
  unreachable: 5,
  /** A gate refused a release. */
  refused: 6,
} as const;

export type Options = Record<string, string | boolean | undefined>;

export interface CommandOption {
  type: "string" | "boolean";
  /** What stands for the value in the help, for example FILE. */
  value?: string;
  about: string;
}

export interface Outcome {
  exitCode: number;
  /** For people. */
  text?: string;
  /** For `--json`. */
  result?: unknown;
  error?: { code: string; message: string };
}

export interface Command {
  name: string;
  summary: string;
  /** Positional arguments, as shown in the help. */
  arguments?: string;
  options: Record<string, CommandOption>;
  examples: string[];
  run(input: { options: Options; positionals: string[] }): Promise<Outcome>;
}

/** The person asked for something that cannot be; shown with the command's help. */
export class UsageError extends Error {}

/** File names are relative to where the person stands, which npm changes. */
export function startFolder(): string {
  return process.env.INIT_CWD ?? process.cwd();
}

export function textOption(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}
