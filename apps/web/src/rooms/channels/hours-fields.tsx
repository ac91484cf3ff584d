// Business hours: always, or one span a day by the clock of a time zone; several, which the API can set, are said.
import { Checkbox, Stack, Text, TextInput } from "@mantine/core";
import { useId } from "react";
import { Select } from "../../ui/select.tsx";
import { DAY_WORDS, type DayHours, spansText, type Values, withDay } from "./channel.rules.ts";
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
  onChange: (change: Partial<Omit<DayHours, "spans">>) => void;
}) => {
  const word = DAY_WORDS[one.day - 1] ?? "";
  const noteId = useId();
  const described = one.spans ? { "aria-describedby": noteId } : {};
  return (
    <div className={css.day}>
      <Checkbox
        {...described}
        label={word}
        checked={one.isOpen}
        onChange={(event) => onChange({ isOpen: event.currentTarget.checked })}
      />
      {one.isOpen ? (
        <>
          <TextInput
            {...described}
            type="time"
            size="xs"
            aria-label={`${word}, from`}
            value={one.from}
            onChange={(event) => onChange({ from: event.currentTarget.value })}
          />
          <TextInput
            {...described}
            type="time"
            size="xs"
            aria-label={`${word}, to`}
            value={one.to}
            onChange={(event) => onChange({ to: event.currentTarget.value })}
          />
        </>
      ) : null}
      {one.spans ? (
        <Text id={noteId} className={css.dayNote} size="sm" c="dimmed">
          {spansText(one.spans)}
        </Text>
      ) : null}
    </div>
  );
};

export const HoursFields = ({ values, set }: Props) => {
  const change = (parts: Partial<Values>): void => set({ ...parts, hoursTouched: true });
  return (
    <Stack gap={8} maw={560}>
      <Checkbox
        label="Always"
        checked={values.always}
        onChange={(event) => change({ always: event.currentTarget.checked })}
      />
      {values.always ? null : (
        <>
          <Select
            label="Time zone"
            searchable
            allowDeselect={false}
            data={ZONES.includes(values.timeZone) ? ZONES : [values.timeZone, ...ZONES]}
            value={values.timeZone}
            onChange={(timeZone) => timeZone && change({ timeZone })}
          />
          <fieldset style={{ border: 0, margin: 0, padding: 0 }} aria-label="Open">
            {values.days.map((one) => (
              <Day
                key={one.day}
                one={one}
                onChange={(parts) => change({ days: withDay(values.days, one.day, parts) })}
              />
            ))}
          </fieldset>
        </>
      )}
    </Stack>
  );
};
