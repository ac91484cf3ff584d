// One report: its numbers, and an editor beside them. What was changed over the saved question stands in the address.
import { ActionIcon, Button, Menu } from "@mantine/core";
import type { Report, ReportDefinition } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { IconDotsVertical, IconDownload, IconPencil } from "../../ui/icons.ts";
import { PageHead } from "../../ui/page.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { missingWords } from "../views/view.rules.ts";
import { ViewDialog } from "../views/view-dialog.tsx";
import { ReportEditor } from "./report-editor.tsx";
import {
  downloadCsv,
  reportsQuery,
  useChangeReport,
  useCreateReport,
  useDeleteReport,
} from "./report-queries.ts";
import type { ReportSearch } from "./report-search.rules.ts";
import css from "./reports.module.css";
import { ResultView, ViewToggle } from "./result-view.tsx";

const route = getRouteApi("/app/reports/$id");

const FIRST: ReportDefinition = {
  kind: "groups",
  object: "deals",
  measure: { fn: "count" },
  groupBy: [{ field: "status" }],
  filter: null,
  period: null,
  compare: false,
  chart: "bar",
};

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

type Naming = "create" | "rename" | null;

interface ActionsProps {
  report: Report | null;
  definition: ReportDefinition;
  isChanged: boolean;
  onName: (naming: Naming) => void;
  onSearch: (search: ReportSearch) => void;
  isEditing: boolean;
}

const MoreMenu = ({ report, onName }: { report: Report; onName: (naming: Naming) => void }) => {
  const change = useChangeReport();
  const remove = useDeleteReport();
  const navigate = useNavigate();
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={`More for the report ${report.name}`}>
          <IconDotsVertical size={15} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          onClick={() => change.mutate({ kept: report, change: { favourite: !report.favourite } })}
        >
          {report.favourite ? "Remove from favourites" : "Mark as a favourite"}
        </Menu.Item>
        <Menu.Item onClick={() => onName("create")}>Save as a new report</Menu.Item>
        {report.mayChange ? (
          <>
            <Menu.Item onClick={() => onName("rename")}>Rename or share</Menu.Item>
            <Menu.Divider />
            <Menu.Item
              color="red"
              onClick={() =>
                remove.mutate(report, { onSuccess: () => void navigate({ to: "/reports" }) })
              }
            >
              Delete report
            </Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
};

const Actions = ({ report, definition, isChanged, onName, onSearch, isEditing }: ActionsProps) => {
  const change = useChangeReport();
  const save = (kept: Report): void =>
    change.mutate(
      { kept, change: { definition }, done: `Report "${kept.name}" saved.` },
      { onSuccess: () => onSearch({}) },
    );
  return (
    <>
      {isChanged && report ? (
        <Button variant="subtle" color="gray" onClick={() => onSearch({})}>
          Discard changes
        </Button>
      ) : null}
      <Button
        variant="default"
        leftSection={<IconPencil size={14} />}
        aria-pressed={isEditing}
        onClick={() => onSearch({ ...(isChanged ? { def: definition } : {}), edit: !isEditing })}
      >
        {isEditing ? "Close editor" : "Edit"}
      </Button>
      {isChanged && report?.mayChange ? (
        <Button loading={change.isPending} onClick={() => save(report)}>
          Save
        </Button>
      ) : null}
      {isChanged && !report?.mayChange ? (
        <Button onClick={() => onName("create")}>Save as report</Button>
      ) : null}
      {report ? <MoreMenu report={report} onName={onName} /> : null}
    </>
  );
};

interface NameDialogProps {
  naming: "create" | "rename";
  report: Report | null;
  definition: ReportDefinition;
  onClose: () => void;
}

const NameDialog = ({ naming, report, definition, onClose }: NameDialogProps) => {
  const create = useCreateReport();
  const change = useChangeReport();
  const navigate = useNavigate();
  const isNew = naming === "create" || report === null;
  const copyOf = report ? `${report.name} (copy)` : "";
  return (
    <ViewDialog
      word="report"
      title={isNew ? "Save as a new report" : "Rename or share the report"}
      action="Save report"
      start={isNew ? { name: copyOf, sharedWith: "me" } : report}
      error={create.error ?? change.error}
      busy={create.isPending || change.isPending}
      onSave={(chosen) => {
        if (!isNew) {
          const done = `Report "${chosen.name}" saved.`;
          change.mutate({ kept: report, change: chosen, done }, { onSuccess: onClose });
          return;
        }
        create.mutate(
          { ...chosen, definition },
          {
            onSuccess: ({ data }) => {
              onClose();
              void navigate({ to: "/reports/$id", params: { id: data.id } });
            },
          },
        );
      }}
      onClose={onClose}
    />
  );
};

const Body = ({ report }: { report: Report | null }) => {
  const { def, edit = false } = route.useSearch();
  const navigate = useNavigate();
  const [asTable, setTable] = useState(false);
  const [naming, setNaming] = useState<Naming>(null);
  const saved = report?.definition ?? null;
  const definition = def ?? saved ?? FIRST;
  const isChanged = report === null || (def !== undefined && !same(def, saved));
  const name = report?.name ?? "New report";
  const onSearch = (search: ReportSearch): void => {
    const id = report?.id ?? "new";
    void navigate({ to: "/reports/$id", params: { id }, search, replace: true });
  };
  const asked = isChanged ? definition : undefined;
  return (
    <>
      <PageHead
        title={name}
        crumbs={[{ label: "Reports", to: "/reports" }]}
        actions={
          <Actions
            report={report}
            definition={definition}
            isChanged={isChanged}
            isEditing={edit}
            onName={setNaming}
            onSearch={onSearch}
          />
        }
      />
      <div className={css.screen}>
        <section className={css.main} aria-label={name}>
          <div className={css.bar}>
            {report?.about ? <span className="r-muted">{report.about}</span> : null}
            <ViewToggle asTable={asTable} onChange={setTable} label={name} />
            <Button
              variant="subtle"
              color="gray"
              leftSection={<IconDownload size={14} />}
              onClick={() => void downloadCsv(name, report?.id ?? null, asked)}
            >
              CSV
            </Button>
          </div>
          <ResultView
            id={report?.id ?? null}
            asked={asked}
            definition={definition}
            label={name}
            asTable={asTable}
          />
        </section>
        {edit ? (
          <aside className={css.editor} aria-label="Edit the report">
            <ReportEditor
              definition={definition}
              onChange={(next) => onSearch({ def: next, edit: true })}
            />
          </aside>
        ) : null}
      </div>
      {naming ? (
        <NameDialog
          naming={naming}
          report={report}
          definition={definition}
          onClose={() => setNaming(null)}
        />
      ) : null}
    </>
  );
};

/** A report whose question is not for this reader. */
const Hidden = ({ report }: { report: Report }) => (
  <>
    <PageHead title={report.name} crumbs={[{ label: "Reports", to: "/reports" }]} />
    <EmptyState title="This report has no numbers for you">
      It asks for something that your role may not see. Its owner can make one without it.
    </EmptyState>
  </>
);

export const ReportScreen = () => {
  const { id } = route.useParams();
  const { data, error, isPending, refetch } = useQuery(reportsQuery);
  if (id === "new") return <Body key="new" report={null} />;
  if (isPending) return <SkeletonLines />;
  if (error) {
    return <ErrorState error={error} doing="load the report" onRetry={() => void refetch()} />;
  }
  const report = data.find((one) => one.id === id);
  if (!report) {
    return (
      <EmptyState title="There is no such report">
        It was deleted, or is no longer shared with you.
      </EmptyState>
    );
  }
  if (report.definition === null) return <Hidden report={report} />;
  if (report.missing.length > 0) {
    const words = report.missing
      .map((part) => missingWords({ ...part, part: "filter" }))
      .join("; ");
    return (
      <>
        <PageHead title={report.name} crumbs={[{ label: "Reports", to: "/reports" }]} />
        <EmptyState title="Part of this report is gone">{words}.</EmptyState>
      </>
    );
  }
  return <Body key={id} report={report} />;
};
