// Names of events that were seen, with kinds of values of their properties, and the schema that holds for each: made
// from what was seen with one click, or let go.
import { Button, Group, Stack, Table, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import type { EventName, EventSchemaInput, EventSchemaSpec } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { formatNumber } from "../../ui/format.rules.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Select } from "../../ui/select.tsx";
import { PlainTable } from "../../ui/settings.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { showError } from "../../ui/toast.tsx";
import { namesQuery, useDeclareSchema, useRetireSchema } from "./event-queries.ts";
import { typesText } from "./event-words.rules.ts";
import css from "./events.module.css";

const VIOLATIONS = [
  { value: "flag", label: "Take them and mark them" },
  { value: "reject", label: "Do not take them; keep them with the reason" },
];

const Spec = ({ spec }: { spec: EventSchemaSpec }) => (
  <ul className={css.plain}>
    {Object.entries(spec.properties).map(([name, { type, required }]) => (
      <li key={name}>
        <span className={css.what}>{name}</span>{" "}
        <span className={css.quiet}>
          {type ?? "any kind"}
          {required ? ", always there" : ""}
        </span>
      </li>
    ))}
  </ul>
);

interface Draft {
  name: EventName;
  spec: EventSchemaSpec;
}

const DeclareDialog = ({ draft, onClose }: { draft: Draft | null; onClose: () => void }) => {
  const [onViolation, setOn] = useState<EventSchemaInput["onViolation"]>("flag");
  const declare = useDeclareSchema();
  const save = (): void => {
    if (!draft) return;
    const { type, name } = draft.name;
    const input = { type, name, spec: draft.spec, onViolation };
    declare.mutate(input, { onSuccess: onClose });
  };
  return (
    <Dialog opened={draft !== null} onClose={onClose} title={`Schema of ${draft?.name.name ?? ""}`}>
      <Stack gap={12}>
        <Text size="sm">
          Made from what was seen. It becomes version {(draft?.name.versions ?? 0) + 1} and holds
          for what comes from now on; the API can say it more finely.
        </Text>
        {draft ? <Spec spec={draft.spec} /> : null}
        <Select
          label="Events that break it"
          allowDeselect={false}
          data={VIOLATIONS}
          value={onViolation}
          onChange={(value) => setOn(value === "reject" ? "reject" : "flag")}
        />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={declare.isPending} onClick={save}>
            Declare schema
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
};

const Properties = ({ name }: { name: EventName }) => {
  const properties = Object.entries(name.properties);
  if (properties.length === 0) return <p className={css.quiet}>It never had a property.</p>;
  return (
    <ul className={css.plain}>
      {properties.map(([key, counts]) => (
        <li key={key}>
          <span className={css.what}>{key}</span>{" "}
          <span className={css.quiet}>{typesText(counts)}</span>
        </li>
      ))}
    </ul>
  );
};

interface RowProps {
  name: EventName;
  onPropose: () => void;
}

const NameRow = ({ name, onPropose }: RowProps) => {
  const [opened, setOpened] = useState(false);
  const retire = useRetireSchema();
  const { schema, type } = name;
  const count = Object.keys(name.properties).length;
  return (
    <Table.Tr>
      <Table.Td>
        <span className={css.what}>{name.name}</span>
        <span className={css.sub}>{type}</span>
      </Table.Td>
      <Table.Td ta="right">{formatNumber(name.count)}</Table.Td>
      <Table.Td>
        <UnstyledButton
          className="r-link"
          aria-expanded={opened}
          onClick={() => setOpened((now) => !now)}
        >
          {formatNumber(count)}
        </UnstyledButton>
        {opened ? <Properties name={name} /> : null}
      </Table.Td>
      <Table.Td>
        <RelativeTime value={name.firstSeenAt} />
      </Table.Td>
      <Table.Td>
        <RelativeTime value={name.lastSeenAt} />
      </Table.Td>
      <Table.Td>
        {schema
          ? `Version ${schema.version}, ${schema.onViolation === "flag" ? "marks" : "refuses"}`
          : "–"}
      </Table.Td>
      <Table.Td>
        <Group gap={6} justify="flex-end" wrap="nowrap">
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`Make a schema of ${name.name}`}
            onClick={onPropose}
          >
            {schema ? "New version…" : "Make schema…"}
          </Button>
          {schema ? (
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`Let go of the schema of ${name.name}`}
              loading={retire.isPending}
              onClick={() => retire.mutate({ type, name: name.name })}
            >
              Let go
            </Button>
          ) : null}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
};

export const EventNames = () => {
  const list = useQuery(namesQuery);
  const [draft, setDraft] = useState<Draft | null>(null);
  const propose = (name: EventName): void => {
    api.events.schemas
      .propose({ type: name.type, name: name.name })
      .then((spec) => setDraft({ name, spec }))
      .catch((error: unknown) => showError(error, "No schema could be made"));
  };
  const names = list.data ?? [];
  return (
    <>
      {list.isPending ? <SkeletonLines lines={6} /> : null}
      {list.error && !list.data ? (
        <ErrorState error={list.error} doing="load the names" onRetry={() => void list.refetch()} />
      ) : null}
      {list.isSuccess && names.length === 0 ? (
        <EmptyState title="No names yet">
          Every name of an event is listed here once it was seen, with its properties.
        </EmptyState>
      ) : null}
      {names.length > 0 ? (
        <PlainTable label="Names of events">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th ta="right">Seen</Table.Th>
              <Table.Th>Properties</Table.Th>
              <Table.Th>First</Table.Th>
              <Table.Th>Last</Table.Th>
              <Table.Th>Schema</Table.Th>
              <Table.Th>
                <VisuallyHidden>Actions</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {names.map((name) => (
              <NameRow
                key={`${name.type} ${name.name}`}
                name={name}
                onPropose={() => propose(name)}
              />
            ))}
          </Table.Tbody>
        </PlainTable>
      ) : null}
      <DeclareDialog draft={draft} onClose={() => setDraft(null)} />
    </>
  );
};
