// Changes what a report asks: its kind, what it measures, by which fields, over which days, with which conditions.
import { Checkbox, Stack } from "@mantine/core";
import type { SchemaObject } from "@rapport/contracts";
import type { ReportDefinition } from "@rapport/sdk";
import { Select } from "../../ui/select.tsx";
import { FilterBar } from "../records/filter-bar.tsx";
import { usePipelines } from "../records/pipeline-queries.ts";
import { useSchema } from "../records/schema.ts";
import {
  BUCKETS,
  bucketWords,
  CHARTS,
  closingFields,
  type Groups,
  groupFields,
  isTimeField,
  KINDS,
  kindOf,
  timeFields,
  withKind,
  withObject,
} from "./editor.rules.ts";
import { choices, MeasureEditor, SpanEditor } from "./measure-editor.tsx";
import css from "./reports.module.css";

interface EditorProps<T extends ReportDefinition = ReportDefinition> {
  definition: T;
  onChange: (next: ReportDefinition) => void;
}

interface GroupEditorProps extends EditorProps<Groups> {
  object: SchemaObject;
  at: 0 | 1;
}

const GroupEditor = ({ definition, onChange, object, at }: GroupEditorProps) => {
  const { groupBy } = definition;
  const group = groupBy[at];
  const fields = groupFields(object);
  const isTime = group !== undefined && isTimeField(object, group.field);
  const set = (next: Groups["groupBy"][number] | null): void => {
    const kept = groupBy.filter((_, index) => index !== at);
    onChange({ ...definition, groupBy: next ? groupBy.toSpliced(at, 1, next) : kept });
  };
  return (
    <>
      <Select
        size="xs"
        searchable
        clearable
        label={at === 0 ? "Grouped by" : "And by"}
        placeholder="Nothing"
        data={choices(fields)}
        value={group?.field ?? null}
        onChange={(field) => {
          if (!field) return set(null);
          set(isTimeField(object, field) ? { field, bucket: "month" } : { field });
        }}
      />
      {group && isTime ? (
        <Select
          size="xs"
          aria-label="Pieces of time"
          allowDeselect={false}
          data={BUCKETS.map((bucket) => ({ value: bucket, label: bucketWords(bucket) }))}
          value={group.bucket ?? "month"}
          onChange={(bucket) =>
            bucket && set({ field: group.field, bucket: bucket as (typeof BUCKETS)[number] })
          }
        />
      ) : null}
    </>
  );
};

const GroupsEditor = (props: EditorProps<Groups> & { object: SchemaObject }) => {
  const { definition, onChange, object } = props;
  const { period, groupBy } = definition;
  const mayCompare =
    period !== null && groupBy.every(({ bucket, field }) => !bucket || field === period.field);
  return (
    <>
      <MeasureEditor {...props} />
      <GroupEditor {...props} at={0} />
      {groupBy.length > 0 ? <GroupEditor {...props} at={1} /> : null}
      <Select
        size="xs"
        clearable
        label="Period by"
        placeholder="All time"
        data={choices(timeFields(object))}
        value={period?.field ?? null}
        onChange={(field) => {
          const span = period?.span ?? { range: "last-12-months" };
          const next = field ? { field, span } : null;
          onChange({ ...definition, period: next, compare: next ? definition.compare : false });
        }}
      />
      {period ? (
        <SpanEditor
          span={period.span}
          onChange={(span) => onChange({ ...definition, period: { ...period, span } })}
        />
      ) : null}
      {mayCompare ? (
        <Checkbox
          size="xs"
          label="Compare with the period before"
          checked={definition.compare}
          onChange={({ currentTarget }) =>
            onChange({ ...definition, compare: currentTarget.checked })
          }
        />
      ) : null}
      <Select
        size="xs"
        label="Drawn as"
        allowDeselect={false}
        data={CHARTS.map(({ chart, label }) => ({ value: chart, label }))}
        value={definition.chart}
        onChange={(chart) => chart && onChange({ ...definition, chart: chart as Groups["chart"] })}
      />
    </>
  );
};

type OfPipeline = Extract<ReportDefinition, { kind: "funnel" | "stage-time" }>;

const PipelineEditor = ({ definition, onChange }: EditorProps<OfPipeline>) => {
  const pipelines = usePipelines();
  return (
    <>
      <Select
        size="xs"
        label="Pipeline"
        allowDeselect={false}
        data={pipelines.map(({ id, name }) => ({ value: id, label: name }))}
        value={definition.pipelineId ?? pipelines[0]?.id ?? null}
        onChange={(pipelineId) => onChange({ ...definition, pipelineId })}
      />
      <Checkbox
        size="xs"
        label="All time"
        checked={definition.span === null}
        onChange={({ currentTarget }) =>
          onChange({
            ...definition,
            span: currentTarget.checked ? null : { range: "last-12-months" },
          })
        }
      />
      {definition.span ? (
        <SpanEditor span={definition.span} onChange={(span) => onChange({ ...definition, span })} />
      ) : null}
    </>
  );
};

type Flow = Extract<ReportDefinition, { kind: "flow" }>;

const FlowEditor = ({
  definition,
  onChange,
  object,
}: EditorProps<Flow> & { object: SchemaObject }) => (
  <>
    <Select
      size="xs"
      label="Closed by"
      allowDeselect={false}
      data={choices(closingFields(object))}
      value={definition.closedField}
      onChange={(closedField) => closedField && onChange({ ...definition, closedField })}
    />
    <Select
      size="xs"
      label="Pieces of time"
      allowDeselect={false}
      data={BUCKETS.map((bucket) => ({ value: bucket, label: bucketWords(bucket) }))}
      value={definition.bucket}
      onChange={(bucket) => bucket && onChange({ ...definition, bucket: bucket as Flow["bucket"] })}
    />
    <SpanEditor span={definition.span} onChange={(span) => onChange({ ...definition, span })} />
  </>
);

export const ReportEditor = ({ definition, onChange }: EditorProps) => {
  const schema = useSchema();
  const key = "object" in definition ? definition.object : "deals";
  const object = schema.find((one) => one.key === key);
  if (!object) return null;
  const hasDeals = schema.some((one) => one.key === "deals");
  return (
    <Stack gap={12}>
      <Select
        size="xs"
        label="Shows"
        allowDeselect={false}
        data={KINDS.filter(({ kind }) => hasDeals || kind === "groups" || kind === "flow").map(
          ({ kind, label }) => ({ value: kind, label }),
        )}
        value={definition.kind}
        onChange={(kind) => {
          const next = kind ? withKind(kindOf(kind), object) : null;
          if (next) onChange(next);
        }}
      />
      {"object" in definition ? (
        <Select
          size="xs"
          searchable
          label="About"
          allowDeselect={false}
          data={schema.map((one) => ({ value: one.key, label: one.labelPlural }))}
          value={object.key}
          onChange={(next) => {
            const chosen = schema.find((one) => one.key === next);
            if (chosen) onChange(withObject(definition, chosen));
          }}
        />
      ) : null}
      {definition.kind === "groups" ? (
        <GroupsEditor definition={definition} onChange={onChange} object={object} />
      ) : null}
      {definition.kind === "funnel" || definition.kind === "stage-time" ? (
        <PipelineEditor definition={definition} onChange={onChange} />
      ) : null}
      {definition.kind === "flow" ? (
        <FlowEditor definition={definition} onChange={onChange} object={object} />
      ) : null}
      <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
        <legend className={css.about}>Only where</legend>
        <FilterBar
          object={object}
          filter={definition.filter ?? undefined}
          onChange={(filter) => onChange({ ...definition, filter: filter ?? null })}
          addSignal={0}
        />
      </fieldset>
    </Stack>
  );
};
