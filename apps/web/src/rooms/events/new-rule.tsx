// A new rule of enrichment: to which events it adds, from where, and what.
import { Button, Group, Stack, TextInput } from "@mantine/core";
import type { EventEnrichmentInput, EventLookup } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Dialog } from "../../ui/dialog.tsx";
import { MultiSelect, Select, TagsInput } from "../../ui/select.tsx";
import { fieldPath, useObjectType } from "../records/schema.ts";
import { useCreateRule } from "./enrichment-queries.ts";
import { namesQuery } from "./event-queries.ts";

const PERSON = "person";

interface FormProps {
  tables: EventLookup[];
  onClose: () => void;
}

const useChoices = (tables: EventLookup[], from: string) => {
  const people = useObjectType("people");
  const table = tables.find(({ id }) => id === from);
  if (table) return table.columns.map((column) => ({ value: column, label: column }));
  return (people?.fields ?? []).map((field) => ({ value: fieldPath(field), label: field.label }));
};

const RuleForm = ({ tables, onClose }: FormProps) => {
  const [name, setName] = useState("");
  const [from, setFrom] = useState(PERSON);
  const [match, setMatch] = useState("");
  const [fields, setFields] = useState<string[]>([]);
  const [eventNames, setEventNames] = useState<string[]>([]);
  const [prefix, setPrefix] = useState("person_");
  const create = useCreateRule();
  const seen = useQuery(namesQuery).data ?? [];
  const choices = useChoices(tables, from);
  const isPerson = from === PERSON;
  const knownNames = [...new Set(seen.map((one) => one.name))];
  const known = [...new Set(seen.flatMap(({ properties }) => Object.keys(properties)))];
  const choose = (value: string | null): void => {
    setFrom(value ?? PERSON);
    setFields([]);
    if (prefix === "person_" || prefix === "") setPrefix(value === PERSON ? "person_" : "");
  };
  const save = (): void => {
    const shared = { name: name.trim(), eventNames, fields, prefix };
    const input: EventEnrichmentInput = isPerson
      ? { kind: "person", ...shared }
      : { kind: "lookup", lookupId: from, match: match.trim(), ...shared };
    create.mutate(input, { onSuccess: onClose });
  };
  const isWhole = name.trim() !== "" && fields.length > 0 && (isPerson || match.trim() !== "");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Stack gap={12}>
        <TextInput
          required
          data-autofocus
          label="Name"
          placeholder="Who bought"
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TagsInput
          label="Events"
          description="None: every event, page and screen."
          data={knownNames}
          value={eventNames}
          onChange={setEventNames}
        />
        <Select
          label="Add from"
          allowDeselect={false}
          data={[
            { value: PERSON, label: "The person whose event it is" },
            ...tables.map(({ id, name: label }) => ({ value: id, label: `Table “${label}”` })),
          ]}
          value={from}
          onChange={choose}
        />
        {isPerson ? null : (
          <TextInput
            required
            label="Property that is looked up"
            placeholder={known[0] ?? "sku"}
            maxLength={100}
            value={match}
            onChange={(event) => setMatch(event.currentTarget.value)}
          />
        )}
        <MultiSelect
          required
          searchable
          label="What is added"
          data={choices}
          value={fields}
          onChange={setFields}
        />
        <TextInput
          label="Put before each name"
          description="Letters, digits and underscores; what a program sent is never overwritten."
          maxLength={30}
          value={prefix}
          onChange={(event) => setPrefix(event.currentTarget.value.replace(/\W/g, ""))}
        />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending} disabled={!isWhole}>
            Make rule
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

export const NewRule = ({ opened, ...rest }: FormProps & { opened: boolean }) => (
  <Dialog opened={opened} onClose={rest.onClose} title="New rule">
    {opened ? <RuleForm {...rest} /> : null}
  </Dialog>
);
