// The third step: what would happen, before it does. Counts of the whole file, a sample of the differences, and the
// rows that would be refused.
import { Alert, Button, Group, Progress, Stack, Table, Text } from "@mantine/core";
import type { SchemaObject } from "@rapport/contracts";
import type { ImportDescription } from "@rapport/sdk";
import { useMutation } from "@tanstack/react-query";
import { api } from "../../platform/api.ts";
import { formatCount, formatNumber } from "../../ui/format.rules.ts";
import { PlainTable, Section } from "../../ui/settings.tsx";
import { FormError } from "../../ui/states.tsx";
import { findField } from "../records/schema.ts";
import { ValueText } from "../records/value-text.tsx";
import css from "./import.module.css";
import { progressOf } from "./import.rules.ts";
import { Counts } from "./import-counts.tsx";
import { ImportErrors } from "./import-errors.tsx";
import { keepImport } from "./import-queries.ts";

interface CheckProps {
  job: ImportDescription;
  object: SchemaObject;
  onBack: () => void;
}

type Difference = NonNullable<ImportDescription["dryRun"]>["sample"][number];

const DiffRow = ({ diff, object }: { diff: Difference; object: SchemaObject }) => {
  const fields = Object.keys(diff.after ?? {});
  return (
    <Table.Tr>
      <Table.Td className="r-num">{diff.line}</Table.Td>
      <Table.Td>{diff.status}</Table.Td>
      <Table.Td>
        <ul className={css.diffs}>
          {fields.map((path) => {
            const field = findField(object, path);
            const before = diff.before?.[path];
            return (
              <li key={path}>
                <span className="r-muted">{field?.label ?? path}</span>{" "}
                {diff.status === "updated" ? (
                  <>
                    <del className="r-muted">
                      <ValueText field={field} value={before} />
                    </del>{" "}
                    →{" "}
                  </>
                ) : null}
                <ValueText field={field} value={diff.after?.[path]} />
              </li>
            );
          })}
        </ul>
      </Table.Td>
    </Table.Tr>
  );
};

const Checking = ({ job }: { job: ImportDescription }) => (
  <Stack gap={10} role="status">
    <Text size="sm">
      Reading the whole file: {formatNumber(job.progress.rowsDone)} rows so far. Nothing is changed.
    </Text>
    <Progress value={progressOf(job) * 100} aria-label="Progress of the dry run" />
  </Stack>
);

export const ImportCheck = ({ job, object, onBack }: CheckProps) => {
  const run = useMutation({ mutationFn: () => api.imports.run(job.id), onSuccess: keepImport });
  if (job.status === "checking" || !job.dryRun) return <Checking job={job} />;
  const { counts, sample, errors } = job.dryRun;
  const writes = counts.created + counts.updated;
  const many = object.labelPlural.toLowerCase();
  return (
    <Stack gap={16}>
      <FormError error={run.error} />
      <Counts counts={counts} />
      {job.warnings.map((warning) => (
        <Alert key={warning} variant="light" color="yellow">
          {warning}
        </Alert>
      ))}
      <Group gap={8}>
        <Button variant="default" onClick={onBack}>
          Back to the columns
        </Button>
        <Button disabled={writes === 0} loading={run.isPending} onClick={() => run.mutate()}>
          Import {formatCount(writes, object.label.toLowerCase(), many)}
        </Button>
        <Text size="sm" c="dimmed">
          {counts.bad > 0 ? "Bad rows are left out. " : ""}You can undo the whole import afterwards.
        </Text>
      </Group>
      {sample.length > 0 ? (
        <Section title="Sample of what changes">
          <PlainTable label="Sample of what changes">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Line</Table.Th>
                <Table.Th>What</Table.Th>
                <Table.Th>Fields</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {sample.map((diff) => (
                <DiffRow key={diff.line} diff={diff} object={object} />
              ))}
            </Table.Tbody>
          </PlainTable>
        </Section>
      ) : null}
      <ImportErrors errors={errors} total={counts.bad} />
    </Stack>
  );
};
