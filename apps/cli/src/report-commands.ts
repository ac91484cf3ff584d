// Commands about reports: which there are, and their numbers.
import { createWriteStream } from "node:fs";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  type Command,
  exitCodes,
  type Options,
  type Outcome,
  startFolder,
  textOption,
  UsageError,
} from "./command.ts";
import { asOutcome, clientOf, connection } from "./connection.ts";

const listCommand: Command = {
  name: "report list",
  summary: "List the reports that you may see, with their ids.",
  options: connection,
  examples: ["report list", "report list --json"],
  run: ({ options }) =>
    asOutcome(async () => {
      const reports = await clientOf(options).reports.list();
      const lines = reports.map(
        ({ id, name, about }) => `${id}  ${name}${about ? ` – ${about}` : ""}`,
      );
      return { exitCode: exitCodes.ok, text: lines.join("\n") || "No reports.", result: reports };
    }),
};

const ownZone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

async function writeCsv(options: Options, id: string, zone: string): Promise<Outcome> {
  const response = await clientOf(options).reports.csv(id, { zone });
  const file = textOption(options, "out");
  if (file === undefined) {
    const text = await response.text();
    return { exitCode: exitCodes.ok, text: text.trimEnd(), result: { csv: text } };
  }
  const path = resolve(startFolder(), file);
  if (!response.body) throw new UsageError("The server sent no file.");
  await pipeline(Readable.fromWeb(response.body as never), createWriteStream(path));
  return { exitCode: exitCodes.ok, text: `Written to ${path}.`, result: { file: path } };
}

const runCommand: Command = {
  name: "report run",
  summary: "Print the numbers of a report, as you may see them.",
  arguments: "REPORT",
  options: {
    csv: { type: "boolean", about: "As a table; JSON unless told." },
    out: { type: "string", value: "FILE", about: "With --csv: into this file." },
    zone: {
      type: "string",
      value: "ZONE",
      about: "Whose days count, such as Europe/Paris; this machine's unless told.",
    },
    ...connection,
  },
  examples: [
    "report run 0190… --csv",
    "report run 0190… --csv --out funnel.csv --zone Europe/Paris",
  ],
  run: ({ options, positionals }) =>
    asOutcome(async () => {
      const [id] = positionals;
      if (id === undefined)
        throw new UsageError("Name the report by its id: report list shows it.");
      const zone = textOption(options, "zone") ?? ownZone();
      if (options.csv === true) return writeCsv(options, id, zone);
      if (options.out !== undefined) throw new UsageError("--out goes with --csv.");
      const result = await clientOf(options).reports.run(id, { zone });
      return { exitCode: exitCodes.ok, text: JSON.stringify(result, null, 2), result };
    }),
};

export const reportCommands: Command[] = [listCommand, runCommand];
