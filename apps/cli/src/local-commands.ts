// Commands on this machine's installation.
import { resolve } from "node:path";
import {
  type Command,
  type CommandOption,
  type Options,
  type Outcome,
  startFolder,
  textOption,
  UsageError,
} from "./command.ts";
import { askServerProgram, startServer } from "./server-program.ts";
import * as show from "./show.ts";
import { evaluated } from "./show-evaluation.ts";
import { knowledgeEvaluated } from "./show-knowledge.ts";

interface LocalCommand {
  name: string;
  /** Its name in the server's program. */
  asks: string;
  summary: string;
  options?: Record<string, CommandOption>;
  examples: string[];
  /** Options whose values are file names. */
  files?: readonly string[];
  /** Options without which it cannot run. */
  required?: readonly string[];
  show(result: never): string;
}

const workspace: CommandOption = {
  type: "string",
  value: "ID",
  about: "Id or name; needed when there are several.",
};

const local: LocalCommand[] = [
  {
    name: "migrate",
    asks: "migrate",
    summary: "Bring the database up to this version, after an automatic backup.",
    examples: ["migrate"],
    show: show.migrated,
  },
  {
    name: "doctor",
    asks: "doctor",
    summary: "Find what is wrong with this installation, and say what to do.",
    examples: ["doctor", "doctor --json"],
    show: show.diagnosis,
  },
  {
    name: "backup",
    asks: "backup",
    summary:
      "Write everything (rows, files, keys, checkpoints) into one file, also while the server runs.",
    options: {
      out: {
        type: "string",
        value: "FILE",
        about: "Where to; a dated name in the data folder's backups/ unless told.",
      },
    },
    examples: ["backup --out rapport.backup", "backup --json"],
    files: ["out"],
    show: show.backedUp,
  },
  {
    name: "restore",
    asks: "restore",
    summary:
      "Put a backup into an empty installation, embedded or PostgreSQL (RAPPORT_DATABASE_URL).",
    options: {
      in: { type: "string", value: "FILE", about: "The backup." },
      replace: { type: "boolean", about: "Replace what is there; it is backed up first." },
    },
    examples: ["restore --in rapport.backup", "restore --in rapport.backup --replace"],
    files: ["in"],
    required: ["in"],
    show: show.restored,
  },
  {
    name: "hashes",
    asks: "hashes",
    summary:
      "Rows and SHA-256 of every table, the same on any PostgreSQL; to compare two installations.",
    examples: ["hashes --json"],
    show: show.hashes,
  },
  {
    name: "api-key create",
    asks: "api-key-create",
    summary: "Make an API key; its secret is shown once.",
    options: {
      workspace,
      name: { type: "string", value: "TEXT", about: "What the key is for." },
      role: { type: "string", value: "ID", about: "Id of its role; the admin's unless told." },
      "expires-in-days": { type: "string", value: "N", about: "Never expires unless told." },
      "rate-limit": { type: "string", value: "N", about: "Requests a minute." },
    },
    examples: ["api-key create --name 'nightly import' --expires-in-days 90"],
    show: show.keyCreated,
  },
  {
    name: "workspace create",
    asks: "workspace-create",
    summary: "Make a workspace with its first admin.",
    options: {
      name: { type: "string", value: "TEXT", about: "Name of the workspace." },
      email: {
        type: "string",
        value: "ADDRESS",
        about: "The admin's e-mail address, for signing in.",
      },
      "admin-name": { type: "string", value: "TEXT", about: "The admin's name." },
      password: { type: "string", value: "TEXT", about: "One is made and shown unless told." },
    },
    examples: ["workspace create --name Acme --email ada@example.com"],
    required: ["name", "email"],
    show: show.workspaceCreated,
  },
  {
    name: "member reset-2fa",
    asks: "member-reset-2fa",
    summary: "Take away a person's second factor and end their sessions, in all workspaces.",
    options: { email: { type: "string", value: "ADDRESS", about: "Whose." } },
    examples: ["member reset-2fa --email ada@example.com"],
    required: ["email"],
    show: show.factorReset,
  },
  {
    name: "member deactivate",
    asks: "member-deactivate",
    summary: "Deactivate a member: sessions end, API keys are revoked, records stay.",
    options: { workspace, email: { type: "string", value: "ADDRESS", about: "Whom." } },
    examples: ["member deactivate --email ada@example.com"],
    required: ["email"],
    show: show.deactivated,
  },
  {
    name: "seed",
    asks: "seed",
    summary: "Make a demo workspace: a simulated company with two years of records.",
    options: {
      companies: {
        type: "string",
        value: "N",
        about: "Companies in it (120); the rest grows in proportion.",
      },
    },
    examples: ["seed", "seed --companies 1000"],
    show: show.seeded,
  },
  {
    name: "audit verify",
    asks: "audit-verify",
    summary:
      "Check the audit log's chain and signatures; names the first bad entry. Exit code 3 if there is one.",
    options: { workspace: { ...workspace, about: "Id or name; all of them unless told." } },
    examples: ["audit verify", "audit verify --json"],
    show: show.auditVerified,
  },
  {
    name: "learn evaluate",
    asks: "learn-evaluate",
    summary:
      "Learn from one table, try it on another, and say how good it is and what to beware of. Needs no installation.",
    options: {
      train: { type: "string", value: "FILE", about: "CSV or JSON lines to learn from; gzip too." },
      test: { type: "string", value: "FILE", about: "Rows that are scored and measured." },
      target: { type: "string", value: "COLUMN", about: "What is to be predicted." },
      positive: {
        type: "string",
        value: "TEXT",
        about: "The value that is looked for; against all others when there are more than two.",
      },
      text: { type: "string", value: "COLUMN", about: "Free text to learn from." },
      drop: { type: "string", value: "C1,C2", about: "Columns that are not to be learned from." },
      keep: {
        type: "string",
        value: "C1,C2",
        about: "Columns to keep though they look like leaks.",
      },
      learner: {
        type: "string",
        value: "NAME",
        about: "auto (unless told), boosted, linear, text or bayes.",
      },
      out: {
        type: "string",
        value: "FILE",
        about: "Where to write a prediction for each test row.",
      },
      attributions: {
        type: "string",
        value: "FILE",
        about: "Where to write each column's share of each prediction.",
      },
    },
    examples: [
      "learn evaluate --train a.csv --test b.csv --target converted",
      "learn evaluate --train a.csv --test b.csv --target y --positive yes --drop duration --out p.csv --json",
    ],
    files: ["train", "test", "out", "attributions"],
    required: ["train", "test", "target"],
    show: evaluated,
  },
  {
    name: "knowledge eval",
    asks: "knowledge-eval",
    summary:
      "Measure search and answers on files in BEIR's layout. Needs no installation. Exit code 3 if a demand is not met.",
    options: {
      corpus: { type: "string", value: "FILE", about: "JSON lines: _id, title, text; gzip too." },
      queries: { type: "string", value: "FILE", about: "JSON lines: _id, text." },
      qrels: { type: "string", value: "FILE", about: "Tab-separated: query, document, grade." },
      answers: { type: "string", value: "FILE", about: "Lines: question, answers, answerable." },
      precision: {
        type: "string",
        value: "N",
        about: "Share of answers that must be right (0.9).",
      },
      language: { type: "string", value: "CODE", about: "Told from the texts unless given." },
      encoder: { type: "string", value: "FOLDER", about: "A sentence model (ONNX) to use." },
      "min-ndcg": { type: "string", value: "N", about: "Least nDCG@10 of the hybrid." },
      "min-recall": { type: "string", value: "N", about: "Least recall@100 of the hybrid." },
      "min-contained": {
        type: "string",
        value: "N",
        about: "Least share of answerable questions whose answer is cited.",
      },
      "min-abstained": {
        type: "string",
        value: "N",
        about: "Least share of unanswerable questions without an answer.",
      },
      "min-right": {
        type: "string",
        value: "N",
        about: "Least share of right ones among answers.",
      },
    },
    examples: [
      "knowledge eval --corpus corpus.jsonl --queries queries.jsonl --qrels qrels.tsv --json",
      "knowledge eval --corpus corpus.jsonl --answers questions.jsonl --min-contained 0.6",
    ],
    files: ["corpus", "queries", "qrels", "answers", "encoder"],
    required: ["corpus"],
    show: knowledgeEvaluated,
  },
  {
    name: "openapi",
    asks: "openapi",
    summary: "Print the API's OpenAPI 3.1 document.",
    examples: ["openapi > openapi.json"],
    show: (document) => JSON.stringify(document, null, 2),
  },
];

function inputOf(command: LocalCommand, options: Options): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const name of Object.keys(command.options ?? {})) {
    const isFile = command.files?.includes(name) === true;
    const text = textOption(options, name);
    input[name] = isFile && text !== undefined ? resolve(startFolder(), text) : options[name];
  }
  return input;
}

function toCommand(command: LocalCommand): Command {
  return {
    name: command.name,
    summary: command.summary,
    options: command.options ?? {},
    examples: command.examples,
    run: async ({ options, positionals }): Promise<Outcome> => {
      if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" was not expected.`);
      for (const name of command.required ?? []) {
        if (textOption(options, name) === undefined) throw new UsageError(`--${name} is missing.`);
      }
      const outcome = await askServerProgram(command.asks, inputOf(command, options));
      return outcome.error ? outcome : { ...outcome, text: command.show(outcome.result as never) };
    },
  };
}

const start: Command = {
  name: "start",
  summary: "Start the server; the same as npm start.",
  options: {},
  examples: ["start"],
  run: async () => {
    await startServer();
    return { exitCode: 0 };
  },
};

export const localCommands: Command[] = [start, ...local.map(toCommand)];
