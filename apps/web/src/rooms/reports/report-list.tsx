// All reports and dashboards that the member may see: favourites first, own and shared ones, those of Rapport.
import { ActionIcon, Button, TextInput } from "@mantine/core";
import type { Dashboard, Report } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { IconChartBar, IconPlus, IconSearch, IconStar } from "../../ui/icons.ts";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { ViewDialog } from "../views/view-dialog.tsx";
import {
  dashboardsQuery,
  reportsQuery,
  useChangeDashboard,
  useChangeReport,
  useCreateDashboard,
} from "./report-queries.ts";
import css from "./reports.module.css";

interface ItemProps {
  to: "/reports/$id" | "/dashboards/$id";
  kept: Report | Dashboard;
  about: string | null;
  onMark: () => void;
}

const Item = ({ to, kept, about, onMark }: ItemProps) => (
  <li className={css.item}>
    <Link to={to} params={{ id: kept.id }} className={css.itemText}>
      <b>{kept.name}</b>
      {about ? <span>{about}</span> : null}
    </Link>
    <ActionIcon
      aria-pressed={kept.favourite}
      aria-label={`Favourite: ${kept.name}`}
      onClick={onMark}
      {...(kept.favourite ? { color: "petrol" } : {})}
    >
      <IconStar size={15} fill={kept.favourite ? "currentColor" : "none"} />
    </ActionIcon>
  </li>
);

const audienceWords = (kept: Report | Dashboard): string => {
  if (kept.isStarter) return "Comes with Rapport";
  if (!kept.isOwn) return "Shared with you";
  return { me: "Only you", team: "Your teams", workspace: "Everyone" }[kept.sharedWith];
};

const boardAbout = (board: Dashboard): string => {
  const { length } = board.items;
  return `${length} ${length === 1 ? "report" : "reports"} · ${audienceWords(board)}`;
};

const Reports = ({ title, reports }: { title: string; reports: Report[] }) => {
  const change = useChangeReport();
  if (reports.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 className={css.groupTitle}>{title}</h2>
      <ul className={css.items}>
        {reports.map((report) => (
          <Item
            key={report.id}
            to="/reports/$id"
            kept={report}
            about={report.about ?? audienceWords(report)}
            onMark={() => change.mutate({ kept: report, change: { favourite: !report.favourite } })}
          />
        ))}
      </ul>
    </section>
  );
};

const Boards = ({ boards }: { boards: Dashboard[] }) => {
  const change = useChangeDashboard();
  if (boards.length === 0) return null;
  return (
    <section aria-label="Dashboards">
      <h2 className={css.groupTitle}>Dashboards</h2>
      <ul className={css.items}>
        {boards.map((board) => (
          <Item
            key={board.id}
            to="/dashboards/$id"
            kept={board}
            about={boardAbout(board)}
            onMark={() => change.mutate({ kept: board, change: { favourite: !board.favourite } })}
          />
        ))}
      </ul>
    </section>
  );
};

const NewDashboard = ({ onClose }: { onClose: () => void }) => {
  const create = useCreateDashboard();
  const navigate = useNavigate();
  return (
    <ViewDialog
      word="dashboard"
      title="New dashboard"
      action="Save dashboard"
      start={{ name: "", sharedWith: "me" }}
      error={create.error}
      busy={create.isPending}
      onSave={(chosen) =>
        create.mutate(chosen, {
          onSuccess: ({ data }) =>
            void navigate({ to: "/dashboards/$id", params: { id: data.id } }),
        })
      }
      onClose={onClose}
    />
  );
};

const holds = (kept: { name: string }, text: string): boolean =>
  kept.name.toLowerCase().includes(text.trim().toLowerCase());

export const ReportList = () => {
  const navigate = useNavigate();
  const reports = useQuery(reportsQuery);
  const boards = useQuery(dashboardsQuery);
  const [text, setText] = useState("");
  const [isNaming, setNaming] = useState(false);
  const error = reports.error ?? boards.error;
  const found = (reports.data ?? []).filter((report) => holds(report, text));
  const own = found.filter(({ isStarter }) => !isStarter);
  return (
    <>
      <PageHead
        title="Reports"
        actions={
          <>
            <Button variant="default" onClick={() => setNaming(true)}>
              New dashboard
            </Button>
            <Button
              leftSection={<IconPlus size={14} />}
              onClick={() =>
                void navigate({ to: "/reports/$id", params: { id: "new" }, search: { edit: true } })
              }
            >
              New report
            </Button>
          </>
        }
      />
      <PageBody wide>
        <TextInput
          aria-label="Find a report"
          placeholder="Find a report"
          leftSection={<IconSearch size={14} />}
          maw={320}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {reports.isPending ? <SkeletonLines /> : null}
        {error ? (
          <ErrorState
            error={error}
            doing="load the reports"
            onRetry={() => void reports.refetch()}
          />
        ) : null}
        <Boards boards={(boards.data ?? []).filter((board) => holds(board, text))} />
        <Reports title="Favourites" reports={found.filter(({ favourite }) => favourite)} />
        <Reports title="Yours and shared" reports={own} />
        <Reports title="Come with Rapport" reports={found.filter(({ isStarter }) => isStarter)} />
        {reports.isSuccess && found.length === 0 ? (
          <p className={css.about}>
            <IconChartBar size={14} aria-hidden="true" /> No report has this name.
          </p>
        ) : null}
      </PageBody>
      {isNaming ? <NewDashboard onClose={() => setNaming(false)} /> : null}
    </>
  );
};
