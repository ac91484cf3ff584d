// The figures by channel, member or team, as a table; each number lists its conversations.
import { Table } from "@mantine/core";
import type { AnalyticsGroup, AnalyticsMeasure } from "@rapport/sdk";
import { PlainTable } from "../../ui/settings.tsx";
import css from "./analytics.module.css";
import type { AnalyticsSearch } from "./analytics-search.rules.ts";
import { intervalText, minutesText, shareText } from "./figures-words.rules.ts";
import { CountLink } from "./tiles.tsx";

interface GroupTableProps {
  title: string;
  groups: readonly AnalyticsGroup[];
  searchOf: (id: string | null) => AnalyticsSearch;
}

const counted: [AnalyticsMeasure, string][] = [
  ["conversations", "Conversations"],
  ["resolved", "Resolved"],
  ["reopened", "Reopened"],
  ["missed", "Promises missed"],
  ["rated", "Rated"],
];

export const GroupTable = ({ title, groups, searchOf }: GroupTableProps) =>
  groups.length === 0 ? null : (
    <section className={css.part} aria-label={title}>
      <h2>{title}</h2>
      <PlainTable label={title}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            {counted.map(([measure, label]) => (
              <Table.Th key={measure}>{label}</Table.Th>
            ))}
            <Table.Th>First response, median</Table.Th>
            <Table.Th>Resolution, median</Table.Th>
            <Table.Th>Promises kept</Table.Th>
            <Table.Th>Satisfied</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {groups.map(({ id, name, figures }) => (
            <Table.Tr key={id ?? "none"}>
              <Table.Th scope="row">{name}</Table.Th>
              {counted.map(([measure, label]) => (
                <Table.Td key={measure}>
                  <CountLink
                    search={searchOf(id)}
                    measure={measure}
                    count={figures.counts[measure] ?? 0}
                    label={`${name}, ${label.toLowerCase()}`}
                  />
                </Table.Td>
              ))}
              <Table.Td>{minutesText(figures.firstResponse?.median)}</Table.Td>
              <Table.Td>{minutesText(figures.resolution?.median)}</Table.Td>
              <Table.Td>{shareText(figures.keptShare)}</Table.Td>
              <Table.Td title={intervalText(figures.satisfiedShare)}>
                {shareText(figures.satisfiedShare)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </PlainTable>
    </section>
  );
