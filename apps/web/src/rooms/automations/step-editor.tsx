// One step of a rule: what it does, in a form of its kind, with what it needs, risks and how it is taken back.
import { ActionIcon, Checkbox, TextInput } from "@mantine/core";
import type { SchemaObject } from "@rapport/contracts";
import type { CatalogueEntry, Step } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { IconArrowDown, IconArrowUp, IconTrash } from "../../ui/icons.ts";
import { MultiSelect, Select } from "../../ui/select.tsx";
import { useMembers } from "../access/session.ts";
import { useTeams } from "../access/settings-queries.ts";
import { ReferencePicker } from "../records/reference-picker.tsx";
import { useSchema } from "../records/schema.ts";
import { placeholdersQuery } from "./automation-queries.ts";
import css from "./automations.module.css";
import { newCreate } from "./draft.rules.ts";
import { PlaceholderText } from "./placeholder-text.tsx";
import { TemplatePicker } from "./template-picker.tsx";
import { ValueRows } from "./value-rows.tsx";

interface FormProps<T extends Step> {
  step: T;
  source: SchemaObject;
  onChange: (next: Step) => void;
}

type StepOf<K extends Step["kind"]> = Extract<Step, { kind: K }>;

const CreateForm = ({ step, source, onChange }: FormProps<StepOf<"create">>) => {
  const schema = useSchema();
  const target = schema.find(({ key }) => key === step.object);
  return (
    <div className={css.stack}>
      <Select
        size="xs"
        w={220}
        aria-label="What is created"
        allowDeselect={false}
        data={schema
          .filter(({ can }) => can.create)
          .map(({ key, label }) => ({ value: key, label }))}
        value={step.object}
        onChange={(key) => {
          const next = schema.find((one) => one.key === key);
          if (next) onChange(newCreate(next, source));
        }}
      />
      {target ? (
        <ValueRows
          target={target}
          source={source}
          set={step.set}
          onChange={(set) => onChange({ ...step, set })}
        />
      ) : (
        <p className={css.problem}>What it creates was removed.</p>
      )}
    </div>
  );
};

interface WhomProps {
  teamId?: string | undefined;
  memberIds?: string[] | undefined;
  onChange: (next: { teamId?: string; memberIds?: string[] }) => void;
}

const Whom = ({ teamId, memberIds, onChange }: WhomProps) => {
  const teams = useTeams();
  const members = useMembers();
  return (
    <div className={css.line}>
      <Select
        clearable
        aria-label="Team"
        placeholder="A team"
        data={teams.map(({ id, name }) => ({ value: id, label: name }))}
        value={teamId ?? null}
        onChange={(id) =>
          onChange({ ...(id ? { teamId: id } : {}), ...(memberIds ? { memberIds } : {}) })
        }
      />
      <span className="r-muted">and</span>
      <MultiSelect
        searchable
        aria-label="Members"
        placeholder={memberIds?.length ? "" : "Members"}
        data={members.map(({ id, name, email }) => ({ value: id, label: name || email }))}
        value={memberIds ?? []}
        onChange={(ids) => onChange({ ...(teamId ? { teamId } : {}), memberIds: ids })}
      />
    </div>
  );
};

const NotifyForm = ({ step, source, onChange }: FormProps<StepOf<"notify">>) => (
  <div className={css.stack}>
    <Checkbox
      label={`The owner of the ${source.label.toLowerCase()}`}
      checked={step.owner === true}
      onChange={(event) => onChange({ ...step, owner: event.currentTarget.checked })}
    />
    <Whom
      teamId={step.teamId}
      memberIds={step.memberIds}
      onChange={(whom) => {
        const { teamId: _team, memberIds: _members, ...rest } = step;
        onChange({ ...rest, ...whom });
      }}
    />
    <PlaceholderText
      object={source.key}
      label="What they read first"
      maxLength={200}
      value={step.title}
      onChange={(title) => onChange({ ...step, title })}
    />
    <PlaceholderText
      object={source.key}
      label="Details"
      isLong
      minRows={2}
      maxLength={2000}
      value={step.body ?? ""}
      onChange={(body) => onChange({ ...step, body })}
    />
  </div>
);

const MailForm = ({ step, source, onChange }: FormProps<StepOf<"mail">>) => {
  const members = useMembers();
  const { data } = useQuery(placeholdersQuery(source.key));
  const addresses = (data ?? []).filter(({ isEmail }) => isEmail);
  const toMembers = "memberIds" in step.to;
  return (
    <div className={css.stack}>
      <div className={css.line}>
        <span>to</span>
        <Select
          aria-label="Whom it is written to"
          allowDeselect={false}
          placeholder="An address of the record"
          data={[
            ...addresses.map(({ path, label }) => ({ value: path, label })),
            { value: "members", label: "Members of the workspace" },
          ]}
          value={"memberIds" in step.to ? "members" : step.to.field || null}
          onChange={(choice) => {
            if (choice === null) return;
            const to = choice === "members" ? { memberIds: [] } : { field: choice };
            onChange({ ...step, to });
          }}
        />
        {toMembers ? (
          <MultiSelect
            searchable
            aria-label="Members"
            data={members.map(({ id, name, email }) => ({ value: id, label: name || email }))}
            value={"memberIds" in step.to ? step.to.memberIds : []}
            onChange={(memberIds) => onChange({ ...step, to: { memberIds } })}
          />
        ) : null}
      </div>
      <TemplatePicker
        object={source.key}
        label="Template of the e-mail"
        value={step}
        onChange={(chosen) => onChange({ ...step, ...chosen })}
      />
    </div>
  );
};

const RelateForm = ({ step, onChange }: FormProps<StepOf<"relate">>) => {
  const schema = useSchema();
  return (
    <div className={css.line}>
      <Select
        aria-label="Kind of record"
        allowDeselect={false}
        data={schema.map(({ key, label }) => ({ value: key, label }))}
        value={step.object}
        onChange={(object) => {
          if (object) onChange({ ...step, object, recordId: "" });
        }}
      />
      <ReferencePicker
        object={step.object}
        aria-label="Record to link with"
        value={step.recordId || null}
        onChange={(id) => onChange({ ...step, recordId: id ?? "" })}
      />
      <TextInput
        aria-label="What the link is called"
        maxLength={100}
        value={step.label}
        onChange={(event) => onChange({ ...step, label: event.currentTarget.value })}
      />
    </div>
  );
};

const StepForm = ({ step, source, onChange }: FormProps<Step>) => {
  if (step.kind === "create") return <CreateForm step={step} source={source} onChange={onChange} />;
  if (step.kind === "notify") return <NotifyForm step={step} source={source} onChange={onChange} />;
  if (step.kind === "mail") return <MailForm step={step} source={source} onChange={onChange} />;
  if (step.kind === "relate") return <RelateForm step={step} source={source} onChange={onChange} />;
  if (step.kind === "assign") {
    return (
      <Whom
        teamId={step.teamId}
        memberIds={step.memberIds}
        onChange={(whom) => onChange({ kind: "assign", ...whom })}
      />
    );
  }
  return (
    <ValueRows
      target={source}
      source={source}
      set={step.set}
      onChange={(set) => onChange({ ...step, set })}
    />
  );
};

const Facts = ({ entry }: { entry: CatalogueEntry }) => {
  if (!entry.available) return <p className={css.problem}>{entry.reason}</p>;
  const effect = entry.effect === "outside" ? "Reaches people outside" : "Stays in the workspace";
  return (
    <p className={css.facts}>
      {effect} · {entry.risk} risk · {entry.undo} · Needs: {entry.permission}
    </p>
  );
};

interface StepEditorProps extends FormProps<Step> {
  number: number;
  entry: CatalogueEntry | undefined;
  isFaulty: boolean;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

export const StepEditor = (props: StepEditorProps) => {
  const { number, entry, isFaulty, onMove, onRemove } = props;
  return (
    <li className={css.step} data-faulty={isFaulty || undefined}>
      <div className={css.stepHead}>
        <span className={css.number}>{number}</span>
        <span>{entry?.title ?? props.step.kind}</span>
        <span className={css.stepTools}>
          <ActionIcon aria-label={`Move step ${number} up`} onClick={() => onMove(-1)}>
            <IconArrowUp size={15} />
          </ActionIcon>
          <ActionIcon aria-label={`Move step ${number} down`} onClick={() => onMove(1)}>
            <IconArrowDown size={15} />
          </ActionIcon>
          <ActionIcon aria-label={`Remove step ${number}`} onClick={onRemove}>
            <IconTrash size={15} />
          </ActionIcon>
        </span>
      </div>
      <StepForm step={props.step} source={props.source} onChange={props.onChange} />
      {entry ? <Facts entry={entry} /> : null}
    </li>
  );
};
