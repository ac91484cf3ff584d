// The list of any object: its views, filters and layout, and the panel that opens a record beside it. How the rows
// are drawn belongs to the layouts.
import { Button } from "@mantine/core";
import type { SchemaObject } from "@rapport/contracts";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useRef, useState } from "react";
import { formatNumber } from "../../ui/format.rules.ts";
import { IconPlus } from "../../ui/icons.ts";
import { useKeys } from "../../ui/keys.ts";
import { PageHead } from "../../ui/page.tsx";
import { EmptyState, SkeletonLines } from "../../ui/states.tsx";
import { GroupSelect, LayoutSwitch } from "../views/layout-switch.tsx";
import { ViewState } from "../views/view-state.tsx";
import { ViewTabs } from "../views/view-tabs.tsx";
import { ColumnChooser } from "./column-chooser.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { NewRecord } from "./new-record.tsx";
import { RecordPanel } from "./record-panel.tsx";
import { useTotal } from "./record-queries.ts";
import { useObjectType } from "./schema.ts";
import css from "./table.module.css";
import { TableBody } from "./table-body.tsx";
import { TableMenu } from "./table-menu.tsx";
import { useTableView, type View } from "./table-view.ts";

const route = getRouteApi("/app/o/$object");

const Kanban = lazy(async () => ({ default: (await import("../views/kanban.tsx")).Kanban }));
const Rows = lazy(async () => ({ default: (await import("../views/kanban.tsx")).Rows }));

const countText = (total: { count: number; capped: boolean } | null | undefined): string =>
  total ? `${formatNumber(total.count)}${total.capped ? "+" : ""}` : "";

interface ToolbarProps {
  object: SchemaObject;
  view: View;
  addSignal: number;
}

const Toolbar = ({ object, view, addSignal }: ToolbarProps) => (
  <div className={css.toolbar}>
    <FilterBar
      object={object}
      filter={view.filter}
      onChange={view.setFilter}
      addSignal={addSignal}
    />
    <span className={css.spacer} />
    <GroupSelect object={object} view={view} />
    <ColumnChooser
      object={object}
      shown={view.shown}
      onChange={view.setColumns}
      onReset={() => view.setColumns(null)}
    />
    <LayoutSwitch object={object} view={view} />
  </div>
);

const ObjectList = ({ object }: { object: SchemaObject }) => {
  const view = useTableView(object);
  const total = useTotal(object.key, view.filter, !view.isWaiting).data;
  const [addSignal, setAddSignal] = useState(0);
  const focusList = useRef<() => void>(() => undefined);
  const onFilter = (): void => setAddSignal((now) => now + 1);
  const isTable = view.layout === "table";

  const closePanel = (): void => {
    view.setOpen(undefined);
    focusList.current();
  };

  useKeys(
    {
      n: () => object.can.create && view.setCreating(true),
      f: onFilter,
      Escape: () => {
        if (!view.open) return false;
        closePanel();
        return true;
      },
    },
    !isTable,
  );

  const Other = view.layout === "kanban" ? Kanban : Rows;
  return (
    <>
      <PageHead
        title={object.labelPlural}
        aside={<span role="status">{countText(total)}</span>}
        actions={
          <>
            <TableMenu object={object} view={view} />
            {object.can.create ? (
              <Button leftSection={<IconPlus size={14} />} onClick={() => view.setCreating(true)}>
                New {object.label.toLowerCase()}
              </Button>
            ) : null}
          </>
        }
      />
      <div className={css.screen}>
        <section className={css.list} aria-label={`List of ${object.labelPlural.toLowerCase()}`}>
          <ViewTabs object={object} view={view} />
          <ViewState object={object} view={view} />
          <Toolbar object={object} view={view} addSignal={addSignal} />
          {isTable ? (
            <TableBody
              object={object}
              view={view}
              total={total?.count ?? null}
              focusList={focusList}
              onFilter={onFilter}
            />
          ) : (
            <Suspense fallback={<SkeletonLines />}>
              <Other object={object} view={view} onOpen={view.setOpen} />
            </Suspense>
          )}
        </section>
        {view.open ? (
          <RecordPanel key={view.open} object={object} id={view.open} onClose={closePanel} />
        ) : null}
      </div>
      <NewRecord
        object={object}
        opened={view.creating}
        onClose={() => view.setCreating(false)}
        onCreated={(record) => view.openCreated(record.id)}
      />
    </>
  );
};

export const TableScreen = () => {
  const { object: key } = route.useParams();
  const object = useObjectType(key);
  if (!object) {
    return (
      <EmptyState title="There is no such list">
        It was removed, or your role may not see it. An admin can tell you which.
      </EmptyState>
    );
  }
  return <ObjectList key={key} object={object} />;
};
