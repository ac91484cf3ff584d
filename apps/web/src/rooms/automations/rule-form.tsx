// A rule as three sentences: when, if, then.
import { Button, Checkbox, Menu, NumberInput, TextInput } from "@mantine/core";
import type { SchemaObject } from "@rapport/contracts";
import type { CatalogueEntry, RuleFault, Step, StepKind } from "@rapport/sdk";
import { useState } from "react";
import { IconPlus } from "../../ui/icons.ts";
import { Select } from "../../ui/select.tsx";
import { asked } from "../records/asked-filter.ts";
import { FilterBar } from "../records/filter-bar.tsx";
import { useSchema } from "../records/schema.ts";
import css from "./automations.module.css";
import { type Draft, moved, newStep, replaceAt, withObject } from "./draft.rules.ts";
import runCss from "./runs.module.css";
import { StepEditor } from "./step-editor.tsx";
import { TriggerEditor } from "./trigger-editor.tsx";

interface RuleFormProps {
  draft: Draft;
  object: SchemaObject;
  catalogue: CatalogueEntry[];
  faults: readonly RuleFault[];
  onChange: (next: Draft) => void;
}

const When = ({ draft, object, onChange }: RuleFormProps) => {
  const schema = useSchema();
  return (
    <section className={css.part} aria-label="When">
      <h2 className={css.partWord}>When</h2>
      <div className={css.line}>
        <span>a</span>
        <Select
          size="xs"
          aria-label="Whose records"
          allowDeselect={false}
          data={schema.map(({ key, label }) => ({ value: key, label: label.toLowerCase() }))}
          value={draft.object}
          onChange={(key) => {
            if (key) onChange(withObject(draft, key));
          }}
        />
        <TriggerEditor
          key={draft.object}
          object={object}
          trigger={draft.trigger}
          onChange={(trigger) => onChange({ ...draft, trigger })}
        />
      </div>
    </section>
  );
};

const If = ({ draft, object, onChange }: RuleFormProps) => (
  <section className={css.part} aria-label="If">
    <h2 className={css.partWord}>If</h2>
    <div className={css.line}>
      {draft.condition === null ? <span className="r-muted">always, or only where</span> : null}
      <FilterBar
        key={draft.object}
        object={object}
        filter={draft.condition ?? undefined}
        onChange={(filter) => onChange({ ...draft, condition: asked(filter).filter ?? null })}
        addSignal={0}
      />
    </div>
  </section>
);

const Then = ({ draft, object, catalogue, faults, onChange }: RuleFormProps) => {
  const schema = useSchema();
  const setSteps = (steps: Step[]): void => onChange({ ...draft, steps });
  return (
    <section className={css.part} aria-label="Then">
      <h2 className={css.partWord}>Then</h2>
      <div className={css.stack}>
        <ol className={`${css.stack} ${runCss.bare}`}>
          {draft.steps.map((step, index) => (
            <StepEditor
              // biome-ignore lint/suspicious/noArrayIndexKey: steps have no id but their place
              key={`${step.kind}-${index}`}
              number={index + 1}
              step={step}
              source={object}
              entry={catalogue.find(({ kind }) => kind === step.kind)}
              isFaulty={faults.some((fault) => fault.step === index + 1)}
              onChange={(next) => setSteps(replaceAt(draft.steps, index, next))}
              onMove={(by) => setSteps(moved(draft.steps, index, index + by))}
              onRemove={() => setSteps(replaceAt(draft.steps, index, null))}
            />
          ))}
        </ol>
        <Menu position="bottom-start">
          <Menu.Target>
            <Button
              variant="default"
              style={{ alignSelf: "flex-start" }}
              leftSection={<IconPlus size={14} />}
            >
              Add a step
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {catalogue.map((entry) => (
              <Menu.Item
                key={entry.kind}
                disabled={!entry.available}
                onClick={() =>
                  setSteps([...draft.steps, newStep(entry.kind as StepKind, object, schema)])
                }
              >
                {entry.title}
                {entry.available ? null : <div className={css.facts}>{entry.reason}</div>}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
    </section>
  );
};

const Limits = ({ draft, onChange }: RuleFormProps) => {
  const [opened, setOpened] = useState(draft.alsoImports || draft.maxRunsPerHour !== 500);
  return (
    <section className={css.part} aria-label="Limits">
      <h2 className={css.partWord}>But</h2>
      {opened ? (
        <div className={css.stack}>
          <Checkbox
            label="Also run for records that an import writes"
            checked={draft.alsoImports}
            onChange={(event) => onChange({ ...draft, alsoImports: event.currentTarget.checked })}
          />
          <NumberInput
            w={220}
            label="Runs an hour, at most"
            description="More than these wait."
            min={1}
            max={10_000}
            allowDecimal={false}
            value={draft.maxRunsPerHour}
            onChange={(most) =>
              onChange({ ...draft, maxRunsPerHour: Math.max(1, Number(most) || 1) })
            }
          />
        </div>
      ) : (
        <div className={css.line}>
          <span className="r-muted">not for imports, and 500 times an hour at most.</span>
          <Button variant="subtle" color="gray" onClick={() => setOpened(true)}>
            Change
          </Button>
        </div>
      )}
    </section>
  );
};

export const RuleForm = (props: RuleFormProps) => {
  const { draft, faults, onChange } = props;
  return (
    <div>
      <TextInput
        label="Name"
        mb={16}
        maxLength={100}
        data-autofocus
        placeholder="For instance: Onboarding for won deals"
        value={draft.name}
        onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
      />
      {faults.map((fault) => (
        <p key={fault.text} className={css.problem} role="alert">
          {fault.text}
        </p>
      ))}
      <When {...props} />
      <If {...props} />
      <Then {...props} />
      <Limits {...props} />
    </div>
  );
};
