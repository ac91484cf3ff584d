// From counts to figures: shares with their intervals, names of groups, and the same as CSV. Pure.
import {
  type AnalyticsFigures,
  type AnalyticsGroup,
  analyticsMeasures,
  type ConversationFigures,
  measureDefinitions,
} from "@rapport/contracts";
import { wilson } from "@rapport/learn";
import type { FigureRow } from "./figures.store.ts";

const shareOf = (hits: number, trials: number) => {
  if (trials === 0) return null;
  const { value, low, high } = wilson(hits, trials);
  return { value, low, high };
};

/** What lies between two whole minutes, without the dust of its arithmetic. */
const rounded = (minutes: number) => Math.round(minutes * 100) / 100;

const minutesOf = (median: number | null, p90: number | null) =>
  median === null || p90 === null ? null : { median: rounded(median), p90: rounded(p90) };

export function figuresOf(row: FigureRow): AnalyticsFigures {
  const { counts } = row;
  return {
    counts,
    firstResponse: minutesOf(row.responseMedian, row.responseP90),
    resolution: minutesOf(row.resolutionMedian, row.resolutionP90),
    keptShare: shareOf(counts.kept, counts.promised),
    satisfiedShare: shareOf(counts.satisfied, counts.rated),
    averageScore: row.averageScore,
    deflectedShare: shareOf(counts.deflected, counts["bot-answered"]),
  };
}

export const noFigures: AnalyticsFigures = {
  counts: Object.fromEntries(
    analyticsMeasures.map((measure) => [measure, 0]),
  ) as AnalyticsFigures["counts"],
  firstResponse: null,
  resolution: null,
  keptShare: null,
  satisfiedShare: null,
  averageScore: null,
  deflectedShare: null,
};

/** The largest first. */
export function groupsOf(
  rows: readonly FigureRow[],
  names: ReadonlyMap<string, string>,
  { none, gone }: { none: string; gone: string },
): AnalyticsGroup[] {
  return rows
    .map((row) => ({
      id: row.id,
      name: row.id === null ? none : (names.get(row.id) ?? gone),
      figures: figuresOf(row),
    }))
    .sort((a, b) => b.figures.counts.conversations - a.figures.counts.conversations);
}

type Cell = string | number | null;

const risky = /^'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/;

function cellText(cell: Cell): string {
  if (cell === null) return "";
  const text = typeof cell === "string" && risky.test(cell) ? `'${cell}` : String(cell);
  return /[",\r\n;\t|]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const line = (cells: readonly Cell[]): string => `${cells.map(cellText).join(",")}\r\n`;

const cellsOf = (figures: AnalyticsFigures): Cell[] => [
  ...analyticsMeasures.map((measure) => figures.counts[measure]),
  figures.firstResponse?.median ?? null,
  figures.firstResponse?.p90 ?? null,
  figures.resolution?.median ?? null,
  figures.resolution?.p90 ?? null,
  figures.keptShare?.value ?? null,
  figures.satisfiedShare?.value ?? null,
  figures.satisfiedShare?.low ?? null,
  figures.satisfiedShare?.high ?? null,
  figures.averageScore,
  figures.deflectedShare?.value ?? null,
];

/** One line for all, then one a channel, member, team and day. */
export function csvOf(found: ConversationFigures): string {
  const heads = [
    ...["Part", "Name", ...analyticsMeasures.map((one) => measureDefinitions[one].label)],
    ...["First response, median minutes", "First response, 90th percentile minutes"],
    ...[
      "Resolution, median minutes",
      "Resolution, 90th percentile minutes",
      "Promises kept, share",
    ],
    ...["Satisfied, share", "Satisfied, low", "Satisfied, high", "Average score"],
    "Resolved by the bot, share",
  ];
  const parts: [string, readonly AnalyticsGroup[]][] = [
    ["Channel", found.channels],
    ["Member", found.members ?? []],
    ["Team", found.teams ?? []],
  ];
  const days = found.days.map(({ day, counts }) =>
    line(["Day", day, counts.reduce((sum, { count }) => sum + count, 0)]),
  );
  return [
    line(heads),
    line(["All", `${found.from} to ${found.to}`, ...cellsOf(found.total)]),
    ...parts.flatMap(([part, groups]) =>
      groups.map(({ name, figures }) => line([part, name, ...cellsOf(figures)])),
    ),
    ...days,
  ].join("");
}
