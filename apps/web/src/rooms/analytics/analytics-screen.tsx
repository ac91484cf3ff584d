// Figures about conversations: what came in, how fast it was answered, whether promises were kept, how satisfied
// customers are. Each number says what it counts and lists what is behind it.
import { Alert, Anchor, Button, Table } from "@mantine/core";
import type { ConversationFigures } from "@rapport/sdk";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { formatNumber } from "../../ui/format.rules.ts";
import { IconChartBar, IconDownload } from "../../ui/icons.ts";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { PlainTable } from "../../ui/settings.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { Chart, Legend } from "../reports/chart.tsx";
import { formatPiece } from "../reports/values.rules.ts";
import css from "./analytics.module.css";
import { type AnalyticsSearch, filterOf } from "./analytics-search.rules.ts";
import { Behind } from "./behind.tsx";
import { volumeModel } from "./figures-words.rules.ts";
import { Filters } from "./filters.tsx";
import { GroupTable } from "./group-table.tsx";
import { CountLink, Tiles } from "./tiles.tsx";

interface PartProps {
  figures: ConversationFigures;
  search: AnalyticsSearch;
}

/** Where a bar of the chart leads. */
const addressOf = (search: AnalyticsSearch, filter: unknown): string => {
  const { day, channel } = (filter ?? {}) as { day?: string; channel?: string };
  const asked = { ...search, behind: "conversations", channel, from: day, to: day };
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(asked)) if (value) query.set(key, value);
  return `/inbox/analytics?${query.toString()}`;
};

const DayTable = ({ figures, search }: PartProps) => {
  const filter = filterOf(search);
  return (
    <PlainTable label="Conversations by day">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Day</Table.Th>
          {figures.channels.map(({ id, name }) => (
            <Table.Th key={id}>{name}</Table.Th>
          ))}
          <Table.Th>All</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {figures.days.map(({ day, counts }) => (
          <Table.Tr key={day}>
            <Table.Th scope="row">{formatPiece(day, "day")}</Table.Th>
            {figures.channels.map(({ id }) => (
              <Table.Td key={id}>
                {formatNumber(counts.find((one) => one.channelId === id)?.count ?? 0)}
              </Table.Td>
            ))}
            <Table.Td>
              <CountLink
                search={{ ...filter, from: day, to: day }}
                measure="conversations"
                count={counts.reduce((sum, { count }) => sum + count, 0)}
                label={formatPiece(day, "day")}
              />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </PlainTable>
  );
};

const Volume = ({ figures, search }: PartProps) => {
  const [isTable, setTable] = useState(false);
  const model = volumeModel(figures);
  return (
    <section className={css.part} aria-label="By day and channel">
      <h2>By day and channel</h2>
      <Legend model={model} />
      <Chart
        model={model}
        label="Conversations by day and channel"
        object="conversations"
        hrefOf={(point) => addressOf(filterOf(search), point.filter)}
      />
      <Button
        variant="default"
        size="xs"
        aria-expanded={isTable}
        onClick={() => setTable(!isTable)}
      >
        {isTable ? "Hide the table" : "Show as a table"}
      </Button>
      {isTable ? <DayTable {...{ figures, search }} /> : null}
    </section>
  );
};

const Groups = ({ figures, search }: PartProps) => {
  const filter = filterOf(search);
  return (
    <>
      <GroupTable
        title="By channel"
        groups={figures.channels}
        searchOf={(id) => (id === null ? filter : { ...filter, channel: id })}
      />
      <GroupTable
        title="By member"
        groups={figures.members ?? []}
        searchOf={(id) => ({ ...filter, member: id ?? "nobody" })}
      />
      <GroupTable
        title="By team"
        groups={figures.teams ?? []}
        searchOf={(id) => ({ ...filter, team: id ?? "none" })}
      />
    </>
  );
};

const Body = (props: PartProps) => {
  const { figures, search } = props;
  const isEmpty = (figures.total.counts.conversations ?? 0) === 0;
  return (
    <>
      {figures.isComplete ? null : (
        <Alert color="orange" variant="light" mb={16} role="status">
          Conversations from before are still being counted. The figures are not complete yet.
        </Alert>
      )}
      {isEmpty ? (
        <EmptyState
          icon={<IconChartBar size={24} stroke={1.5} />}
          title="No conversations began within these days"
        >
          Choose other days, or fewer filters. Only conversations that you may see are counted.
        </EmptyState>
      ) : (
        <>
          <Tiles {...props} />
          {search.behind ? <Behind {...props} /> : null}
          <Volume {...props} />
          <Groups {...props} />
        </>
      )}
    </>
  );
};

export const AnalyticsScreen = () => {
  const search: AnalyticsSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const filter = filterOf(search);
  const found = useQuery({
    queryKey: ["analytics", "figures", filter],
    queryFn: () => api.analytics.figures(filter),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <PageHead
        title="Conversation analytics"
        crumbs={[{ label: "Inbox", to: "/inbox" }]}
        actions={
          <Anchor href={api.analytics.csvUrl(filter)} download="conversations.csv" size="sm">
            <IconDownload size={14} aria-hidden="true" /> Download as CSV
          </Anchor>
        }
      />
      <PageBody wide>
        {found.isError ? (
          <ErrorState
            error={found.error}
            doing="count the conversations"
            onRetry={() => void found.refetch()}
          />
        ) : null}
        {found.isPending ? <SkeletonLines lines={8} /> : null}
        {found.data ? (
          <>
            <Filters
              figures={found.data}
              search={search}
              onChange={(next) => void navigate({ to: "/inbox/analytics", search: next })}
            />
            <Body figures={found.data} search={search} />
          </>
        ) : null}
      </PageBody>
    </>
  );
};
