// A report on a dashboard: its numbers, a table behind them, a file; and, while arranging, where it stands.
import { useDraggable, useDroppable } from "@dnd-kit/core";
import { ActionIcon, Button, Tooltip } from "@mantine/core";
import type { DashboardItem, Report } from "@rapport/sdk";
import { Link } from "@tanstack/react-router";
import { type KeyboardEvent, useState } from "react";
import { IconDownload, IconGripVertical, IconX } from "../../ui/icons.ts";
import { downloadCsv } from "./report-queries.ts";
import css from "./reports.module.css";
import { ResultView, ViewToggle } from "./result-view.tsx";

interface CardProps {
  report: Report;
  item: DashboardItem;
  arranging: boolean;
  onMove: (by: number) => void;
  onWidth: () => void;
  onRemove: () => void;
}

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

const Handle = ({ report, onMove }: Pick<CardProps, "report" | "onMove">) => {
  const { setNodeRef, listeners } = useDraggable({ id: report.id });
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = STEPS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onMove(by);
  };
  return (
    <ActionIcon
      ref={setNodeRef}
      className={css.handle}
      {...listeners}
      onKeyDown={onKeyDown}
      aria-label={`Move ${report.name}: arrow keys`}
    >
      <IconGripVertical size={15} />
    </ActionIcon>
  );
};

const Arrange = (props: CardProps) => (
  <>
    <Button variant="subtle" color="gray" onClick={props.onWidth}>
      {props.item.width === "half" ? "Full width" : "Half width"}
    </Button>
    <ActionIcon aria-label={`Take ${props.report.name} off`} onClick={props.onRemove}>
      <IconX size={15} />
    </ActionIcon>
  </>
);

const Look = ({
  report,
  asTable,
  onTable,
}: {
  report: Report;
  asTable: boolean;
  onTable: (asTable: boolean) => void;
}) => (
  <>
    <ViewToggle asTable={asTable} onChange={onTable} label={report.name} />
    <Tooltip label="CSV">
      <ActionIcon
        aria-label={`${report.name} as CSV`}
        onClick={() => void downloadCsv(report.name, report.id, undefined)}
      >
        <IconDownload size={15} />
      </ActionIcon>
    </Tooltip>
  </>
);

export const DashboardCard = (props: CardProps) => {
  const { report, item, arranging } = props;
  const [asTable, setTable] = useState(false);
  const { setNodeRef, isOver, active } = useDroppable({ id: report.id });
  const canShow = report.definition !== null && report.missing.length === 0;
  return (
    <section
      ref={setNodeRef}
      className={css.card}
      data-width={item.width}
      data-over={(isOver && active?.id !== report.id) || undefined}
      data-lifted={active?.id === report.id || undefined}
      aria-label={report.name}
    >
      <header className={css.cardHead}>
        {arranging ? <Handle {...props} /> : null}
        <h2 className={css.cardTitle}>
          <Link to="/reports/$id" params={{ id: report.id }}>
            {report.name}
          </Link>
        </h2>
        {arranging ? (
          <Arrange {...props} />
        ) : (
          <Look report={report} asTable={asTable} onTable={setTable} />
        )}
      </header>
      <div className={css.cardBody}>
        {report.definition && canShow ? (
          <ResultView
            id={report.id}
            asked={undefined}
            definition={report.definition}
            label={report.name}
            asTable={asTable}
          />
        ) : (
          <p className={css.about}>This report has no numbers for you.</p>
        )}
      </div>
    </section>
  );
};
