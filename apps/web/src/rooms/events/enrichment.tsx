// What is added to events as they come: rules, and the tables that rules look values up in.
import { Button, Table, VisuallyHidden } from "@mantine/core";
import type { EventEnrichment, EventLookup } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { formatNumber } from "../../ui/format.rules.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { PlainTable, Section } from "../../ui/settings.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { useObjectType } from "../records/schema.ts";
import { rulesQuery, tablesQuery, useDeleteRule, useDeleteTable } from "./enrichment-queries.ts";
import css from "./events.module.css";
import { NewRule } from "./new-rule.tsx";
import { NewTable } from "./new-table.tsx";

const RuleRow = ({ rule, tables }: { rule: EventEnrichment; tables: EventLookup[] }) => {
  const remove = useDeleteRule();
  const people = useObjectType("people");
  const table = tables.find(({ id }) => id === rule.lookupId);
  const from = table ? `Table “${table.name}”, by ${rule.match}` : "The person";
  const added = rule.fields.map((key) => {
    const label = people?.fields.find((field) => field.key === key)?.label ?? key;
    return rule.kind === "person" ? label : key;
  });
  return (
    <Table.Tr>
      <Table.Td>
        <span className={css.what}>{rule.name}</span>
        <span className={css.sub}>
          {rule.eventNames.length > 0 ? rule.eventNames.join(", ") : "Every event"}
        </span>
      </Table.Td>
      <Table.Td>{from}</Table.Td>
      <Table.Td>
        {added.join(", ")}
        {rule.prefix ? <span className={css.sub}>as {rule.prefix}…</span> : null}
      </Table.Td>
      <Table.Td>
        <RelativeTime value={rule.createdAt} />
      </Table.Td>
      <Table.Td ta="right">
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`Remove the rule ${rule.name}`}
          loading={remove.isPending}
          onClick={() => remove.mutate(rule.id)}
        >
          Remove
        </Button>
      </Table.Td>
    </Table.Tr>
  );
};

const TableRow = ({ table, isUsed }: { table: EventLookup; isUsed: boolean }) => {
  const remove = useDeleteTable();
  return (
    <Table.Tr>
      <Table.Td>
        <span className={css.what}>{table.name}</span>
      </Table.Td>
      <Table.Td>{table.columns.join(", ")}</Table.Td>
      <Table.Td ta="right">{formatNumber(table.rowCount)}</Table.Td>
      <Table.Td>
        <RelativeTime value={table.createdAt} />
      </Table.Td>
      <Table.Td ta="right">
        {isUsed ? (
          <span className={css.quiet}>In use</span>
        ) : (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`Remove the table ${table.name}`}
            loading={remove.isPending}
            onClick={() => remove.mutate(table.id)}
          >
            Remove
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
};

const Actions = () => (
  <Table.Th>
    <VisuallyHidden>Actions</VisuallyHidden>
  </Table.Th>
);

interface ListsProps {
  rules: EventEnrichment[];
  tables: EventLookup[];
}

const Lists = ({ rules, tables }: ListsProps) => {
  const [making, setMaking] = useState<"rule" | "table" | null>(null);
  const close = (): void => setMaking(null);
  const used = new Set(rules.map(({ lookupId }) => lookupId));
  const newRule = <Button onClick={() => setMaking("rule")}>New rule</Button>;
  return (
    <>
      {rules.length === 0 ? (
        <EmptyState title="Nothing is added yet" action={newRule}>
          A rule adds fields of the person, or columns of a table, to events as they come.
        </EmptyState>
      ) : (
        <>
          <div className={css.bar}>
            <p className={css.quiet}>What a program sent is never overwritten.</p>
            <div className={css.barEnd}>{newRule}</div>
          </div>
          <PlainTable label="Rules">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Rule</Table.Th>
                <Table.Th>From</Table.Th>
                <Table.Th>Adds</Table.Th>
                <Table.Th>Made</Table.Th>
                <Actions />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rules.map((rule) => (
                <RuleRow key={rule.id} rule={rule} tables={tables} />
              ))}
            </Table.Tbody>
          </PlainTable>
        </>
      )}
      <Section title="Tables" lead="CSV files with what you know of products, plans or places.">
        {tables.length > 0 ? (
          <PlainTable label="Tables">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                <Table.Th>Columns</Table.Th>
                <Table.Th ta="right">Rows</Table.Th>
                <Table.Th>Uploaded</Table.Th>
                <Actions />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {tables.map((table) => (
                <TableRow key={table.id} table={table} isUsed={used.has(table.id)} />
              ))}
            </Table.Tbody>
          </PlainTable>
        ) : null}
        <Button variant="default" mt={8} onClick={() => setMaking("table")}>
          Upload a table
        </Button>
      </Section>
      <NewRule opened={making === "rule"} tables={tables} onClose={close} />
      <NewTable opened={making === "table"} onClose={close} />
    </>
  );
};

export const Enrichment = () => {
  const rules = useQuery(rulesQuery);
  const tables = useQuery(tablesQuery);
  const failed = [rules, tables].find(({ error, data }) => error && !data);
  if (failed?.error)
    return (
      <ErrorState
        error={failed.error}
        doing="load the rules"
        onRetry={() => void failed.refetch()}
      />
    );
  if (!rules.data || !tables.data) return <SkeletonLines lines={5} />;
  return <Lists rules={rules.data} tables={tables.data} />;
};
