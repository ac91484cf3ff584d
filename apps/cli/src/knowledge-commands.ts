// Commands about knowledge: files into pages, the list of pages, search and answers.
import { readdir, stat } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { addFiles, type NamedFile } from "./add-files.ts";
import {
  type Command,
  exitCodes,
  type Options,
  startFolder,
  textOption,
  UsageError,
} from "./command.ts";
import { asOutcome, clientOf, connection } from "./connection.ts";
import { glossaryCommands } from "./glossary-commands.ts";
import { answerText, foundText } from "./show-knowledge.ts";
import { suggestionCommands } from "./suggestion-commands.ts";

const known = /\.(?:md|markdown|txt|html?|pdf|csv)$/i;

async function filesIn(path: string): Promise<NamedFile[]> {
  const found = await stat(path).catch(() => {
    throw new UsageError(`${path}: There is no such file or folder.`);
  });
  if (!found.isDirectory()) return [{ file: path, name: basename(path) }];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && known.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({ file, name: relative(path, file).replaceAll("\\", "/") }));
  if (files.length > 0) return files;
  throw new UsageError(`${path}: There is no .md, .txt, .html, .pdf or .csv file in this folder.`);
}

const audienceOf = (options: Options) =>
  options.public === true ? ("public" as const) : ("me" as const);

const addCommand: Command = {
  name: "knowledge add",
  summary:
    "Load a file or a folder (Markdown, HTML, PDF, CSV of questions and answers) into a source.",
  arguments: "<file or folder>",
  options: {
    source: { type: "string", value: "NAME", about: "The source; the folder's name unless told." },
    readers: {
      type: "string",
      value: "LIST",
      about: "public, members, team:<id>, role:<id>, with commas; members unless told.",
    },
    draft: { type: "boolean", about: "As drafts, which search does not know." },
    ...connection,
  },
  examples: ["knowledge add help/ --source Help --readers public"],
  run: ({ options, positionals: [path] }) =>
    asOutcome(async () => {
      if (path === undefined) throw new UsageError("Say which file or folder.");
      const at = resolve(startFolder(), path);
      const source = textOption(options, "source") ?? basename(at);
      const readers = textOption(options, "readers");
      const more = {
        ...(readers ? { readers } : {}),
        ...(options.draft ? { state: "draft" as const } : {}),
      };
      return addFiles(clientOf(options), await filesIn(at), { source, ...more });
    }),
};

const listCommand: Command = {
  name: "knowledge list",
  summary: "List the pages that you may read.",
  options: connection,
  examples: ["knowledge list"],
  run: ({ options }) =>
    asOutcome(async () => {
      const client = clientOf(options);
      const pages: Awaited<ReturnType<typeof client.knowledge.pages.list>>["data"] = [];
      let cursor: string | undefined;
      do {
        const next = await client.knowledge.pages.list({ limit: 200, ...(cursor && { cursor }) });
        pages.push(...next.data);
        cursor = next.nextCursor ?? undefined;
      } while (cursor !== undefined);
      const lines = pages.map(
        ({ id, title, state, readers }) => `${id}  ${title} (${state}; ${readers.join(", ")})`,
      );
      const text = lines.length === 0 ? "There are no pages." : lines.join("\n");
      return { exitCode: exitCodes.ok, text, result: pages };
    }),
};

const asCustomer = {
  public: { type: "boolean" as const, about: "As a customer, who sees public pages only." },
};

const searchCommand: Command = {
  name: "knowledge search",
  summary: "Find passages, with why they were found.",
  arguments: "<words>",
  options: { ...asCustomer, ...connection },
  examples: ["knowledge search 'refund card' --public"],
  run: ({ options, positionals }) =>
    asOutcome(async () => {
      const query = positionals.join(" ");
      if (query === "") throw new UsageError("Say what to look for.");
      const result = await clientOf(options).knowledge.search({
        query,
        audience: audienceOf(options),
      });
      return { exitCode: exitCodes.ok, text: foundText(result), result };
    }),
};

const askCommand: Command = {
  name: "knowledge ask",
  summary: "Answer a question from the pages, with citations, or say that they do not tell.",
  arguments: "<question>",
  options: { ...asCustomer, ...connection },
  examples: ["knowledge ask 'How long does a refund take?' --public"],
  run: ({ options, positionals }) =>
    asOutcome(async () => {
      const question = positionals.join(" ");
      if (question === "") throw new UsageError("Say what to ask.");
      const result = await clientOf(options).knowledge.answer({
        question,
        audience: audienceOf(options),
      });
      return { exitCode: exitCodes.ok, text: answerText(result), result };
    }),
};

export const knowledgeCommands: readonly Command[] = [
  addCommand,
  listCommand,
  searchCommand,
  askCommand,
  ...suggestionCommands,
  ...glossaryCommands,
];
