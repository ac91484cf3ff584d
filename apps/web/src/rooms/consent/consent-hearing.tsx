// Which sources of events are believed about consent, and what their categories mean here.
import { ActionIcon, Button, Group, Stack, TextInput } from "@mantine/core";
import type { ConsentHearing as Hearing } from "@rapport/sdk";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, queryClient } from "../../platform/api.ts";
import { IconX } from "../../ui/icons.ts";
import { MultiSelect, Select } from "../../ui/select.tsx";
import { Section } from "../../ui/settings.tsx";
import { ErrorState, FormError, SkeletonLines } from "../../ui/states.tsx";
import { showUndo } from "../../ui/toast.tsx";
import { useMay } from "../access/session.ts";
import css from "./consent.module.css";
import { usePurposes } from "./consent-queries.ts";

const hearingKey = ["consent", "hearing"];

type Pair = Hearing["categories"][number];

interface PairRowProps {
  pair: Pair;
  purposes: { value: string; label: string }[];
  onChange: (pair: Pair) => void;
  onRemove: () => void;
}

const PairRow = ({ pair, purposes, onChange, onRemove }: PairRowProps) => (
  <Group gap={8} wrap="nowrap" align="flex-end">
    <TextInput
      className={css.grow}
      aria-label="Category of the source"
      placeholder="Category, e.g. Advertising"
      maxLength={100}
      value={pair.category}
      onChange={(event) => onChange({ ...pair, category: event.currentTarget.value })}
    />
    <Select
      className={css.grow}
      aria-label="Purpose that it stands for"
      allowDeselect={false}
      data={purposes}
      value={pair.purpose}
      onChange={(purpose) => purpose && onChange({ ...pair, purpose })}
    />
    <ActionIcon size={36} aria-label={`Remove ${pair.category || "category"}`} onClick={onRemove}>
      <IconX size={14} />
    </ActionIcon>
  </Group>
);

const Form = ({ start }: { start: Hearing }) => {
  const purposes = (usePurposes().data ?? []).map(({ key, label }) => ({ value: key, label }));
  const sources = useQuery({
    queryKey: ["event-sources"],
    queryFn: () => api.events.sources.list(),
  });
  const [sourceIds, setSourceIds] = useState(start.sourceIds);
  const [pairs, setPairs] = useState(start.categories);
  const save = useMutation({
    mutationFn: () =>
      api.consent.hearing.update({
        sourceIds,
        categories: pairs.filter(({ category }) => category.trim() !== ""),
      }),
    onSuccess: ({ data, actId }) => {
      queryClient.setQueryData(hearingKey, data);
      showUndo("Sources of consent saved.", actId);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  const change = (at: number, pair: Pair): void =>
    setPairs((now) => now.map((one, place) => (place === at ? pair : one)));
  return (
    <form onSubmit={submit}>
      <Stack gap={10} maw={620}>
        <MultiSelect
          label="Sources that are believed"
          description="Only those whose write key is secret: anybody can use one that stands in a web page."
          placeholder={sourceIds.length === 0 ? "None" : ""}
          data={(sources.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={sourceIds}
          onChange={setSourceIds}
        />
        {pairs.map((pair, at) => (
          <PairRow
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity while they are typed
            key={at}
            pair={pair}
            purposes={purposes}
            onChange={(next) => change(at, next)}
            onRemove={() => setPairs((now) => now.filter((_one, place) => place !== at))}
          />
        ))}
        <FormError error={save.error} />
        <Group gap={8}>
          <Button
            variant="default"
            onClick={() => setPairs((now) => [...now, { category: "", purpose: "analytics" }])}
          >
            Add category
          </Button>
          <Button type="submit" variant="default" loading={save.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

const Loaded = () => {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: hearingKey,
    queryFn: () => api.consent.hearing.get(),
  });
  if (isPending) return <SkeletonLines lines={3} />;
  if (error) {
    return (
      <ErrorState error={error} doing="load what is believed" onRetry={() => void refetch()} />
    );
  }
  return <Form key={JSON.stringify(data)} start={data} />;
};

export const ConsentHearing = () => {
  const may = useMay("workspace.manage");
  const maySee = useMay("events.manage");
  if (!may || !maySee) return null;
  return (
    <Section
      title="Consent that comes with events"
      lead="Consent managers put the choices of a visitor into each event, by category. What known people choose there is recorded as theirs."
    >
      <Loaded />
    </Section>
  );
};
