// Chooses a span that moves with the day: a named one, or a number of hours, days, weeks or months.
import { Group, NumberInput } from "@mantine/core";
import { Select } from "../../ui/select.tsx";
import {
  type CountedRange,
  countedOf,
  countedText,
  FIRST_RANGE,
  NAMED,
  rangeOf,
  rangeWords,
  UNITS,
} from "./relative-range.rules.ts";

interface RelativeRangeProps {
  label: string;
  value: unknown;
  onChange: (range: string) => void;
}

const MOST = 9_999;
const COUNTED = [
  { value: "last", label: "in the last …" },
  { value: "next", label: "in the next …" },
];
const CHOICES = [...COUNTED, ...NAMED.map((range) => ({ value: range, label: rangeWords(range) }))];

const CountedEditor = ({
  label,
  counted,
  onChange,
}: {
  label: string;
  counted: CountedRange;
  onChange: (range: string) => void;
}) => (
  <Group gap={6} wrap="nowrap">
    <NumberInput
      size="xs"
      aria-label={`How many, for ${label}`}
      min={1}
      max={MOST}
      allowDecimal={false}
      hideControls
      w={60}
      value={counted.count}
      onChange={(count) => {
        const whole = Math.round(Number(count));
        if (whole >= 1 && whole <= MOST) onChange(countedText({ ...counted, count: whole }));
      }}
    />
    <Select
      size="xs"
      aria-label={`Of what, for ${label}`}
      allowDeselect={false}
      data={[...UNITS]}
      value={counted.unit}
      onChange={(unit) =>
        onChange(countedText({ ...counted, unit: (unit ?? counted.unit) as CountedRange["unit"] }))
      }
    />
  </Group>
);

export const RelativeRange = ({ label, value, onChange }: RelativeRangeProps) => {
  const range = rangeOf(value) ?? FIRST_RANGE;
  const counted = countedOf(range);
  const choose = (next: string | null): void => {
    if (next !== "last" && next !== "next") return onChange(next ?? FIRST_RANGE);
    onChange(countedText({ count: 30, unit: "days", ...counted, way: next }));
  };
  return (
    <Group gap={6}>
      <Select
        size="xs"
        flex="1 1 130px"
        searchable
        data-autofocus
        aria-label={label}
        allowDeselect={false}
        data={CHOICES}
        value={counted?.way ?? range}
        onChange={choose}
      />
      {counted ? <CountedEditor label={label} counted={counted} onChange={onChange} /> : null}
    </Group>
  );
};
