// The rules of a segment, each as a sentence of fields, with whom they would take now.
import { Button, SegmentedControl, TextInput } from "@mantine/core";
import type { SegmentDefinition, SegmentPreview } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { IconPlus } from "../../ui/icons.ts";
import { Select } from "../../ui/select.tsx";
import { FormError } from "../../ui/states.tsx";
import { featureSetsQuery } from "../features/feature-queries.ts";
import css from "../features/features.module.css";
import { useObjectType } from "../records/schema.ts";
import { kindIn, RuleRow } from "./rule-row.tsx";
import {
  type DraftRule,
  definitionOf,
  draftsOf,
  emptyRule,
  ruleFields,
} from "./segment-draft.rules.ts";
import { usePreview } from "./segment-queries.ts";
import { Suggestions } from "./suggestions.tsx";

type Entity = SegmentDefinition["entity"];

const entities: { value: Entity; label: string }[] = [
  { value: "people", label: "People" },
  { value: "companies", label: "Companies" },
  { value: "deals", label: "Deals" },
  { value: "tickets", label: "Tickets" },
];

const PreviewNote = ({ preview }: { preview: SegmentPreview | undefined }) => (
  <p role="status" className={css.muted}>
    {preview
      ? `${preview.count} of ${preview.outOf} looked at would be within${
          preview.examples.length > 0
            ? `, such as ${preview.examples.map(({ title }) => title).join(", ")}`
            : ""
        }.`
      : "Fill in the rules to see how many are within."}
  </p>
);

interface BuilderProps {
  start: { name: string; definition: SegmentDefinition | null };
  action: string;
  busy: boolean;
  error: unknown;
  onSave: (name: string, definition: SegmentDefinition) => void;
}

export const SegmentBuilder = ({ start, action, busy, error, onSave }: BuilderProps) => {
  const sets = useQuery(featureSetsQuery);
  const [name, setName] = useState(start.name);
  const [entity, setEntity] = useState<Entity>(start.definition?.entity ?? "people");
  const [match, setMatch] = useState<SegmentDefinition["match"]>(start.definition?.match ?? "all");
  const [rules, setRules] = useState<DraftRule[]>(
    start.definition ? draftsOf(start.definition) : [emptyRule(1)],
  );
  const set = sets.data?.find(({ key }) => key === entity);
  const definition = definitionOf(entity, match, rules, (key) => kindIn(set, key));
  const preview = usePreview(definition);
  const fields = ruleFields(entity, useObjectType(entity)?.fields ?? []);
  const add = (kind: DraftRule["kind"]) => {
    const rule = emptyRule(Math.max(...rules.map(({ id }) => id)) + 1);
    setRules([
      ...rules,
      kind === "field" ? { ...rule, kind, op: "eq", value: null } : { ...rule, kind },
    ]);
  };
  return (
    <>
      <div className={css.row}>
        <TextInput
          label="Name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label="Of"
          data={entities}
          value={entity}
          onChange={(chosen) => {
            setEntity((chosen ?? "people") as Entity);
            setRules([emptyRule(1)]);
          }}
        />
        <SegmentedControl
          aria-label="Which rules must hold"
          data={[
            { value: "all", label: "All rules hold" },
            { value: "any", label: "One of them holds" },
          ]}
          value={match}
          onChange={(chosen) => setMatch(chosen === "any" ? "any" : "all")}
        />
      </div>
      <div className={css.setHead}>
        <h2>Rules</h2>
        <Suggestions
          key={entity}
          entity={entity}
          onUse={(chosen) => {
            setMatch(chosen.match);
            setRules(draftsOf(chosen));
          }}
        />
      </div>
      {rules.map((rule) => (
        <RuleRow
          key={rule.id}
          rule={rule}
          set={set}
          fields={fields}
          canRemove={rules.length > 1}
          onChange={(next) => setRules(rules.map((one) => (one.id === rule.id ? next : one)))}
          onRemove={() => setRules(rules.filter(({ id }) => id !== rule.id))}
        />
      ))}
      <div className={css.row}>
        <Button
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => add("feature")}
        >
          Add a feature
        </Button>
        <Button variant="default" leftSection={<IconPlus size={14} />} onClick={() => add("field")}>
          Add a field
        </Button>
        <Button variant="default" leftSection={<IconPlus size={14} />} onClick={() => add("event")}>
          Add an event
        </Button>
      </div>
      <PreviewNote preview={definition ? preview.data : undefined} />
      <FormError error={error ?? preview.error} />
      <Button
        disabled={definition === null || name.trim() === ""}
        loading={busy}
        onClick={() => definition && onSave(name.trim(), definition)}
      >
        {action}
      </Button>
    </>
  );
};
