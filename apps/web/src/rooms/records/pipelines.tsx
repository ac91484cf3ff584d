// Pipelines and their stages. A stage keeps its deals while it keeps its line; one with deals cannot be removed.
import { ActionIcon, Button, Group, NumberInput, Table, TextInput } from "@mantine/core";
import type { Pipeline, PipelineInput } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { IconArrowUp, IconPlus, IconTrash } from "../../ui/icons.ts";
import { Select } from "../../ui/select.tsx";
import { PlainTable, SettingsPage } from "../../ui/settings.tsx";
import { EmptyState, ErrorState, FormError, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { useMay } from "../access/session.ts";
import { pipelinesQuery } from "./pipeline-queries.ts";
import css from "./pipelines.module.css";
import { useSchemaWrite } from "./schema-queries.ts";

interface DraftStage {
  /** Of the line on the screen, not of the stage. */
  line: string;
  id?: string;
  name: string;
  kind: "open" | "won" | "lost";
  probability: number;
}

const KINDS = [
  { value: "open", label: "Open" },
  { value: "won", label: "Won" },
  { value: "lost", label: "Lost" },
];

const draftOf = (pipeline: Pipeline): DraftStage[] =>
  pipeline.stages
    .toSorted((left, right) => left.position - right.position)
    .map(({ id, name, kind, probability }) => ({ line: id, id, name, kind, probability }));

const inputOf = (name: string, stages: DraftStage[]): PipelineInput => ({
  name: name.trim(),
  stages: stages.map(({ line: _line, ...stage }) => ({ ...stage, name: stage.name.trim() })),
});

interface StageRowProps {
  stage: DraftStage;
  first: boolean;
  onChange: (change: Partial<DraftStage>) => void;
  onUp: () => void;
  onRemove: () => void;
}

const StageRow = ({ stage, first, onChange, onUp, onRemove }: StageRowProps) => (
  <Table.Tr>
    <Table.Td miw={180}>
      <TextInput
        size="xs"
        aria-label="Name of the stage"
        value={stage.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
    </Table.Td>
    <Table.Td miw={110}>
      <Select
        size="xs"
        aria-label={`Kind of ${stage.name}`}
        allowDeselect={false}
        data={KINDS}
        value={stage.kind}
        onChange={(kind) => kind && onChange({ kind: kind as DraftStage["kind"] })}
      />
    </Table.Td>
    <Table.Td miw={90}>
      <NumberInput
        size="xs"
        aria-label={`Probability of ${stage.name} in per cent`}
        suffix=" %"
        min={0}
        max={100}
        hideControls
        value={Math.round(stage.probability * 100)}
        onChange={(value) =>
          onChange({ probability: Math.min(100, Math.max(0, Number(value))) / 100 })
        }
      />
    </Table.Td>
    <Table.Td w={80} ta="right">
      <Group gap={2} wrap="nowrap" justify="flex-end">
        {first ? null : (
          <ActionIcon size={26} aria-label={`Move ${stage.name} up`} onClick={onUp}>
            <IconArrowUp size={14} />
          </ActionIcon>
        )}
        <ActionIcon size={26} aria-label={`Remove ${stage.name}`} onClick={onRemove}>
          <IconTrash size={14} />
        </ActionIcon>
      </Group>
    </Table.Td>
  </Table.Tr>
);

const swapped = (stages: DraftStage[], at: number): DraftStage[] => {
  const next = [...stages];
  const [moved] = next.splice(at, 1);
  if (moved) next.splice(at - 1, 0, moved);
  return next;
};

const isComplete = (name: string, stages: DraftStage[]): boolean =>
  name.trim() !== "" && stages.length > 0 && stages.every((stage) => stage.name.trim() !== "");

const PipelineEditor = ({ pipeline }: { pipeline: Pipeline }) => {
  const [name, setName] = useState(pipeline.name);
  const [stages, setStages] = useState(() => draftOf(pipeline));
  const [added, setAdded] = useState(0);
  const save = useSchemaWrite({
    run: () => api.pipelines.update(pipeline.id, inputOf(name, stages)),
    done: "Pipeline saved.",
  });
  const remove = useSchemaWrite({
    run: () => api.pipelines.remove(pipeline.id),
    done: `Pipeline ${pipeline.name} removed.`,
    failed: "The pipeline was not removed",
  });
  const changed =
    JSON.stringify(inputOf(name, stages)) !==
    JSON.stringify(inputOf(pipeline.name, draftOf(pipeline)));
  const change = (line: string, next: Partial<DraftStage>): void =>
    setStages((now) => now.map((stage) => (stage.line === line ? { ...stage, ...next } : stage)));
  const add = (): void => {
    setAdded(added + 1);
    setStages((now) => [
      ...now,
      { line: `new-${added}`, name: "", kind: "open", probability: 0.5 },
    ]);
  };
  return (
    <section className={css.pipeline} aria-label={`Pipeline ${pipeline.name}`}>
      <Group justify="space-between" mb={10}>
        <TextInput
          w={260}
          aria-label="Name of the pipeline"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group gap={8}>
          <Button variant="subtle" color="gray" onClick={() => remove.mutate(undefined)}>
            Remove
          </Button>
          <Button
            variant="default"
            disabled={!changed || !isComplete(name, stages)}
            loading={save.isPending}
            onClick={() => save.mutate(undefined)}
          >
            Save pipeline
          </Button>
        </Group>
      </Group>
      <FormError error={save.error} />
      <PlainTable label={`Stages of ${pipeline.name}`}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Stage</Table.Th>
            <Table.Th>Kind</Table.Th>
            <Table.Th>Probability</Table.Th>
            <Table.Td />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {stages.map((stage, index) => (
            <StageRow
              key={stage.line}
              stage={stage}
              first={index === 0}
              onChange={(next) => change(stage.line, next)}
              onUp={() => setStages((now) => swapped(now, index))}
              onRemove={() => setStages((now) => now.filter((one) => one.line !== stage.line))}
            />
          ))}
        </Table.Tbody>
      </PlainTable>
      <Button
        mt={8}
        variant="subtle"
        color="gray"
        leftSection={<IconPlus size={14} />}
        onClick={add}
      >
        Stage
      </Button>
    </section>
  );
};

const FRESH: PipelineInput = {
  name: "New pipeline",
  stages: [
    { name: "First talk", kind: "open", probability: 0.1 },
    { name: "Proposal", kind: "open", probability: 0.5 },
    { name: "Won", kind: "won", probability: 1 },
    { name: "Lost", kind: "lost", probability: 0 },
  ],
};

export const Pipelines = () => {
  const may = useMay("schema.manage");
  const list = useQuery(pipelinesQuery);
  const create = useSchemaWrite({
    run: () => api.pipelines.create(FRESH),
    done: "Pipeline made. Give it a name and stages.",
    failed: "The pipeline was not made",
  });
  if (!may) return <NoRight>An admin can change pipelines.</NoRight>;
  const pipelines = list.data ?? [];
  const button = (
    <Button loading={create.isPending} onClick={() => create.mutate(undefined)}>
      New pipeline
    </Button>
  );
  return (
    <SettingsPage
      title="Pipelines"
      lead="The ways that deals go, stage by stage. The probability weighs a deal's amount in forecasts."
      action={pipelines.length > 0 ? button : null}
    >
      {list.isPending ? <SkeletonLines /> : null}
      {list.error ? (
        <ErrorState
          error={list.error}
          doing="load the pipelines"
          onRetry={() => void list.refetch()}
        />
      ) : null}
      {list.isSuccess && pipelines.length === 0 ? (
        <EmptyState title="No pipelines yet" action={button}>
          Deals need one to move through.
        </EmptyState>
      ) : null}
      {pipelines.map((pipeline) => (
        <PipelineEditor key={JSON.stringify(pipeline)} pipeline={pipeline} />
      ))}
    </SettingsPage>
  );
};
