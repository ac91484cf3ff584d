// The page of one record.
import { ActionIcon, Menu } from "@mantine/core";
import type { SchemaObject } from "@rapport/contracts";
import { isRapportError } from "@rapport/sdk";
import { getRouteApi, Navigate, useNavigate } from "@tanstack/react-router";
import { ObjectIcon } from "../../frame/object-icon.tsx";
import { IconDotsVertical } from "../../ui/icons.ts";
import { useKeys } from "../../ui/keys.ts";
import { PageHead } from "../../ui/page.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { WriteButton } from "../inbox/start-buttons.tsx";
import { FollowButton } from "../notifications/follow-button.tsx";
import css from "./record.module.css";
import { useRecord } from "./record-queries.ts";
import { RecordColumns } from "./record-view.tsx";
import { useRemoveRecords } from "./record-writes.ts";
import { titleOf, useObjectType } from "./schema.ts";
import { StageBar } from "./stage-bar.tsx";
import { TicketBar } from "./ticket-bar.tsx";

const route = getRouteApi("/app/o/$object/$id");

interface NoRecordProps {
  error: unknown;
  doing: string;
  onRetry: () => void;
}

/** One that was merged away leads to the record that has its place. */
const NoRecord = (props: NoRecordProps) => {
  const into = isRapportError(props.error) ? props.error.details.mergedInto : undefined;
  return into ? <Navigate to="/o/$object/$id" params={into} replace /> : <ErrorState {...props} />;
};

const OneRecord = ({ object, id }: { object: SchemaObject; id: string }) => {
  const { tab = "timeline" } = route.useSearch();
  const navigate = route.useNavigate();
  const leave = useNavigate();
  const record = useRecord(object.key, id);
  const remove = useRemoveRecords(object);
  const back = (): void => void leave({ to: "/o/$object", params: { object: object.key } });
  useKeys({ Escape: () => back() });

  const { data } = record;
  const title = data ? titleOf(object, data) : "…";
  const crumbs = [{ label: object.labelPlural, to: `/o/${object.key}` }];
  return (
    <>
      <PageHead
        title={title}
        crumbs={crumbs}
        actions={
          <>
            <WriteButton object={object.key} record={data} title={title} />
            <FollowButton object={object.key} id={id} />
            {data && object.can.delete ? (
              <Menu>
                <Menu.Target>
                  <ActionIcon aria-label="More for this record">
                    <IconDotsVertical size={16} />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item
                    onClick={() => {
                      remove.mutate([id]);
                      back();
                    }}
                  >
                    Move to the trash
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            ) : null}
          </>
        }
      />
      <div className={css.page}>
        {data ? (
          <>
            <div className={css.banner}>
              <span className={css.bannerIcon}>
                <ObjectIcon object={object.key} size={20} />
              </span>
              <div>
                <p className={css.bannerTitle}>{title}</p>
                <p className={css.bannerSub}>{object.label}</p>
              </div>
            </div>
            {object.key === "deals" ? <StageBar object={object} deal={data} /> : null}
            {object.key === "tickets" ? <TicketBar object={object} ticket={data} /> : null}
            <RecordColumns
              object={object}
              record={data}
              tab={tab}
              onTab={(next) => void navigate({ search: { tab: next }, replace: true })}
            />
          </>
        ) : null}
        {record.isPending ? <SkeletonLines lines={10} /> : null}
        {record.error && !data ? (
          <NoRecord
            error={record.error}
            doing="open this record"
            onRetry={() => void record.refetch()}
          />
        ) : null}
      </div>
    </>
  );
};

export const RecordPage = () => {
  const { object: key, id } = route.useParams();
  const object = useObjectType(key);
  if (!object) {
    return (
      <EmptyState title="There is no such record">
        Its kind was removed, or your role may not see it.
      </EmptyState>
    );
  }
  return <OneRecord key={id} object={object} id={id} />;
};
