// Commands about the glossary: the workspace's own words, listed, and loaded from and written to a file.
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { GlossaryEntry } from "@rapport/sdk";
import { type Command, exitCodes, startFolder, UsageError } from "./command.ts";
import { asOutcome, clientOf, connection } from "./connection.ts";

const entryText = ({ term, words, isOn }: GlossaryEntry): string =>
  `${term} = ${words.join(", ")}${isOn ? "" : " (off)"}`;

const listCommand: Command = {
  name: "knowledge glossary",
  summary: "List the workspace's own words and what else is said for them.",
  options: connection,
  examples: ["knowledge glossary"],
  run: ({ options }) =>
    asOutcome(async () => {
      const client = clientOf(options);
      const result: GlossaryEntry[] = [];
      let cursor: string | null = null;
      do {
        const query = { limit: 200, ...(cursor === null ? {} : { cursor }) };
        const page = await client.knowledge.glossary.list(query);
        result.push(...page.data);
        cursor = page.nextCursor;
      } while (cursor !== null);
      const text =
        result.length === 0 ? "The glossary is empty." : result.map(entryText).join("\n");
      return { exitCode: exitCodes.ok, text, result };
    }),
};

const importCommand: Command = {
  name: "knowledge glossary import",
  summary: "Load terms from CSV (term, words; owner, on): all of the file, or nothing.",
  arguments: "<file>",
  options: connection,
  examples: ["knowledge glossary import glossary.csv"],
  run: ({ options, positionals: [path] }) =>
    asOutcome(async () => {
      if (path === undefined) throw new UsageError("Say which file.");
      const csv = await readFile(resolve(startFolder(), path), "utf8").catch(() => {
        throw new UsageError(`${path}: There is no such file.`);
      });
      const { data } = await clientOf(options).knowledge.glossary.import(csv);
      const { created, updated, unchanged } = data;
      const text = `${created} terms added, ${updated} changed, ${unchanged} as they were.`;
      return { exitCode: exitCodes.ok, text, result: data };
    }),
};

const exportCommand: Command = {
  name: "knowledge glossary export",
  summary: "Write all terms as CSV, which the import takes again.",
  arguments: "<file>",
  options: connection,
  examples: ["knowledge glossary export glossary.csv"],
  run: ({ options, positionals: [path] }) =>
    asOutcome(async () => {
      if (path === undefined) throw new UsageError("Say which file to write.");
      const csv = await clientOf(options).knowledge.glossary.export();
      await writeFile(resolve(startFolder(), path), csv);
      const result = { file: path, characters: csv.length };
      return { exitCode: exitCodes.ok, text: `Written to ${path}.`, result };
    }),
};

export const glossaryCommands: readonly Command[] = [listCommand, importCommand, exportCommand];
