// For which purposes people are asked, what silence means for each, and on which legal basis.
import { Button, Group, Stack, Table, Textarea, TextInput } from "@mantine/core";
import type { ConsentPurpose } from "@rapport/sdk";
import { type FormEvent, useState } from "react";
import { Dialog } from "../../ui/dialog.tsx";
import { Select } from "../../ui/select.tsx";
import { PlainTable, SettingsPage } from "../../ui/settings.tsx";
import { ErrorState, FormError, SkeletonLines } from "../../ui/states.tsx";
import { showError } from "../../ui/toast.tsx";
import { useMay } from "../access/session.ts";
import { objectKeyOf } from "../records/key-names.rules.ts";
import { ConsentHearing } from "./consent-hearing.tsx";
import { useChangePurpose, useCreatePurpose, usePurposes } from "./consent-queries.ts";

const SILENCE = [
  { value: "denied", label: "Not allowed until they agree" },
  { value: "granted", label: "Allowed until they object" },
];

const silenceText = ({ whenUnknown }: ConsentPurpose): string =>
  SILENCE.find(({ value }) => value === whenUnknown)?.label ?? "";

interface Draft {
  label: string;
  about: string;
  whenUnknown: "granted" | "denied";
  basis: string;
}

interface FormProps {
  start: Draft;
  action: string;
  isSaving: boolean;
  error: unknown;
  onSave: (draft: Draft) => void;
  onClose: () => void;
}

const PurposeForm = ({ start, action, isSaving, error, onSave, onClose }: FormProps) => {
  const [draft, setDraft] = useState(start);
  const set = (part: Partial<Draft>): void => setDraft((now) => ({ ...now, ...part }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSave(draft);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap={12}>
        <TextInput
          label="Name"
          required
          maxLength={100}
          data-autofocus
          value={draft.label}
          onChange={(event) => set({ label: event.currentTarget.value })}
        />
        <Textarea
          label="What people agree to"
          autosize
          minRows={2}
          maxLength={1000}
          value={draft.about}
          onChange={(event) => set({ about: event.currentTarget.value })}
        />
        <Select
          label="When nothing was said"
          allowDeselect={false}
          data={SILENCE}
          value={draft.whenUnknown}
          onChange={(value) => set({ whenUnknown: value === "granted" ? "granted" : "denied" })}
        />
        <Textarea
          label="Legal basis of that"
          description="In your words; it stands beside every unknown state."
          autosize
          minRows={2}
          maxLength={1000}
          value={draft.basis}
          onChange={(event) => set({ basis: event.currentTarget.value })}
        />
        <FormError error={error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={isSaving} disabled={draft.label.trim() === ""}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

const NewPurpose = ({ taken, onClose }: { taken: ReadonlySet<string>; onClose: () => void }) => {
  const create = useCreatePurpose();
  const start: Draft = { label: "", about: "", whenUnknown: "denied", basis: "" };
  const keyFor = (label: string): string => {
    const key = objectKeyOf(label) || "purpose";
    return taken.has(key) ? `${key.slice(0, 36)}_${taken.size}` : key;
  };
  return (
    <Dialog opened onClose={onClose} title="New purpose">
      <PurposeForm
        start={start}
        action="Add purpose"
        isSaving={create.isPending}
        error={create.error}
        onClose={onClose}
        onSave={(draft) =>
          create.mutate({ ...draft, key: keyFor(draft.label) }, { onSuccess: onClose })
        }
      />
    </Dialog>
  );
};

const EditPurpose = ({ purpose, onClose }: { purpose: ConsentPurpose; onClose: () => void }) => {
  const change = useChangePurpose(purpose);
  const { label, about, whenUnknown, basis } = purpose;
  return (
    <Dialog opened onClose={onClose} title={`Edit ${label}`}>
      <PurposeForm
        start={{ label, about: about ?? "", whenUnknown, basis: basis ?? "" }}
        action="Save"
        isSaving={change.isPending}
        error={change.error}
        onClose={onClose}
        onSave={(draft) => change.mutate(draft, { onSuccess: onClose })}
      />
    </Dialog>
  );
};

interface RowProps {
  purpose: ConsentPurpose;
  may: boolean;
  onEdit: () => void;
}

const Row = ({ purpose, may, onEdit }: RowProps) => {
  const change = useChangePurpose(purpose);
  const { label, about, basis, isRetired } = purpose;
  return (
    <Table.Tr>
      <Table.Td miw={200}>
        {label}
        {isRetired ? <span className="r-muted"> (retired)</span> : null}
        {about ? <div className="r-muted">{about}</div> : null}
      </Table.Td>
      <Table.Td miw={220}>
        {silenceText(purpose)}
        {basis ? <div className="r-muted">{basis}</div> : null}
      </Table.Td>
      <Table.Td ta="right">
        {may ? (
          <Group gap={4} justify="flex-end" wrap="nowrap">
            <Button size="xs" variant="default" aria-label={`Edit ${label}`} onClick={onEdit}>
              Edit
            </Button>
            <Button
              size="xs"
              variant="subtle"
              color="gray"
              aria-label={`${isRetired ? "Bring back" : "Retire"} ${label}`}
              onClick={() =>
                change.mutate(
                  { isRetired: !isRetired },
                  { onError: (error) => showError(error, "The purpose was not changed") },
                )
              }
            >
              {isRetired ? "Bring back" : "Retire"}
            </Button>
          </Group>
        ) : null}
      </Table.Td>
    </Table.Tr>
  );
};

export const ConsentSettings = () => {
  const may = useMay("workspace.manage");
  const { data, error, isPending, refetch } = usePurposes();
  const [editing, setEditing] = useState<ConsentPurpose | null>(null);
  const [isAdding, setAdding] = useState(false);
  return (
    <SettingsPage
      title="Consent"
      lead="What people are asked for, and what holds while they have not answered. A change of that holds at once, for everybody who has not."
      action={may ? <Button onClick={() => setAdding(true)}>New purpose</Button> : null}
    >
      {isPending ? <SkeletonLines lines={6} /> : null}
      {error ? (
        <ErrorState error={error} doing="load the purposes" onRetry={() => void refetch()} />
      ) : null}
      {data ? (
        <PlainTable label="Purposes of consent">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Purpose</Table.Th>
              <Table.Th>When nothing was said</Table.Th>
              <Table.Td />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.map((purpose) => (
              <Row
                key={purpose.key}
                purpose={purpose}
                may={may}
                onEdit={() => setEditing(purpose)}
              />
            ))}
          </Table.Tbody>
        </PlainTable>
      ) : null}
      <ConsentHearing />
      {isAdding && data ? (
        <NewPurpose taken={new Set(data.map(({ key }) => key))} onClose={() => setAdding(false)} />
      ) : null}
      {editing ? <EditPurpose purpose={editing} onClose={() => setEditing(null)} /> : null}
    </SettingsPage>
  );
};
