// The texts of `--help`, made from the table of commands.
import type { Command } from "./command.ts";

const runner = "npm run -s rapport --";

const codes = [
  "Exit codes: 0 done; 1 failed; 2 wrong usage or settings; 3 verification found something wrong;",
  "            4 port or data folder in use; 5 database or server cannot be reached;",
  "            6 a gate refused a release.",
].join("\n");

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
}

export function overview(commands: readonly Command[]): string {
  const rows = commands.map((command) => [command.name, command.summary] as const);
  return [
    `Usage: ${runner} COMMAND [options]`,
    "",
    columns(rows),
    "",
    "Every command takes --help and --json.",
    codes,
  ].join("\n");
}

export function commandHelp(command: Command): string {
  const own = Object.entries(command.options).map(
    ([name, option]) =>
      [`--${name}${option.value ? ` ${option.value}` : ""}`, option.about] as const,
  );
  const rows = [
    ...own,
    ["--json", "Answer as JSON on the standard output."] as const,
    ["--help", "This text."] as const,
  ];
  return [
    `${command.summary}`,
    "",
    `Usage: ${runner} ${command.name}${command.arguments ? ` ${command.arguments}` : ""} [options]`,
    "",
    columns(rows),
    "",
    "Examples:",
    ...command.examples.map((example) => `  ${runner} ${example}`),
    "",
    codes,
  ].join("\n");
}
