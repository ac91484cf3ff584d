// The form of a webhook: where to, what, and how much of it. The same for a new one and for a change.
import { Button, Checkbox, Group, Radio, Stack, TextInput } from "@mantine/core";
import type { Webhook, WebhookInput } from "@rapport/sdk";
import { type FormEvent, useState } from "react";
import { MultiSelect, Select } from "../../ui/select.tsx";
import { Section } from "../../ui/settings.tsx";
import { FormError } from "../../ui/states.tsx";
import { useRoles } from "../access/settings-queries.ts";
import { fieldPath, useSchema } from "../records/schema.ts";
import { EventMatrix } from "./event-matrix.tsx";
import { isChosen } from "./webhook.rules.ts";
import { useEventRows } from "./webhook-queries.ts";

interface Values {
  name: string;
  url: string;
  events: string[];
  fields: string[];
  payload: Webhook["payload"];
  bulk: boolean;
  roleId: string | null;
}

const EMPTY: Values = {
  name: "",
  url: "",
  events: [],
  fields: [],
  payload: "full",
  bulk: false,
  roleId: null,
};

const valuesOf = ({ name, url, events, fields, payload, bulk, roleId }: Webhook): Values => ({
  name,
  url,
  events,
  fields,
  payload,
  bulk,
  roleId,
});

interface FormProps {
  webhook?: Webhook;
  error: unknown;
  isSaving: boolean;
  action: string;
  onSave: (values: WebhookInput) => void;
  onCancel: () => void;
}

type Setting = { values: Values; set: (change: Partial<Values>) => void };

const Address = ({ values, set }: Setting) => (
  <Stack gap={12} maw={560}>
    <TextInput
      label="Address"
      description="Where messages are posted. It must start with https://."
      placeholder="https://example.com/hooks/rapport"
      required
      withAsterisk={false}
      type="url"
      value={values.url}
      onChange={(event) => set({ url: event.currentTarget.value })}
    />
    <TextInput
      label="Name"
      description="What receives it, so that you recognise it later. The host, if you leave it empty."
      placeholder="Billing"
      value={values.name}
      onChange={(event) => set({ name: event.currentTarget.value })}
    />
  </Stack>
);

/** Fields of objects whose changes are asked for. */
const WatchedFields = ({ values, set }: Setting) => {
  const schema = useSchema();
  const data = schema
    .filter(({ key }) => isChosen(values.events, key, "updated"))
    .map(({ key, labelPlural, fields }) => ({
      group: labelPlural,
      items: fields.map((field) => ({
        value: `${key}.${fieldPath(field)}`,
        label: `${labelPlural}: ${field.label}`,
      })),
    }));
  if (data.length === 0) return null;
  return (
    <MultiSelect
      mt={16}
      maw={560}
      label="Only when one of these fields changes"
      description="For changes of records. Objects of which you choose no field are told of every change."
      placeholder={values.fields.length === 0 ? "Any field" : ""}
      searchable
      clearable
      data={data}
      value={values.fields}
      onChange={(fields) => set({ fields })}
    />
  );
};

const Contents = ({ values, set }: Setting) => {
  const roles = useRoles();
  return (
    <Stack gap={16} maw={560}>
      <Radio.Group
        label="What a message holds"
        value={values.payload}
        onChange={(payload) => set({ payload: payload === "thin" ? "thin" : "full" })}
      >
        <Stack gap={8} mt={8}>
          <Radio value="full" label="The record, and what its changed fields were before" />
          <Radio value="thin" label="Ids only; the receiver reads the record over the API" />
        </Stack>
      </Radio.Group>
      <Select
        label="Rights"
        description="The receiver gets what this role may see, and never more than you."
        placeholder="The same as mine"
        clearable
        data={roles.map((role) => ({ value: role.id, label: role.name }))}
        value={values.roleId}
        onChange={(roleId) => set({ roleId })}
      />
      <Checkbox
        label="Also each record of large imports"
        description="Without it, a large import is told of in a few messages."
        checked={values.bulk}
        onChange={(event) => set({ bulk: event.currentTarget.checked })}
      />
    </Stack>
  );
};

export const WebhookForm = (props: FormProps) => {
  const { webhook, error, isSaving, action, onSave, onCancel } = props;
  const [values, setValues] = useState(() => (webhook ? valuesOf(webhook) : EMPTY));
  const rows = useEventRows();
  const set: Setting["set"] = (change) => setValues((now) => ({ ...now, ...change }));
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    const { name, ...rest } = values;
    const fields = values.fields.filter((field) =>
      isChosen(values.events, field.split(".")[0] ?? "", "updated"),
    );
    const known = name.trim() === "" ? {} : { name: name.trim() };
    onSave({ ...rest, ...known, url: values.url.trim(), fields });
  };
  return (
    <form onSubmit={onSubmit}>
      <Section title="Receiver">
        <Address values={values} set={set} />
      </Section>
      <Section title="Events" lead="What it is told of.">
        <EventMatrix rows={rows} chosen={values.events} onChange={(events) => set({ events })} />
        <WatchedFields values={values} set={set} />
      </Section>
      <Section title="Messages">
        <Contents values={values} set={set} />
      </Section>
      <Stack gap={12} mt={24} maw={560}>
        <FormError error={error} />
        <Group gap={8}>
          <Button
            type="submit"
            loading={isSaving}
            disabled={values.url.trim() === "" || values.events.length === 0}
          >
            {action}
          </Button>
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
