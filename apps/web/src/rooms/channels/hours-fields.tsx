// Business hours: always, or one span a day by the clock of a time zone.
import { Checkbox, Stack, TextInput } from "@mantine/core";
import { Select } from "../../ui/select.tsx";
import { DAY_WORDS, type DayHours, type Values } from "./channel.rules.ts";
import css from "./channels.module.css";

interface Props {
  values: Values;
  set: (change: Partial<Values>) => void;
}

const ZONES = Intl.supportedValuesOf("timeZone");

const Day = ({
  one,
  onChange,
}: {
  one: DayHours;
  onChange: (change: Partial<DayHours>) => void;
}) => {
  const word = DAY_WORDS[one.day - 1] ?? "";
  return (
    <div className={css.day}>
      <Checkbox
        label={word}
        checked={one.isOpen}
        onChange={(event) => onChange({ isOpen: event.currentTarget.checked })}
      />
      {one.isOpen ? (
        <>
          <TextInput
            type="time"
            size="xs"
            aria-label={`${word}, from`}
            value={one.from}
            onChange={(event) => onChange({ from: event.currentTarget.value })}
          />
          <TextInput
            type="time"
            size="xs"
            aria-label={`${word}, to`}
            value={one.to}
            onChange={(event) => onChange({ to: event.currentTarget.value })}
          />
        </>
      ) : null}
    </div>
  );
};

export const HoursFields = ({ values, set }: Props) => {
  const change = (day: number, parts: Partial<DayHours>): void =>
    set({ days: values.days.map((one) => (one.day === day ? { ...one, ...parts } : one)) });
  return (
    <Stack gap={8} maw={560}>
      <Checkbox
        label="Always"
        checked={values.always}
        onChange={(event) => set({ always: event.currentTarget.checked })}
      />
      {values.always ? null : (
        <>
          <Select
            label="Time zone"
            searchable
            allowDeselect={false}
            data={ZONES.includes(values.timeZone) ? ZONES : [values.timeZone, ...ZONES]}
            value={values.timeZone}
            onChange={(timeZone) => timeZone && set({ timeZone })}
          />
          <fieldset style={{ border: 0, margin: 0, padding: 0 }} aria-label="Open">
            {values.days.map((one) => (
              <Day key={one.day} one={one} onChange={(parts) => change(one.day, parts)} />
            ))}
          </fieldset>
        </>
      )}
    </Stack>
  );
};
