// The numbers of a report as a table; each leads to the records behind it.
import { Table } from "@mantine/core";
import type {
  FlowResult,
  FunnelResult,
  GroupsResult,
  ReportResult,
  ReportRow,
  StageTimeResult,
} from "@rapport/contracts";
import type { ReactNode } from "react";
import { formatNumber } from "../../ui/format.rules.ts";
import { PlainTable } from "../../ui/settings.tsx";
import { keyWords } from "./chart-model.rules.ts";
import { ListLink } from "./list-link.tsx";
import { changeWords, formatPiece, formatShare, formatValue } from "./values.rules.ts";

interface Line {
  key: string;
  cells: ReactNode[];
}

interface Drawn {
  heads: string[];
  /** How many of the first columns are words. */
  words: number;
  lines: Line[];
}

const Count = ({ object, row }: { object: string; row: ReportRow }) =>
  row.count === 0 ? (
    "0"
  ) : (
    <ListLink object={object} filter={row.filter}>
      {formatNumber(row.count)}
    </ListLink>
  );

const groupCells = (result: GroupsResult, row: ReportRow): ReactNode[] => {
  const { unit, object, dimensions, previousSpan } = result;
  const told = (value: number | null | undefined): string => formatValue(value, unit, row.currency);
  const hasQuartiles = result.totals.some(({ low }) => low !== null);
  return [
    ...dimensions.map((dimension, at) =>
      at < row.keys.length ? keyWords(row, at, dimension) : "All",
    ),
    ...(unit === "count" ? [] : [told(row.value)]),
    ...(hasQuartiles ? [`${told(row.low)} – ${told(row.high)}`] : []),
    ...(row.hits !== null && row.hitFilter
      ? [
          <ListLink key="hits" object={object} filter={row.hitFilter}>
            {formatNumber(row.hits)}
          </ListLink>,
        ]
      : []),
    <Count key="count" object={object} row={row} />,
    ...(previousSpan
      ? [told(row.previous?.value), changeWords(row.value, row.previous?.value ?? null) ?? "–"]
      : []),
  ];
};

const groupsTable = (result: GroupsResult): Drawn => {
  const { unit, dimensions, label, previousSpan, totals, rows } = result;
  const hasQuartiles = totals.some(({ low }) => low !== null);
  const shown = dimensions.length === 0 ? totals : [...rows, ...totals];
  return {
    heads: [
      ...dimensions.map((dimension) => dimension.label),
      ...(unit === "count" ? [] : [label]),
      ...(hasQuartiles ? ["Middle half"] : []),
      ...(unit === "share" ? ["Of which"] : []),
      "Records",
      ...(previousSpan ? ["Before", "Change"] : []),
    ],
    words: dimensions.length,
    lines: shown.map((row) => ({
      key: JSON.stringify([row.keys.map(({ value }) => value), row.currency]),
      cells: groupCells(result, row),
    })),
  };
};

const funnelTable = ({ object, steps }: FunnelResult): Drawn => ({
  heads: ["Stage", "Reached", "Of the step before", "Of all", "Still open", "Lost"],
  words: 1,
  lines: steps.map((step) => ({
    key: step.stageId ?? "all",
    cells: [
      step.name,
      <ListLink key="reached" object={object} filter={step.filter}>
        {formatNumber(step.reached)}
      </ListLink>,
      formatShare(step.ofPrevious),
      formatShare(step.ofFirst),
      formatNumber(step.open),
      formatNumber(step.lost),
    ],
  })),
});

const stageTable = ({ object, stages }: StageTimeResult): Drawn => ({
  heads: ["Stage", "Median", "Middle half", "Stays", "Deals", "There now"],
  words: 1,
  lines: stages.map((stage) => ({
    key: stage.stageId,
    cells: [
      stage.name,
      formatValue(stage.medianSeconds, "seconds"),
      `${formatValue(stage.lowSeconds, "seconds")} – ${formatValue(stage.highSeconds, "seconds")}`,
      formatNumber(stage.stays),
      <ListLink key="deals" object={object} filter={stage.filter}>
        {formatNumber(stage.deals)}
      </ListLink>,
      <ListLink key="now" object={object} filter={stage.nowFilter}>
        {formatNumber(stage.now)}
      </ListLink>,
    ],
  })),
});

const flowTable = ({ object, points, bucket }: FlowResult): Drawn => ({
  heads: ["From", "Opened", "Closed", "Backlog"],
  words: 1,
  lines: points.map((point) => ({
    key: point.from,
    cells: [
      formatPiece(point.from, bucket),
      ...(
        [
          [point.opened, point.openedFilter],
          [point.closed, point.closedFilter],
          [point.backlog, point.backlogFilter],
        ] as const
      ).map(([count, filter], at) => (
        <ListLink key={String(at)} object={object} filter={filter}>
          {formatNumber(count)}
        </ListLink>
      )),
    ],
  })),
});

const drawnOf = (result: ReportResult): Drawn => {
  if (result.kind === "groups") return groupsTable(result);
  if (result.kind === "funnel") return funnelTable(result);
  return result.kind === "flow" ? flowTable(result) : stageTable(result);
};

export const ResultTable = ({ result, label }: { result: ReportResult; label: string }) => {
  const { heads, words, lines } = drawnOf(result);
  const align = (at: number) => (at < words ? "left" : "right");
  return (
    <PlainTable label={`Table: ${label}`}>
      <Table.Thead>
        <Table.Tr>
          {heads.map((head, at) => (
            <Table.Th key={head} ta={align(at)}>
              {head}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lines.map(({ key, cells }) => (
          <Table.Tr key={key}>
            {cells.map((cell, at) => (
              <Table.Td key={heads[at] ?? String(at)} ta={align(at)}>
                {cell}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </PlainTable>
  );
};
