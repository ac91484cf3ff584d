// What became of drafts in the last 30 days, by what made them.
import { Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { PlainTable, Section } from "../../ui/settings.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { useMay } from "../access/session.ts";
import { copilotFiguresQuery } from "./copilot-queries.ts";
import { rungWords, shareWords } from "./copilot-words.rules.ts";

const percent = (share: number | null): string =>
  share === null ? "–" : `${Math.round(share * 100)} %`;
const seconds = (value: number | null): string => (value === null ? "–" : `${Math.round(value)} s`);

const Figures = () => {
  const { data, error, refetch } = useQuery(copilotFiguresQuery);
  if (error)
    return <ErrorState error={error} doing="load the figures" onRetry={() => void refetch()} />;
  if (!data) return <SkeletonLines lines={3} />;
  if (data.data.length === 0) {
    return <Text size="sm">No draft was offered in the last {data.days} days.</Text>;
  }
  return (
    <PlainTable label="What became of drafts">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Made by</Table.Th>
          <Table.Th>Offered</Table.Th>
          <Table.Th>Sent as it was</Table.Th>
          <Table.Th>Sent with changes</Table.Th>
          <Table.Th>Rejected</Table.Th>
          <Table.Th>Left</Table.Th>
          <Table.Th>Words changed</Table.Th>
          <Table.Th>Until decided</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {data.data.map((row) => (
          <Table.Tr key={row.rung}>
            <Table.Td>{rungWords(row.rung)}</Table.Td>
            <Table.Td>{row.offered}</Table.Td>
            <Table.Td>{shareWords(row.accepted, row.offered)}</Table.Td>
            <Table.Td>{shareWords(row.edited, row.offered)}</Table.Td>
            <Table.Td>{shareWords(row.rejected, row.offered)}</Table.Td>
            <Table.Td>{row.open}</Table.Td>
            <Table.Td>{percent(row.editShare)}</Table.Td>
            <Table.Td>{seconds(row.seconds)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </PlainTable>
  );
};

/** For administrators; nothing for others who may set up models. */
export const FiguresSection = () =>
  useMay("workspace.manage") ? (
    <Section
      title="Drafts in the inbox"
      lead="The last 30 days. How much was changed is measured on the replies that went out; time until decided is the median."
    >
      <Figures />
    </Section>
  ) : null;
