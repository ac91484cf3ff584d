// `ai total-cost`: what hosted models and machines of one's own cost over one to two years, as a table.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { AiTotalCost, AiTotalCostInput } from "@rapport/sdk";
import {
  type Command,
  exitCodes,
  type Options,
  startFolder,
  textOption,
  UsageError,
} from "./command.ts";
import { asOutcome, clientOf, connection } from "./connection.ts";

const million = 1_000_000;

/** Options that take a number: which field it is, what it is multiplied with, and its help. */
const numberOptions = {
  months: ["months", 1, "12 to 24 months; 24 unless told."],
  "calls-per-day": ["callsPerDay", 1, "Calls a day; measured or assumed."],
  "input-tokens": ["inputTokens", 1, "Tokens that one call reads."],
  "output-tokens": ["outputTokens", 1, "Tokens that one call writes."],
  growth: ["growthPercentPerMonth", 1, "Percent by which calls grow each month."],
  "price-change": ["priceChangePercentPerYear", 1, "Percent by which hosted prices change a year."],
  "machine-price": ["machineMicros", million, "Dollars for one machine."],
  rent: ["rentMicrosPerMonth", million, "Dollars a month for a rented machine, instead of buying."],
  "set-up": ["setUpMicros", million, "Dollars once, until the first machine answers."],
} as const satisfies Record<string, readonly [keyof AiTotalCostInput, number, string]>;

type NumberOption = keyof typeof numberOptions;

function numberOf(options: Options, name: NumberOption): number | undefined {
  const text = textOption(options, name);
  if (text === undefined) return undefined;
  if (!/^-?\d{1,12}(\.\d{1,6})?$/.test(text)) throw new UsageError(`--${name} takes a number.`);
  const [, factor] = numberOptions[name];
  return factor === 1 ? Number(text) : Math.round(Number(text) * factor);
}

async function fromFile(name: string | undefined): Promise<AiTotalCostInput> {
  if (name === undefined) return {};
  const text = await readFile(resolve(startFolder(), name), "utf8").catch(() => {
    throw new UsageError(`There is no file ${name} that can be read.`);
  });
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read === "object" && read !== null && !Array.isArray(read)) return read;
  } catch {
    // Said below.
  }
  throw new UsageError(`${name} is no JSON object.`);
}

/** What is told beside a file counts more than what is in it. */
async function inputOf(options: Options): Promise<AiTotalCostInput> {
  const told = (Object.keys(numberOptions) as NumberOption[]).flatMap((name) => {
    const value = numberOf(options, name);
    return value === undefined ? [] : [[numberOptions[name][0], value] as const];
  });
  const way = textOption(options, "rent") === undefined ? {} : ({ way: "rent" } as const);
  const file = await fromFile(textOption(options, "file"));
  return { ...file, ...way, ...Object.fromEntries(told) };
}

const dollars = (micros: number | null | undefined): string => {
  if (micros === null || micros === undefined) return "–";
  const digits = micros < 100 * million ? 2 : 0;
  const fixed = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return `$${(micros / million).toLocaleString("en", fixed)}`;
};

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => (row[at] ?? "").length)),
  );
  const padded = rows.map((row) =>
    row.map((cell, at) =>
      at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0),
    ),
  );
  return padded.map((row) => row.join("  ").trimEnd()).join("\n");
}

export function totalCostText(told: AiTotalCost): string {
  const { own, hosted, numbers } = told;
  const months = [6, 12, 18, 24].filter((month) => month < numbers.months);
  const at = (series: readonly number[]) =>
    [...months, numbers.months].map((month) => dollars(series[month - 1]));
  const since = [...months, numbers.months].map((month) => `${month} months`);
  const count = Math.max(...own.machines);
  const whose = numbers.way === "buy" ? "Your own" : "Rented";
  const machines = `${whose} (${count} ${count === 1 ? "machine" : "machines"})`;
  const rows = hosted.map((one) => [
    `${one.model} (${one.provider})${one.isForPersonalData ? "" : ", not for personal data"}`,
    ...at(one.cumulativeMicros),
    dollars(one.perThousandCallsMicros),
    one.ownCheaperFromMonth === null ? "never" : `month ${one.ownCheaperFromMonth}`,
    one.ownCheaperFromCallsPerDay?.toLocaleString("en") ?? "never",
  ]);
  const ownRow = [machines, ...at(own.cumulativeMicros), dollars(own.perThousandCallsMicros)];
  const head = ["", ...since, "1,000 calls", "own cheaper", "from calls a day"];
  const assumed = told.assumed.map(({ words }) => words).join("; ");
  return [
    told.sentence,
    table([head, [...ownRow, "", ""], ...rows]),
    told.basis,
    ...(assumed === "" ? [] : [`Assumed: ${assumed}.`]),
    ...told.warnings.map((warning) => `Beware: ${warning}`),
  ].join("\n\n");
}

const options = Object.fromEntries(
  Object.entries(numberOptions).map(([name, [, , about]]) => [
    name,
    { type: "string", value: "N", about } as const,
  ]),
);

export const totalCostCommand: Command = {
  name: "ai total-cost",
  summary: "Compare what hosted models and machines of your own cost over 12 to 24 months.",
  options: {
    ...connection,
    ...options,
    file: { type: "string", value: "FILE", about: "JSON with any of the route's numbers." },
  },
  examples: [
    "ai total-cost --calls-per-day 4000 --growth 3",
    "ai total-cost --rent 900 --months 12",
    "ai total-cost --file input.json --json",
  ],
  run: ({ options: given }) =>
    asOutcome(async () => {
      const told = await clientOf(given).ai.totalCost(await inputOf(given));
      return { exitCode: exitCodes.ok, text: totalCostText(told), result: told };
    }),
};
