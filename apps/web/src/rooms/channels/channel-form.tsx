// The form of a channel: the same for a new one and for a change; what it asks depends on the kind.
import {
  Button,
  Checkbox,
  ColorInput,
  Group,
  PasswordInput,
  Radio,
  Stack,
  Textarea,
  TextInput,
} from "@mantine/core";
import { type FormEvent, useState } from "react";
import { Select } from "../../ui/select.tsx";
import { Section } from "../../ui/settings.tsx";
import { FormError } from "../../ui/states.tsx";
import { MailFields } from "../mailboxes/mail-fields.tsx";
import { isWholeMail } from "../mailboxes/mail-settings.rules.ts";
import type { NewKind, Values } from "./channel.rules.ts";
import { HoursFields } from "./hours-fields.tsx";

export interface Setting {
  values: Values;
  set: (change: Partial<Values>) => void;
}

interface FormProps {
  kind: NewKind;
  start: Values;
  isNew: boolean;
  error: unknown;
  isSaving: boolean;
  action: string;
  onSave: (values: Values) => void;
  onCancel: () => void;
}

const LANGUAGES = [
  { value: "auto", label: "As the website or the browser says" },
  { value: "en", label: "English" },
  { value: "de", label: "German" },
];

const Look = ({ values, set }: Setting) => (
  <Section title="Look" lead="What visitors see. Text is shown as it is.">
    <Stack gap={12} maw={560}>
      <TextInput
        label="Title"
        maxLength={60}
        value={values.title}
        onChange={(event) => set({ title: event.currentTarget.value })}
      />
      <Textarea
        label="Greeting"
        autosize
        minRows={2}
        maxLength={400}
        value={values.greeting}
        onChange={(event) => set({ greeting: event.currentTarget.value })}
      />
      <ColorInput
        label="Color"
        format="hex"
        withEyeDropper={false}
        eyeDropperButtonProps={{ "aria-label": "Pick a color" }}
        value={values.color}
        onChange={(color) => set({ color })}
      />
      <Radio.Group
        label="Corner"
        value={values.position}
        onChange={(position) => set({ position: position === "left" ? "left" : "right" })}
      >
        <Group mt={6} gap={20}>
          <Radio value="right" label="Bottom right" />
          <Radio value="left" label="Bottom left" />
        </Group>
      </Radio.Group>
      <Select
        label="Language"
        allowDeselect={false}
        data={LANGUAGES}
        value={values.language}
        onChange={(language) => set({ language: (language ?? "auto") as Values["language"] })}
      />
      <Textarea
        label="Out of hours"
        description="Stands above the form in which visitors leave an e-mail address. Empty: when you are back."
        autosize
        minRows={2}
        maxLength={400}
        value={values.offlineNote}
        onChange={(event) => set({ offlineNote: event.currentTarget.value })}
      />
    </Stack>
  </Section>
);

const Websites = ({ values, set }: Setting) => (
  <Section title="Websites" lead="Only these may show the chat; the test page always may.">
    <Textarea
      maw={560}
      label="Addresses, one a line"
      placeholder="https://shop.example"
      autosize
      minRows={2}
      value={values.origins}
      onChange={(event) => set({ origins: event.currentTarget.value })}
    />
  </Section>
);

const Replies = ({ values, set }: Setting) => (
  <Section title="Replies">
    <TextInput
      maw={560}
      label="Address"
      description="Where replies are posted, signed. Empty: nowhere."
      placeholder="https://example.com/replies"
      type="url"
      value={values.url}
      onChange={(event) => set({ url: event.currentTarget.value })}
    />
  </Section>
);

const Provider = ({ values, set, isNew }: Setting & { isNew: boolean }) => (
  <Section title="Provider">
    <Stack gap={12} maw={560}>
      <TextInput
        label="Address"
        description="Where the provider takes messages; /messages is added."
        placeholder="https://api.provider.example/v1"
        required
        withAsterisk={false}
        type="url"
        value={values.url}
        onChange={(event) => set({ url: event.currentTarget.value })}
      />
      <TextInput
        label="Your number or sender name"
        required
        withAsterisk={false}
        maxLength={40}
        value={values.sender}
        onChange={(event) => set({ sender: event.currentTarget.value })}
      />
      <PasswordInput
        label="Token"
        description={isNew ? "Kept sealed, never shown." : "Kept sealed. Empty: it stays as it is."}
        required={isNew}
        withAsterisk={false}
        autoComplete="off"
        value={values.providerToken}
        onChange={(event) => set({ providerToken: event.currentTarget.value })}
      />
    </Stack>
  </Section>
);

const canSave = (kind: NewKind, isNew: boolean, values: Values): boolean => {
  if (values.name.trim() === "") return false;
  if (kind === "widget") return values.title.trim() !== "";
  if (kind === "api") return true;
  if (kind === "email") return isWholeMail(values.mail) && (!isNew || values.providerToken !== "");
  const isWhole = values.url.trim() !== "" && values.sender.trim() !== "";
  return isWhole && (!isNew || values.providerToken !== "");
};

export const ChannelForm = (props: FormProps) => {
  const { kind, start, isNew, error, isSaving, action, onSave, onCancel } = props;
  const [values, setValues] = useState(start);
  const set: Setting["set"] = (change) => setValues((now) => ({ ...now, ...change }));
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    onSave(values);
  };
  return (
    <form onSubmit={onSubmit}>
      <Section title="Channel">
        <Stack gap={12} maw={560}>
          <TextInput
            label="Name"
            description="For you and your team."
            required
            withAsterisk={false}
            maxLength={100}
            value={values.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <Checkbox
            label="An AI may answer here"
            description="It answers from your knowledge, says that it is an AI, and hands over to a person when asked or unsure."
            checked={values.botAnswers}
            onChange={(event) => set({ botAnswers: event.currentTarget.checked })}
          />
        </Stack>
      </Section>
      {kind === "widget" ? <Websites values={values} set={set} /> : null}
      {kind === "widget" ? <Look values={values} set={set} /> : null}
      {kind === "api" ? <Replies values={values} set={set} /> : null}
      {kind === "email" ? (
        <MailFields
          values={values.mail}
          password={values.providerToken}
          isNew={isNew}
          set={(change) => set({ mail: { ...values.mail, ...change } })}
          setPassword={(providerToken) => set({ providerToken })}
        />
      ) : null}
      {kind === "sms" ? <Provider values={values} set={set} isNew={isNew} /> : null}
      <Section title="Business hours" lead="When people answer.">
        <HoursFields values={values} set={set} />
      </Section>
      <Stack gap={12} mt={24} maw={560}>
        <FormError error={error} />
        <Group gap={8}>
          <Button type="submit" loading={isSaving} disabled={!canSave(kind, isNew, values)}>
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
