// Several reports on one page; who may change it arranges them by dragging or by keyboard.
import { DndContext } from "@dnd-kit/core";
import { ActionIcon, Button, Menu } from "@mantine/core";
import type { Dashboard, DashboardItem, Report } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { IconDotsVertical } from "../../ui/icons.ts";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { Select } from "../../ui/select.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { ViewDialog } from "../views/view-dialog.tsx";
import { DashboardCard } from "./dashboard-card.tsx";
import { useDashboardItems } from "./dashboard-items.ts";
import { movedItems, useArranging } from "./dashboard-order.ts";
import {
  dashboardsQuery,
  reportsQuery,
  useChangeDashboard,
  useCreateDashboard,
  useDeleteDashboard,
} from "./report-queries.ts";
import css from "./reports.module.css";

const route = getRouteApi("/app/dashboards/$id");

interface MoreProps {
  board: Dashboard;
  onName: (naming: "copy" | "rename") => void;
}

const More = ({ board, onName }: MoreProps) => {
  const change = useChangeDashboard();
  const remove = useDeleteDashboard();
  const navigate = useNavigate();
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={`More for the dashboard ${board.name}`}>
          <IconDotsVertical size={15} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          onClick={() => change.mutate({ kept: board, change: { favourite: !board.favourite } })}
        >
          {board.favourite ? "Remove from favourites" : "Mark as a favourite"}
        </Menu.Item>
        <Menu.Item onClick={() => onName("copy")}>Save as a new dashboard</Menu.Item>
        {board.mayChange ? (
          <>
            <Menu.Item onClick={() => onName("rename")}>Rename or share</Menu.Item>
            <Menu.Divider />
            <Menu.Item
              color="red"
              onClick={() =>
                remove.mutate(board, { onSuccess: () => void navigate({ to: "/reports" }) })
              }
            >
              Delete dashboard
            </Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
};

interface NameDialogProps {
  board: Dashboard;
  naming: "copy" | "rename";
  onClose: () => void;
}

const NameDialog = ({ board, naming, onClose }: NameDialogProps) => {
  const create = useCreateDashboard();
  const change = useChangeDashboard();
  const navigate = useNavigate();
  const isCopy = naming === "copy";
  return (
    <ViewDialog
      word="dashboard"
      title={isCopy ? "Save as a new dashboard" : "Rename or share the dashboard"}
      action="Save dashboard"
      start={isCopy ? { name: `${board.name} (copy)`, sharedWith: "me" } : board}
      error={create.error ?? change.error}
      busy={create.isPending || change.isPending}
      onSave={(chosen) => {
        if (!isCopy) {
          const done = `Dashboard "${chosen.name}" saved.`;
          change.mutate({ kept: board, change: chosen, done }, { onSuccess: onClose });
          return;
        }
        create.mutate(
          { ...chosen, items: board.items },
          {
            onSuccess: ({ data }) => {
              onClose();
              void navigate({ to: "/dashboards/$id", params: { id: data.id } });
            },
          },
        );
      }}
      onClose={onClose}
    />
  );
};

interface BoardProps {
  board: Dashboard;
  reports: Report[];
  arranging: boolean;
}

const Board = ({ board, reports, arranging }: BoardProps) => {
  const { items, ...arranged } = useDashboardItems(board);
  const [said, setSaid] = useState("");
  const save = (next: DashboardItem[], words: string): void => {
    setSaid(words);
    arranged.save(next);
  };
  const nameOf = (id: string): string => reports.find((one) => one.id === id)?.name ?? "";
  const drag = useArranging(items, nameOf, save);
  const byId = new Map(reports.map((report) => [report.id, report]));
  const shown = items.flatMap((item) => {
    const report = byId.get(item.reportId);
    return report ? [{ item, report }] : [];
  });
  const left = reports.filter(({ id }) => !items.some(({ reportId }) => reportId === id));
  return (
    <DndContext {...drag.context}>
      {arranging ? (
        <div className={css.bar}>
          <Select
            searchable
            size="xs"
            w={280}
            aria-label="Add a report"
            placeholder="Add a report"
            data={left.map(({ id, name }) => ({ value: id, label: name }))}
            value={null}
            onChange={(id) => {
              if (id) save([...items, { reportId: id, width: "half" }], `${nameOf(id)} added.`);
            }}
          />
          <span className="r-muted">Drag a card by its handle, or press arrow keys on it.</span>
        </div>
      ) : null}
      {shown.length === 0 ? (
        <EmptyState title="No reports here yet">
          {board.mayChange
            ? "Arrange the dashboard and add the reports that you look at together."
            : "Nothing on this dashboard is shared with you."}
        </EmptyState>
      ) : null}
      <div className={css.board}>
        {shown.map(({ item, report }, at) => (
          <DashboardCard
            key={item.reportId}
            report={report}
            item={item}
            arranging={arranging}
            onMove={(by) => {
              const moved = movedItems(items, item.reportId, by);
              const place = moved.findIndex(({ reportId }) => reportId === item.reportId) + 1;
              if (place !== at + 1)
                save(moved, `${report.name}, place ${place} of ${moved.length}.`);
            }}
            onWidth={() => {
              const width = item.width === "half" ? "full" : "half";
              const resized = items.map((one) => (one === item ? { ...one, width } : one));
              save(resized as DashboardItem[], `${report.name} is ${width} width.`);
            }}
            onRemove={() =>
              save(
                items.filter((one) => one !== item),
                `${report.name} taken off.`,
              )
            }
          />
        ))}
      </div>
      {board.missing > 0 ? (
        <p className={css.about}>
          {board.missing === 1 ? "One more report" : `${board.missing} more reports`} of this
          dashboard cannot be shown to you, or are gone.
        </p>
      ) : null}
      <span className="r-visually-hidden" role="status">
        {said}
      </span>
    </DndContext>
  );
};

export const DashboardScreen = () => {
  const { id } = route.useParams();
  const boards = useQuery(dashboardsQuery);
  const reports = useQuery(reportsQuery);
  const [arranging, setArranging] = useState(false);
  const [naming, setNaming] = useState<"copy" | "rename" | null>(null);
  const error = boards.error ?? reports.error;
  if (error) return <ErrorState error={error} doing="load the dashboard" />;
  if (!boards.data || !reports.data) return <SkeletonLines />;
  const board = boards.data.find((one) => one.id === id);
  if (!board) {
    return (
      <EmptyState title="There is no such dashboard">
        It was deleted, or is no longer shared with you.
      </EmptyState>
    );
  }
  const isArranging = board.mayChange && (arranging || board.items.length === 0);
  return (
    <>
      <PageHead
        title={board.name}
        crumbs={[{ label: "Reports", to: "/reports" }]}
        actions={
          <>
            {board.mayChange ? (
              <Button
                variant="default"
                aria-pressed={isArranging}
                onClick={() => setArranging(!arranging)}
              >
                {isArranging ? "Done" : "Arrange"}
              </Button>
            ) : null}
            <More board={board} onName={setNaming} />
          </>
        }
      />
      <PageBody wide>
        <Board key={id} board={board} reports={reports.data} arranging={isArranging} />
      </PageBody>
      {naming ? <NameDialog board={board} naming={naming} onClose={() => setNaming(null)} /> : null}
    </>
  );
};
