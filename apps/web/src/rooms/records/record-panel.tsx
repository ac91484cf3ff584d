// Opens a record beside its list without leaving it. On narrow screens it covers the list.
import { ActionIcon, Tooltip } from "@mantine/core";
import type { SchemaObject } from "@rapport/contracts";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { IconArrowsMaximize, IconTrash, IconX } from "../../ui/icons.ts";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { FollowButton } from "../notifications/follow-button.tsx";
import css from "./record.module.css";
import { useRecord } from "./record-queries.ts";
import { RecordStack } from "./record-view.tsx";
import { useRemoveRecords } from "./record-writes.ts";
import { titleOf } from "./schema.ts";
import type { RecordTab } from "./search-params.rules.ts";

interface RecordPanelProps {
  object: SchemaObject;
  id: string;
  onClose: () => void;
}

export const RecordPanel = ({ object, id, onClose }: RecordPanelProps) => {
  const record = useRecord(object.key, id);
  const remove = useRemoveRecords(object);
  const [tab, setTab] = useState<RecordTab>("timeline");
  const title = record.data ? titleOf(object, record.data) : "…";
  return (
    <aside className={css.panel} aria-label={`${object.label} ${title}`}>
      <header className={css.panelHead}>
        <h2 className={css.panelTitle}>{title}</h2>
        <FollowButton object={object.key} id={id} />
        {object.can.delete && record.data ? (
          <Tooltip label="Move to the trash">
            <ActionIcon
              aria-label="Move to the trash"
              onClick={() => {
                remove.mutate([id]);
                onClose();
              }}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Tooltip>
        ) : null}
        <Tooltip label="Open the page (o)">
          <ActionIcon component={Link} to={`/o/${object.key}/${id}`} aria-label="Open the page">
            <IconArrowsMaximize size={16} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Close (Esc)">
          <ActionIcon aria-label="Close the panel" onClick={onClose}>
            <IconX size={16} />
          </ActionIcon>
        </Tooltip>
      </header>
      <div className={css.panelBody}>
        {record.data ? (
          <RecordStack object={object} record={record.data} tab={tab} onTab={setTab} />
        ) : null}
        {record.isPending ? <SkeletonLines lines={9} /> : null}
        {record.error && !record.data ? (
          <ErrorState
            error={record.error}
            doing="open this record"
            onRetry={() => void record.refetch()}
          />
        ) : null}
      </div>
    </aside>
  );
};
