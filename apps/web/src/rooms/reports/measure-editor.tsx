// What a report measures, and over which days.
import { SegmentedControl, Stack, TextInput } from "@mantine/core";
import type { SchemaObject } from "@rapport/contracts";
import { nowMs } from "../../platform/clock.ts";
import { Select } from "../../ui/select.tsx";
import { FilterBar } from "../records/filter-bar.tsx";
import { RelativeRange } from "../records/relative-range.tsx";
import {
  type Groups,
  MEASURES,
  measuredFields,
  measureOf,
  type Span,
  timeFields,
} from "./editor.rules.ts";
import css from "./reports.module.css";

export const choices = (fields: { key: string; label: string }[]) =>
  fields.map(({ key, label }) => ({ value: key, label }));

export const SpanEditor = ({ span, onChange }: { span: Span; onChange: (span: Span) => void }) => {
  const isFixed = "from" in span;
  const today = new Date(nowMs()).toISOString().slice(0, 10);
  return (
    <Stack gap={8}>
      <SegmentedControl
        size="xs"
        aria-label="Kind of period"
        data={[
          { value: "moving", label: "Moves with the day" },
          { value: "fixed", label: "Fixed days" },
        ]}
        value={isFixed ? "fixed" : "moving"}
        onChange={(kind) =>
          onChange(
            kind === "fixed"
              ? { from: `${today.slice(0, 4)}-01-01`, to: today }
              : { range: "last-12-months" },
          )
        }
      />
      {isFixed ? (
        <>
          <TextInput
            type="date"
            size="xs"
            label="First day"
            value={span.from}
            max={span.to}
            onChange={({ currentTarget: { value } }) => value && onChange({ ...span, from: value })}
          />
          <TextInput
            type="date"
            size="xs"
            label="Last day"
            value={span.to}
            min={span.from}
            onChange={({ currentTarget: { value } }) => value && onChange({ ...span, to: value })}
          />
        </>
      ) : (
        <RelativeRange
          label="Period"
          value={span.range}
          onChange={(range) => onChange({ range })}
        />
      )}
    </Stack>
  );
};

export const MeasureEditor = ({
  definition,
  onChange,
  object,
}: {
  definition: Groups;
  onChange: (next: Groups) => void;
  object: SchemaObject;
}) => {
  const { measure } = definition;
  const change = (next: Groups["measure"]): void => onChange({ ...definition, measure: next });
  const able = MEASURES.filter(({ fn }) => measureOf(fn, object) !== null);
  const times = timeFields(object).filter(({ type }) => type === "datetime");
  return (
    <>
      <Select
        size="xs"
        label="Measure"
        allowDeselect={false}
        data={able.map(({ fn, label }) => ({ value: fn, label }))}
        value={measure.fn}
        onChange={(fn) => {
          const next = fn ? measureOf(fn as Groups["measure"]["fn"], object) : null;
          if (next) change(next);
        }}
      />
      {"field" in measure ? (
        <Select
          size="xs"
          label="Of"
          allowDeselect={false}
          data={choices(measuredFields(object, measure.fn))}
          value={measure.field}
          onChange={(field) => field && change({ ...measure, field })}
        />
      ) : null}
      {measure.fn === "median-time" || measure.fn === "average-time" ? (
        <>
          <Select
            size="xs"
            label="From"
            allowDeselect={false}
            data={choices(times)}
            value={measure.from}
            onChange={(from) => from && change({ ...measure, from })}
          />
          <Select
            size="xs"
            label="To"
            allowDeselect={false}
            data={choices(times)}
            value={measure.to}
            onChange={(to) => to && change({ ...measure, to })}
          />
        </>
      ) : null}
      {measure.fn === "share" ? (
        <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
          <legend className={css.about}>For which this holds</legend>
          <FilterBar
            object={object}
            filter={measure.where}
            onChange={(where) => where && change({ ...measure, where })}
            addSignal={0}
          />
        </fieldset>
      ) : null}
    </>
  );
};
