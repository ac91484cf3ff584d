// One template: its text on the left, what becomes of it on a record on the right.
import { ActionIcon, Alert, Button, Menu, SegmentedControl, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { Template, TemplateInput } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { api } from "../../platform/api.ts";
import { IconDotsVertical } from "../../ui/icons.ts";
import { useKeys } from "../../ui/keys.ts";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Select } from "../../ui/select.tsx";
import { ErrorState, FormError, SkeletonLines } from "../../ui/states.tsx";
import { BehindNote, useDraft } from "../../ui/use-draft.tsx";
import { ReferencePicker } from "../records/reference-picker.tsx";
import { useSchema } from "../records/schema.ts";
import { templateQuery } from "./automation-queries.ts";
import { useDeleteTemplate, useSaveTemplate } from "./automation-writes.ts";
import css from "./automations.module.css";
import { PlaceholderText } from "./placeholder-text.tsx";
import runCss from "./runs.module.css";

const crumbs = [
  { label: "Automations", to: "/automations" },
  { label: "Templates", to: "/automations/templates" },
];

type Draft = Required<TemplateInput>;
const TYPING_MS = 300;

const draftOf = (template: Template | null): Draft => ({
  object: template?.object ?? "people",
  name: template?.name ?? "",
  subject: template?.subject ?? "",
  body: template?.body ?? "",
  sharedWith: template?.sharedWith ?? "workspace",
});
const kind = {
  draftOf,
  isNewer: (saved: Template | null, base: Template | null) =>
    (saved?.version ?? 0) > (base?.version ?? 0),
};

/** A record to look at: the newest one until another is chosen. */
const useSampleRecord = (object: string) => {
  const [chosen, setChosen] = useState<string | null>(null);
  const newest = useQuery({
    queryKey: ["newest", object],
    queryFn: async () => (await api.records(object).list({ limit: 1 })).data[0]?.id ?? null,
    staleTime: 60_000,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another object makes the choice void
  useEffect(() => setChosen(null), [object]);
  return [chosen ?? newest.data ?? null, setChosen] as const;
};

const PreviewPanel = ({ draft }: { draft: Draft }) => {
  const [recordId, setRecord] = useSampleRecord(draft.object);
  const [text] = useDebouncedValue(draft, TYPING_MS);
  const { object, subject, body } = text;
  const shown = useQuery({
    queryKey: ["template-preview", object, subject, body, recordId],
    queryFn: ({ signal }) =>
      api.templates.preview({ object, subject, body, recordId: recordId ?? "" }, { signal }),
    enabled: recordId !== null && object === draft.object,
    placeholderData: (previous) => previous,
    retry: false,
  });
  return (
    <section className={runCss.panel} aria-label="Preview">
      <h2 className={runCss.panelTitle}>Preview</h2>
      <ReferencePicker
        key={draft.object}
        size="xs"
        aria-label="Record to look at it with"
        object={draft.object}
        value={recordId}
        onChange={setRecord}
      />
      {recordId === null ? (
        <p className={css.facts}>There is no record to look at it with.</p>
      ) : null}
      <FormError error={shown.error} />
      {shown.data && !shown.error ? (
        <div className={runCss.letter} role="status">
          {shown.data.subject ? (
            <p style={{ margin: "0 0 12px", fontWeight: 600 }}>{shown.data.subject}</p>
          ) : null}
          {shown.data.body}
        </div>
      ) : null}
      {shown.data && shown.data.empty.length > 0 ? (
        <p className={css.facts}>
          Empty here: {shown.data.empty.join(", ")}. Write {"{{field|instead}}"} to say something
          else then.
        </p>
      ) : null}
    </section>
  );
};

const Versions = ({
  template,
  onUse,
}: {
  template: Template;
  onUse: (text: { subject: string; body: string }) => void;
}) => {
  const { data } = useQuery({
    queryKey: ["templates", template.id, "versions", template.version],
    queryFn: () => api.templates.versions(template.id),
  });
  if (!data || data.length < 2) return null;
  return (
    <section aria-label="Versions">
      <h2 className={runCss.panelTitle}>Versions</h2>
      <ul className={runCss.plain}>
        {data.map((version) => (
          <li key={version.version}>
            <span className="r-num">Version {version.version}</span>
            <span className="r-muted">
              <RelativeTime value={version.at} /> {version.by ? `by ${version.by}` : ""}
            </span>
            <Button variant="subtle" size="compact-xs" onClick={() => onUse(version)}>
              Put this text in
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
};

interface FieldsProps {
  draft: Draft;
  isNew: boolean;
  onChange: (next: Draft) => void;
}

const Fields = ({ draft, isNew, onChange }: FieldsProps) => {
  const schema = useSchema();
  return (
    <div className={css.stack}>
      <TextInput
        label="Name"
        maxLength={100}
        value={draft.name}
        onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
      />
      <div className={css.line}>
        <Select
          label="About"
          disabled={!isNew}
          allowDeselect={false}
          data={schema.map(({ key, labelPlural }) => ({ value: key, label: labelPlural }))}
          value={draft.object}
          onChange={(object) => {
            if (object) onChange({ ...draft, object });
          }}
        />
        <SegmentedControl
          aria-label="Who may use it"
          style={{ alignSelf: "flex-end" }}
          data={[
            { value: "workspace", label: "Everybody" },
            { value: "me", label: "Only me" },
          ]}
          value={draft.sharedWith}
          onChange={(sharedWith) =>
            onChange({ ...draft, sharedWith: sharedWith as Draft["sharedWith"] })
          }
        />
      </div>
      <PlaceholderText
        object={draft.object}
        label="Subject"
        maxLength={300}
        value={draft.subject}
        onChange={(subject) => onChange({ ...draft, subject })}
      />
      <PlaceholderText
        object={draft.object}
        label="Text"
        isLong
        minRows={10}
        maxLength={20_000}
        value={draft.body}
        onChange={(body) => onChange({ ...draft, body })}
      />
    </div>
  );
};

const Editor = ({ template }: { template: Template | null }) => {
  const editing = useDraft(template, kind);
  const { base, draft, isDirty, setDraft, takeSaved } = editing;
  const save = useSaveTemplate();
  const remove = useDeleteTemplate();
  const navigate = useNavigate();
  const isReady = isDirty && draft.name.trim() !== "" && draft.body.trim() !== "";
  const mayChange = template?.mayChange ?? true;
  const onSave = (): void =>
    save.mutate(
      { template: base, input: draft },
      {
        onSuccess: ({ data }) => {
          if (template) takeSaved(draft, data);
          else void navigate({ to: `/automations/templates/${data.id}`, replace: true });
        },
      },
    );
  useKeys({
    "mod+s": () => {
      if (isReady && mayChange) onSave();
    },
  });
  return (
    <>
      <PageHead
        title={template?.name ?? "New template"}
        crumbs={crumbs}
        aside={template ? `Version ${template.version}` : null}
        actions={
          <>
            {template && mayChange ? (
              <Menu position="bottom-end">
                <Menu.Target>
                  <ActionIcon aria-label="More about this template">
                    <IconDotsVertical size={16} />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item
                    color="red"
                    onClick={() =>
                      remove.mutate(template, {
                        onSuccess: () => void navigate({ to: "/automations/templates" }),
                      })
                    }
                  >
                    Delete
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            ) : null}
            <Button disabled={!isReady || !mayChange} loading={save.isPending} onClick={onSave}>
              Save template
            </Button>
          </>
        }
      />
      <PageBody wide>
        {mayChange ? null : (
          <Alert color="gray" variant="light" mb={16}>
            Only its owner, or who makes automations, may change this template.
          </Alert>
        )}
        <BehindNote editing={editing} what="this template" />
        <FormError error={save.error} />
        <div className={css.editor}>
          <div className={css.stack}>
            <Fields draft={draft} isNew={template === null} onChange={setDraft} />
            {template ? (
              <Versions
                template={template}
                onUse={({ subject, body }) => setDraft({ ...draft, subject, body })}
              />
            ) : null}
          </div>
          <PreviewPanel draft={draft} />
        </div>
      </PageBody>
    </>
  );
};

export const NewTemplate = () => <Editor template={null} />;

const route = getRouteApi("/app/automations/templates/$id");

export const TemplateScreen = () => {
  const { id } = route.useParams();
  const template = useQuery(templateQuery(id));
  if (template.isPending) return <SkeletonLines />;
  if (!template.data) {
    return (
      <ErrorState
        error={template.error}
        doing="load the template"
        onRetry={() => void template.refetch()}
      />
    );
  }
  return <Editor key={id} template={template.data} />;
};
