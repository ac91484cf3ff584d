// Days and whom the figures are about; all of it stands in the address.
import { Button, TextInput } from "@mantine/core";
import type { AnalyticsGroup, ConversationFigures } from "@rapport/sdk";
import { Select } from "../../ui/select.tsx";
import css from "./analytics.module.css";
import type { AnalyticsSearch } from "./analytics-search.rules.ts";

interface FiltersProps {
  figures: ConversationFigures;
  search: AnalyticsSearch;
  onChange: (search: AnalyticsSearch) => void;
}

const day = /^2\d{3}-\d{2}-\d{2}$/;

const optionsOf = (groups: readonly AnalyticsGroup[], none: string) =>
  groups.map(({ id, name }) => ({ value: id ?? none, label: name }));

export const Filters = ({ figures, search, onChange }: FiltersProps) => {
  const { behind: _behind, ...kept } = search;
  const set = (key: "from" | "to" | "channel" | "member" | "team", value: string | null): void => {
    const { [key]: _before, ...rest } = kept;
    onChange(value === null || value === "" ? rest : { ...rest, [key]: value });
  };
  const days = (key: "from" | "to", label: string) => (
    <TextInput
      type="date"
      label={label}
      size="xs"
      key={`${key} ${figures[key]}`}
      defaultValue={figures[key]}
      onBlur={({ currentTarget: { value } }) => {
        if (day.test(value) && value !== figures[key]) set(key, value);
      }}
      onKeyDown={({ key: pressed, currentTarget }) => {
        if (pressed === "Enter") currentTarget.blur();
      }}
    />
  );
  const choice = (
    key: "channel" | "member" | "team",
    label: string,
    groups: readonly AnalyticsGroup[] | null,
  ) =>
    groups === null ? null : (
      <Select
        label={label}
        size="xs"
        clearable
        placeholder="All"
        clearButtonProps={{ "aria-label": `All, for ${label.toLowerCase()}` }}
        data={optionsOf(groups, key === "member" ? "nobody" : "none")}
        value={search[key] ?? null}
        onChange={(value) => set(key, value)}
      />
    );
  return (
    <section className={css.filters} aria-label="What the figures are about">
      {days("from", "From")}
      {days("to", "To")}
      {choice("channel", "Channel", figures.channels)}
      {choice("member", "Member", figures.members)}
      {choice("team", "Team", figures.teams)}
      {Object.keys(kept).length > 0 ? (
        <Button variant="default" size="xs" onClick={() => onChange({})}>
          Last 30 days, all
        </Button>
      ) : null}
    </section>
  );
};
