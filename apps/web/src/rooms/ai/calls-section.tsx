// The last calls with cost, latency and rung; never what was asked or answered.
import { Table } from "@mantine/core";
import type { AiCall } from "@rapport/sdk";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { PlainTable } from "../../ui/settings.tsx";
import css from "./ai.module.css";
import { callWords, dollars, sizeWords } from "./ai-words.rules.ts";

export const CallsSection = ({
  calls,
  labels,
}: {
  calls: readonly AiCall[];
  labels: ReadonlyMap<string, string>;
}) => {
  if (calls.length === 0) return <p className={css.sub}>No model was asked yet.</p>;
  return (
    <PlainTable label="Last calls">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>When</Table.Th>
          <Table.Th>For</Table.Th>
          <Table.Th>Model</Table.Th>
          <Table.Th>What came of it</Table.Th>
          <Table.Th>Tokens, or length</Table.Th>
          <Table.Th ta="right">Time</Table.Th>
          <Table.Th ta="right">Cost</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {calls.map((call) => (
          <Table.Tr key={call.id}>
            <Table.Td>
              <RelativeTime value={call.at} />
            </Table.Td>
            <Table.Td>{labels.get(call.purpose) ?? call.purpose}</Table.Td>
            <Table.Td>
              {call.model}
              <span className={css.sub}>
                {call.provider}, rung {call.rung}
              </span>
            </Table.Td>
            <Table.Td>{callWords(call)}</Table.Td>
            <Table.Td>{sizeWords(call)}</Table.Td>
            <Table.Td ta="right" className={css.number}>
              {call.latencyMs === null ? "–" : `${call.latencyMs} ms`}
            </Table.Td>
            <Table.Td ta="right" className={css.number}>
              {dollars(call.costMicros)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </PlainTable>
  );
};
