// What doctor's checks are given, and what they answer.
import type { Clock } from "../platform/clock.ts";
import type { Config } from "../platform/config.ts";

export type Severity = "error" | "warning";

export interface Finding {
  /** Stable, for scripts: `port-in-use`. */
  code: string;
  severity: Severity;
  what: string;
  why: string;
  /** What to do; a command where there is one. */
  fix: string;
}

export interface DoctorReport {
  ok: boolean;
  /** Names of the checks that ran. */
  checked: string[];
  findings: Finding[];
}

export interface DoctorDeps {
  config: Config;
  clock: Clock;
  /** True when a running server holds the data folder. */
  isServed: boolean;
  /** Asks the running server instead of opening the embedded database. */
  ask(command: string): Promise<unknown>;
}

export interface Check {
  name: string;
  run(deps: DoctorDeps): Promise<Finding[]>;
}

export function seriousFinding(code: string, what: string, why: string, fix: string): Finding {
  return { code, severity: "error", what, why, fix };
}
