// Picks a record of another object by typing part of its name; the server's search forgives typos.
import type { SelectProps } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { fitsWords } from "../../ui/fits-words.rules.ts";
import { Select } from "../../ui/select.tsx";
import { usePipelines } from "./pipeline-queries.ts";
import { titleOf, useObjectType } from "./schema.ts";
import { useTitle } from "./titles.ts";

const TYPING_MS = 150;
const OFFERED = 12;

interface Choice {
  value: string;
  label: string;
}

export interface PickerProps extends Omit<SelectProps, "data" | "value" | "onChange"> {
  object: string;
  value: string | null;
  onChange: (id: string | null) => void;
}

/** What the search offers; with nothing typed, the latest records. */
const useOffered = (object: string, typed: string): { choices: Choice[]; isOld: boolean } => {
  const type = useObjectType(object);
  const found = useQuery({
    queryKey: ["pick", object, typed],
    queryFn: async ({ signal }): Promise<Choice[]> => {
      if (typed === "") {
        const page = await api.records(object).list({ limit: OFFERED }, { signal });
        return page.data.map((record) => ({ value: record.id, label: titleOf(type, record) }));
      }
      const hits = await api.search({ q: typed, objects: [object], limit: OFFERED }, { signal });
      return hits.map((hit) => ({ value: hit.id, label: hit.title }));
    },
    staleTime: 30_000,
    // Until the answer comes: a list that is empty for a moment would swallow a click on what was in it.
    placeholderData: keepPreviousData,
  });
  return { choices: found.data ?? [], isOld: found.isPending || found.isPlaceholderData };
};

const unique = (choices: Choice[]): Choice[] => [
  ...new Map(choices.map((choice) => [choice.value, choice])).values(),
];

const RecordPicker = ({ object, value, onChange, ...rest }: PickerProps) => {
  const [typed, setTyped] = useState("");
  const [settled] = useDebouncedValue(typed, TYPING_MS);
  const title = useTitle(object, value);
  const asked = (text: string) => (text === title ? "" : text.trim());
  const { choices, isOld } = useOffered(object, asked(settled));
  const isBusy = isOld || settled !== typed;
  // What was found for fewer letters stays where it fits: Enter must not choose what was not meant.
  const fitting = isBusy ? choices.filter(({ label }) => fitsWords(label, asked(typed))) : choices;
  const chosen = value ? [{ value, label: title ?? "…" }] : [];
  return (
    <Select
      searchable
      clearable
      nothingFoundMessage={isBusy ? "Searching…" : "Nothing found"}
      data={unique(asked(typed) === "" ? [...chosen, ...fitting] : [...fitting, ...chosen])}
      filter={({ options }) => options}
      value={value}
      onChange={onChange}
      onSearchChange={setTyped}
      {...rest}
    />
  );
};

const StagePicker = ({ object, value, onChange, ...rest }: PickerProps) => {
  const pipelines = usePipelines();
  const data =
    object === "pipelines"
      ? pipelines.map((pipeline) => ({ value: pipeline.id, label: pipeline.name }))
      : pipelines.map((pipeline) => ({
          group: pipeline.name,
          items: pipeline.stages.map((stage) => ({ value: stage.id, label: stage.name })),
        }));
  return <Select searchable data={data} value={value} onChange={onChange} {...rest} />;
};

export const ReferencePicker = (props: PickerProps) =>
  props.object === "stages" || props.object === "pipelines" ? (
    <StagePicker {...props} />
  ) : (
    <RecordPicker {...props} />
  );
