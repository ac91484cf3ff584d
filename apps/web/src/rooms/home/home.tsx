// What should I do now: my open tasks, what changed, and how to start.
import { Button, Checkbox, Skeleton } from "@mantine/core";
import type { RapportRecord, SchemaObject } from "@rapport/contracts";
import type { Filter } from "@rapport/sdk";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ObjectIcon } from "../../frame/object-icon.tsx";
import { nowMs } from "../../platform/clock.ts";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { nameOf, useMay, useMe } from "../access/session.ts";
import { useSmallList } from "../records/record-queries.ts";
import { useChangeRecord } from "../records/record-writes.ts";
import { titleOf, useObjectType, useSchema } from "../records/schema.ts";
import css from "./home.module.css";

const TASKS_SHOWN = 8;
const CHANGES_SHOWN = 5;
const CHANGED_OBJECTS = ["people", "companies", "deals", "tickets"];

interface BlockProps {
  title: string;
  link?: ReactNode;
  children: ReactNode;
}

const Block = ({ title, link, children }: BlockProps) => (
  <section className={css.block} aria-label={title}>
    <header className={css.blockHead}>
      <h2>{title}</h2>
      {link}
    </header>
    {children}
  </section>
);

const Lines = () => (
  <div className={css.skeleton} role="status" aria-label="Loading">
    <Skeleton height={12} width="70%" />
    <Skeleton height={12} width="55%" />
    <Skeleton height={12} width="62%" />
  </div>
);

const TaskRow = ({ object, record }: { object: SchemaObject; record: RapportRecord }) => {
  const change = useChangeRecord(object);
  const due = typeof record.dueAt === "string" ? record.dueAt : null;
  const late = due !== null && new Date(due).getTime() < nowMs();
  return (
    <li className={css.row}>
      <Checkbox
        size="xs"
        aria-label={`Done: ${titleOf(object, record)}`}
        checked={record.status === "done"}
        disabled={!object.can.update}
        onChange={(event) =>
          change.mutate({
            record,
            data: { status: event.currentTarget.checked ? "done" : "open" },
            label: "Status",
          })
        }
      />
      <Link
        to="/o/$object/$id"
        params={{ object: "tasks", id: record.id }}
        className={css.rowTitle}
      >
        {titleOf(object, record)}
      </Link>
      {due ? (
        <span className={css.meta} data-late={late || undefined}>
          {late ? "overdue, " : "due "}
          <RelativeTime value={due} />
        </span>
      ) : null}
    </li>
  );
};

const MyTasks = ({ object }: { object: SchemaObject }) => {
  const me = useMe();
  const filter: Filter = { and: [{ ownerId: me.member?.id ?? null }, { status: "open" }] };
  const list = useSmallList("tasks", { filter, sort: "dueAt" }, TASKS_SHOWN);
  const rows = list.data?.data ?? [];
  return (
    <Block
      title="My open tasks"
      link={
        <Link
          to="/o/$object"
          params={{ object: "tasks" }}
          search={{ filter, sort: "dueAt" }}
          className="r-link"
        >
          All {list.data?.total?.count ?? ""}
        </Link>
      }
    >
      {list.isPending ? <Lines /> : null}
      {list.error ? (
        <ErrorState
          error={list.error}
          doing="load your tasks"
          onRetry={() => void list.refetch()}
        />
      ) : null}
      {list.isSuccess && rows.length === 0 ? (
        <p className={css.none}>
          Nothing is waiting for you. Tasks that you own and have not done appear here.
        </p>
      ) : null}
      <ul className={css.list}>
        {rows.map((record) => (
          <TaskRow key={record.id} object={object} record={record} />
        ))}
      </ul>
    </Block>
  );
};

const Changed = ({ object }: { object: SchemaObject }) => {
  const list = useSmallList(object.key, { sort: "-updatedAt" }, CHANGES_SHOWN);
  const rows = list.data?.data ?? [];
  return (
    <Block
      title={object.labelPlural}
      link={
        <Link to="/o/$object" params={{ object: object.key }} className="r-link">
          Open
        </Link>
      }
    >
      {list.isPending ? <Lines /> : null}
      {list.isSuccess && rows.length === 0 ? <p className={css.none}>None yet.</p> : null}
      <ul className={css.list}>
        {rows.map((record) => (
          <li key={record.id} className={css.row}>
            <Link
              to="/o/$object/$id"
              params={{ object: object.key, id: record.id }}
              className={css.rowTitle}
            >
              {titleOf(object, record)}
            </Link>
            <span className={css.meta}>
              <RelativeTime value={record.updatedAt} />
            </span>
          </li>
        ))}
      </ul>
    </Block>
  );
};

const Starts = () => {
  const mayImport = useMay("imports.run");
  const mayInvite = useMay("members.manage");
  const mayShape = useMay("schema.manage");
  const steps = [
    {
      shown: mayImport,
      to: "/imports/new",
      title: "Import your people",
      text: "A CSV or JSON lines file. A dry run shows what would change first.",
    },
    {
      shown: mayInvite,
      to: "/settings/members",
      title: "Invite your team",
      text: "Give each member a role with the rights they need.",
    },
    {
      shown: mayShape,
      to: "/settings/objects",
      title: "Shape it to your work",
      text: "Fields and objects of your own, without any code.",
    },
  ].filter((step) => step.shown);
  if (steps.length === 0) return null;
  return (
    <Block title="How to start">
      <ul className={css.starts}>
        {steps.map((step) => (
          <li key={step.to}>
            <Link to={step.to} className={css.start}>
              <b>{step.title}</b>
              <span>{step.text}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Block>
  );
};

export const Home = () => {
  const me = useMe();
  const tasks = useObjectType("tasks");
  const changed = useSchema().filter((object) => CHANGED_OBJECTS.includes(object.key));
  const firstName = nameOf(me).split(" ")[0];
  return (
    <>
      <PageHead
        title="Home"
        actions={
          tasks?.can.create ? (
            <Button
              component={Link}
              to="/o/tasks"
              variant="default"
              leftSection={<ObjectIcon object="tasks" size={14} />}
            >
              Tasks
            </Button>
          ) : null
        }
      />
      <PageBody wide>
        <p className={css.hello}>
          Hello{firstName ? `, ${firstName}` : ""}. Here is what is waiting.
        </p>
        <div className={css.grid}>
          <div>{tasks ? <MyTasks object={tasks} /> : null}</div>
          <div>
            <Starts />
          </div>
        </div>
        <h2 className={css.sectionTitle}>Recently changed</h2>
        <div className={css.changed}>
          {changed.map((object) => (
            <Changed key={object.key} object={object} />
          ))}
        </div>
      </PageBody>
    </>
  );
};
