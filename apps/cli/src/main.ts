// The command line: finds the command, reads its options, runs it, shows the answer as text or JSON.
// It knows nothing of how a command works; exit codes are the same for all of them (see `exitCodes`).
import { parseArgs } from "node:util";
import type { Command, Options } from "./command.ts";
import { exitCodes, UsageError } from "./command.ts";
import { commands, findCommand } from "./commands.ts";
import { commandHelp, overview } from "./help.ts";

const always = { help: { type: "boolean", short: "h" }, json: { type: "boolean" } } as const;

function readOptions(command: Command, rest: string[]): { values: Options; positionals: string[] } {
  const own = Object.fromEntries(
    Object.entries(command.options).map(([name, { type }]) => [name, { type }]),
  );
  try {
    const { values, positionals } = parseArgs({
      args: rest,
      options: { ...own, ...always },
      allowPositionals: true,
    });
    return { values: values as Options, positionals };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function fail(message: string, code: string, exitCode: number, asJson: boolean): number {
  if (asJson) print(JSON.stringify({ error: { code, message } }));
  else process.stderr.write(`${message}\n`);
  return exitCode;
}

const helpWords = new Set(["help", "--help", "-h"]);

async function runCommand(command: Command, rest: string[], asJson: boolean): Promise<number> {
  const { values, positionals } = readOptions(command, rest);
  if (values.help === true) {
    print(commandHelp(command));
    return exitCodes.ok;
  }
  const outcome = await command.run({ options: values, positionals });
  if (outcome.error)
    return fail(outcome.error.message, outcome.error.code, outcome.exitCode, asJson);
  if (asJson) print(JSON.stringify(outcome.result ?? null));
  else if (outcome.text) print(outcome.text);
  return outcome.exitCode;
}

async function run(words: string[]): Promise<number> {
  const [first] = words;
  if (first === undefined || helpWords.has(first)) {
    print(overview(commands));
    return first === undefined ? exitCodes.usage : exitCodes.ok;
  }
  const asJson = words.includes("--json");
  const found = findCommand(words);
  if (!found) {
    const message = `There is no command "${first}".\n\n${overview(commands)}`;
    return fail(message, "cli.unknown_command", exitCodes.usage, asJson);
  }
  try {
    return await runCommand(found.command, found.rest, asJson);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const message = `${error.message}\n\n${commandHelp(found.command)}`;
    return fail(message, "cli.usage", exitCodes.usage, asJson);
  }
}

export async function main(words: string[]): Promise<void> {
  // Whoever reads may stop early, as `head` does.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(exitCodes.ok);
    throw error;
  });
  process.exitCode = await run(words);
}
