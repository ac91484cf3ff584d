import { Table } from "@mantine/core";
import type { ImportDescription } from "@rapport/sdk";
import { formatNumber } from "../../ui/format.rules.ts";
import { PlainTable, Section } from "../../ui/settings.tsx";

interface ErrorsProps {
  errors: NonNullable<ImportDescription["dryRun"]>["errors"];
  total: number;
}

/** Refused rows by line, with the reason and what to do. */
export const ImportErrors = ({ errors, total }: ErrorsProps) => {
  if (errors.length === 0) return null;
  return (
    <Section
      title="Bad rows"
      lead={
        total > errors.length
          ? `The first ${formatNumber(errors.length)} problems. The rest are in the file of errors after the import.`
          : "These rows are left out."
      }
    >
      <PlainTable label="Bad rows">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Line</Table.Th>
            <Table.Th>Column</Table.Th>
            <Table.Th>Reason</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {errors.map((error) => (
            <Table.Tr key={`${error.line}-${error.column}-${error.code}`}>
              <Table.Td className="r-num">{error.line}</Table.Td>
              <Table.Td>{error.column ?? "–"}</Table.Td>
              <Table.Td>{error.message}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </PlainTable>
    </Section>
  );
};
