// Commands about records that may be the same: list and dismiss pairs, merge, undo a merge.
import type { DuplicateBand, DuplicatePair, MergeableObject, MergePreview } from "@rapport/sdk";
import {
  type Command,
  exitCodes,
  type Options,
  type Outcome,
  textOption,
  UsageError,
} from "./command.ts";
import { asOutcome, clientOf, connection } from "./connection.ts";

const objects = ["people", "companies"];

function objectOf(word: string | undefined): MergeableObject {
  if (word !== undefined && objects.includes(word)) return word as MergeableObject;
  throw new UsageError("Say which records: people or companies.");
}

type Named = Record<string, unknown> & { id: string };

function nameOf(record: Named): string {
  const words = [record.name, record.firstName, record.lastName, record.email, record.domain];
  return words.filter((word) => typeof word === "string" && word !== "").join(" ") || record.id;
}

function pairText({ score, band, records, reasons }: DuplicatePair): string {
  const names = records.map((record) => `  ${record.id}  ${nameOf(record)}`);
  const why = reasons.map(({ text }) => text).join("; ");
  return [`${Math.round(score * 100)} % (${band}): ${why}`, ...names].join("\n");
}

const bands = ["high", "medium", "low"];

function limitsOf(options: Options): { band?: DuplicateBand; limit: number } {
  const band = textOption(options, "band");
  if (band !== undefined && !bands.includes(band)) {
    throw new UsageError("--band is high, medium or low.");
  }
  const limit = Number(textOption(options, "limit") ?? 60);
  if (!Number.isInteger(limit) || limit < 1) throw new UsageError("--limit is a whole number.");
  return { limit, ...(band === undefined ? {} : { band: band as DuplicateBand }) };
}

async function listPairs(options: Options, object: MergeableObject): Promise<Outcome> {
  const { limit, ...asked } = limitsOf(options);
  const { duplicates } = clientOf(options);
  const found: DuplicatePair[] = [];
  let cursor: string | undefined;
  do {
    const page = await duplicates.list({
      object,
      limit: Math.min(200, limit - found.length),
      ...asked,
      ...(cursor === undefined ? {} : { cursor }),
    });
    found.push(...page.data);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && found.length < limit);
  const texts = found.length === 0 ? [`No ${object} seem to be the same.`] : found.map(pairText);
  return { exitCode: exitCodes.ok, text: texts.join("\n\n"), result: found };
}

const listCommand: Command = {
  name: "duplicates list",
  summary: "List pairs of records that may be the same, the most likely first.",
  arguments: "people|companies",
  options: {
    band: { type: "string", value: "high|medium|low", about: "Pairs of this confidence only." },
    limit: { type: "string", value: "N", about: "So many at most; 60 unless told." },
    ...connection,
  },
  examples: ["duplicates list people", "duplicates list companies --band high --json"],
  run: ({ options, positionals }) => asOutcome(() => listPairs(options, objectOf(positionals[0]))),
};

const dismissCommand: Command = {
  name: "duplicates dismiss",
  summary: "Say that two records are not the same; they are not suggested again.",
  arguments: "people|companies ID ID",
  options: connection,
  examples: ["duplicates dismiss people 0190… 0191…"],
  run: ({ options, positionals }) =>
    asOutcome(async () => {
      const [word, a, b] = positionals;
      const object = objectOf(word);
      if (a === undefined || b === undefined)
        throw new UsageError("Name two records by their ids.");
      const { actId } = await clientOf(options).duplicates.dismiss(object, [a, b]);
      return { exitCode: exitCodes.ok, text: "Remembered.", result: { actId } };
    }),
};

function picksOf(options: Options): Record<string, string> {
  const text = textOption(options, "pick");
  if (text === undefined) return {};
  const pairs = text.split(",").map((item) => item.split("="));
  if (pairs.some((pair) => pair.length !== 2 || pair.includes(""))) {
    throw new UsageError("--pick is FIELD=ID, several with commas between them.");
  }
  return Object.fromEntries(pairs as [string, string][]);
}

function previewText({ records, fields, related }: MergePreview): string {
  const [survivor, ...losers] = records as Named[];
  return [
    `Stays: ${survivor ? nameOf(survivor) : ""}`,
    ...losers.map((record) => `Goes:  ${nameOf(record)}`),
    ...fields.map(({ label, value, rule }) => `  ${label}: ${JSON.stringify(value)} (${rule})`),
    ...related.map(
      ({ label, count, isCapped }) => `  moves: ${count}${isCapped ? "+" : ""} ${label}`,
    ),
  ].join("\n");
}

async function runMerge(options: Options, positionals: string[]): Promise<Outcome> {
  const [word, survivorId, ...loserIds] = positionals;
  const object = objectOf(word);
  if (survivorId === undefined || loserIds.length === 0) {
    throw new UsageError("Name the record that stays, then those that are merged into it.");
  }
  const { merges } = clientOf(options);
  const request = { object, survivorId, loserIds, picks: picksOf(options) };
  const preview = await merges.preview(request);
  if (options["dry-run"] === true) {
    return { exitCode: exitCodes.ok, text: previewText(preview), result: preview };
  }
  const { data, actId } = await merges.create({ ...request, versions: preview.versions });
  const text = `Merged into ${nameOf(data)}. To take it back: merge undo ${actId}`;
  return { exitCode: exitCodes.ok, text, result: { actId, record: data } };
}

const mergeCommand: Command = {
  name: "merge",
  summary: "Merge records into the first one; what pointed at the others points at it then.",
  arguments: "people|companies SURVIVOR ID…",
  options: {
    pick: {
      type: "string",
      value: "FIELD=ID,…",
      about: "Whose value a field keeps; the survivor's unless empty, unless told.",
    },
    "dry-run": { type: "boolean", about: "Show what it would make; write nothing." },
    ...connection,
  },
  examples: [
    "merge people 0190… 0191… --dry-run",
    "merge companies 0190… 0191… 0192… --pick name=0191…",
  ],
  run: ({ options, positionals }) => asOutcome(() => runMerge(options, positionals)),
};

async function undoMerge(options: Options, id: string): Promise<Outcome> {
  const { data, actId } = await clientOf(options).merges.undo(id);
  const kept = data.kept.map(
    (one) => `  kept ${one.object}/${one.id}: ${one.fields?.join(", ") ?? one.reason}`,
  );
  const text = [`Undone: ${data.undone} records put back.`, ...kept].join("\n");
  return { exitCode: exitCodes.ok, text, result: { actId, ...data } };
}

const undoCommand: Command = {
  name: "merge undo",
  summary: "Undo a merge; what was changed since stays and is named.",
  arguments: "MERGE",
  options: connection,
  examples: ["merge undo 0190…"],
  run: ({ options, positionals }) =>
    asOutcome(async () => {
      const [id] = positionals;
      if (id === undefined) throw new UsageError("Name the merge by its id: merge list shows it.");
      return undoMerge(options, id);
    }),
};

const pastCommand: Command = {
  name: "merge list",
  summary: "List past merges, newest first.",
  options: connection,
  examples: ["merge list --json"],
  run: ({ options }) =>
    asOutcome(async () => {
      const { data } = await clientOf(options).merges.list();
      const lines = data.map((merge) => {
        const names = (merge.records as Named[]).map(nameOf);
        const state = merge.undoneAt === null ? "" : ", undone";
        return `${merge.id}  ${merge.mergedAt}  ${names.slice(1).join(", ")} → ${names[0]} by ${merge.mergedBy}${state}`;
      });
      return { exitCode: exitCodes.ok, text: lines.join("\n") || "No merges yet.", result: data };
    }),
};

export const duplicateCommands: Command[] = [
  listCommand,
  dismissCommand,
  mergeCommand,
  pastCommand,
  undoCommand,
];
