// One automation: made, changed, tried over the past. What is not saved yet stays here until it is or until the
// screen is left.
import { Alert, Button, Switch } from "@mantine/core";
import type { Automation, AutomationInput } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useKeys } from "../../ui/keys.ts";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { ErrorState, FormError, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { BehindNote, useDraft } from "../../ui/use-draft.tsx";
import { useMay } from "../access/session.ts";
import { useSchema } from "../records/schema.ts";
import { automationQuery, catalogueQuery, recipesQuery } from "./automation-queries.ts";
import { useChangeAutomation, useCreateAutomation } from "./automation-writes.ts";
import css from "./automations.module.css";
import { draftOf, emptyDraft, missingIn } from "./draft.rules.ts";
import { DryRunPanel } from "./dry-run-panel.tsx";
import { RuleForm } from "./rule-form.tsx";

const crumbs = [{ label: "Automations", to: "/automations" }];

const Ownership = ({ rule, isDirty }: { rule: Automation; isDirty: boolean }) => {
  if (rule.isOwn) return null;
  const who = rule.ownerName ?? "a member who left";
  return (
    <Alert color="yellow" variant="light" mb={16}>
      It runs with the rights of {who}.{" "}
      {isDirty
        ? "Saved, it becomes yours and runs with your rights."
        : "Change it, or switch it on, and it becomes yours."}
    </Alert>
  );
};

interface EditorProps {
  rule: Automation | null;
  start: AutomationInput | Automation;
}

const versionOf = (rule: AutomationInput | Automation): number =>
  "version" in rule ? rule.version : 0;
const kind = {
  draftOf,
  isNewer: (saved: AutomationInput | Automation, base: AutomationInput | Automation) =>
    versionOf(saved) > versionOf(base),
};

/** Draft, whether it differs from what is saved, and how it is saved. */
const useEditing = ({ rule, start }: EditorProps) => {
  const drafted = useDraft(start, kind);
  const { base, draft, takeSaved } = drafted;
  const create = useCreateAutomation();
  const change = useChangeAutomation();
  const navigate = useNavigate();
  const isDirty = rule === null || drafted.isDirty;
  const save = (enabled?: boolean): void => {
    if (rule === null) {
      create.mutate(
        { ...draft, enabled: enabled ?? false },
        {
          onSuccess: ({ data }) => void navigate({ to: `/automations/${data.id}`, replace: true }),
        },
      );
      return;
    }
    const done = `Automation "${draft.name}" saved.`;
    change.mutate(
      {
        rule: { ...rule, version: versionOf(base) },
        change: isDirty
          ? { ...draft, ...(enabled === undefined ? {} : { enabled }) }
          : { enabled: enabled ?? false },
        done,
      },
      { onSuccess: ({ data }) => takeSaved(draft, data) },
    );
  };
  const error = create.error ?? change.error;
  return { ...drafted, isDirty, save, error, isBusy: create.isPending || change.isPending };
};

const Actions = ({
  rule,
  editing,
  missing,
}: {
  rule: Automation | null;
  editing: ReturnType<typeof useEditing>;
  missing: string | null;
}) => {
  const { isDirty, isBusy, save } = editing;
  const [isOn, setOn] = useState(rule === null);
  const isReady = missing === null && !isBusy;
  if (rule === null) {
    return (
      <>
        <Switch
          label="On"
          checked={isOn}
          onChange={(event) => setOn(event.currentTarget.checked)}
        />
        <Button disabled={!isReady} loading={isBusy} onClick={() => save(isOn)}>
          Save automation
        </Button>
      </>
    );
  }
  return (
    <>
      <Switch
        label={rule.state === "paused" ? "Paused" : "On"}
        checked={rule.state === "on"}
        disabled={isBusy}
        onChange={(event) => save(event.currentTarget.checked)}
      />
      <Button disabled={!isReady || !isDirty} loading={isBusy} onClick={() => save()}>
        Save automation
      </Button>
    </>
  );
};

const Editor = (props: EditorProps) => {
  const { rule } = props;
  const editing = useEditing(props);
  const { draft, setDraft, isDirty, save, error } = editing;
  const catalogue = useQuery(catalogueQuery);
  const object = useSchema().find(({ key }) => key === draft.object);
  const missing = missingIn(draft);
  useKeys({
    "mod+s": () => {
      if (missing === null && isDirty) save();
    },
  });
  return (
    <>
      <PageHead
        title={rule?.name ?? "New automation"}
        crumbs={crumbs}
        actions={<Actions rule={rule} editing={editing} missing={missing} />}
      />
      <PageBody wide>
        {rule ? <Ownership rule={rule} isDirty={isDirty} /> : null}
        {rule ? <BehindNote editing={editing} what="this automation" /> : null}
        <FormError error={error} />
        {object ? (
          <div className={css.editor}>
            <RuleForm
              draft={draft}
              object={object}
              catalogue={catalogue.data ?? []}
              faults={isDirty || !rule ? [] : rule.faults}
              onChange={setDraft}
            />
            <DryRunPanel rule={draft} missing={missing} />
          </div>
        ) : (
          <p className={css.problem}>
            The records that it is about were removed, or you cannot see them.
          </p>
        )}
      </PageBody>
    </>
  );
};

const newRoute = getRouteApi("/app/automations/new");
const oneRoute = getRouteApi("/app/automations/$id");

export const NewAutomation = () => {
  const { recipe: key } = newRoute.useSearch();
  const may = useMay("automations.manage");
  const recipes = useQuery({ ...recipesQuery, enabled: may && key !== undefined });
  const [first] = useSchema();
  if (!may) return <NoRight>An admin can give your role the right to make automations.</NoRight>;
  if (key !== undefined && recipes.isPending) return <SkeletonLines />;
  const recipe = recipes.data?.find((one) => one.key === key);
  return <Editor rule={null} start={recipe?.rule ?? emptyDraft(first?.key ?? "people")} />;
};

export const AutomationScreen = () => {
  const { id } = oneRoute.useParams();
  const may = useMay("automations.manage");
  const rule = useQuery({ ...automationQuery(id), enabled: may });
  if (!may) return <NoRight>An admin can give your role the right to make automations.</NoRight>;
  if (rule.isPending) return <SkeletonLines />;
  if (!rule.data) {
    return (
      <ErrorState
        error={rule.error}
        doing="load the automation"
        onRetry={() => void rule.refetch()}
      />
    );
  }
  return <Editor key={id} rule={rule.data} start={rule.data} />;
};
