// Who did what: every change with its difference, filtered by object, act and member, and how far the chain that
// shows tampering is sealed.
import { Button, Group, UnstyledButton } from "@mantine/core";
import type { SchemaObject } from "@rapport/contracts";
import type { AuditEntry } from "@rapport/sdk";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { formatDateTime, formatNumber } from "../../ui/format.rules.ts";
import { IconChevronDown, IconChevronRight, IconShieldCheck } from "../../ui/icons.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Select } from "../../ui/select.tsx";
import { SettingsPage } from "../../ui/settings.tsx";
import { EmptyState, ErrorState, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { useMay, useMembers } from "../access/session.ts";
import { useSchema } from "../records/schema.ts";
import css from "./audit.module.css";
import { AuditDifference } from "./audit-difference.tsx";

const route = getRouteApi("/app/settings/audit");
const STATUS_MS = 10_000;

const OPS = [
  { value: "create", label: "Created" },
  { value: "update", label: "Changed" },
  { value: "delete", label: "Deleted" },
  { value: "restore", label: "Restored" },
  { value: "purge", label: "Removed for good" },
];

const ChainStatus = () => {
  const status = useQuery({
    queryKey: ["audit-status"],
    queryFn: () => api.audit.status(),
    refetchInterval: STATUS_MS,
  });
  if (!status.data) return null;
  const { entries, sealedAt } = status.data;
  return (
    <p className={css.chain} role="status">
      <IconShieldCheck size={15} aria-hidden="true" />
      {sealedAt ? (
        <span>
          {formatNumber(entries)} entries, chain sealed <RelativeTime value={sealedAt} />
        </span>
      ) : (
        <span>Nothing is sealed yet.</span>
      )}
    </p>
  );
};

/** The words of what is no record, where the act says more than the object. */
const PLAIN_WORDS: Record<string, string> = {
  "sign-ins create": "Signed in",
  "sign-ins delete": "Signed out",
  "imports create": "Started an import",
};

const titleIn = (entry: AuditEntry, object: SchemaObject): string => {
  const image = entry.after ?? entry.before ?? {};
  const words = object.titleFields
    .map((key) => image[key])
    .filter((one) => typeof one === "string");
  return words.join(" ").slice(0, 80);
};

const whatOf = (entry: AuditEntry, object: SchemaObject | undefined): string => {
  const plain = PLAIN_WORDS[`${entry.object} ${entry.op}`];
  if (plain) return plain;
  const kind = (object?.label ?? entry.object.replaceAll("-", " ")).toLowerCase();
  const title = object ? titleIn(entry, object) : "";
  return `${opLabel(entry.op)} ${kind} ${title}`.trim();
};

const opLabel = (op: string): string => OPS.find((one) => one.value === op)?.label ?? op;

const Entry = ({ entry }: { entry: AuditEntry }) => {
  const [opened, setOpened] = useState(false);
  const object = useSchema().find((one) => one.key === entry.object);
  return (
    <li className={css.entry}>
      <UnstyledButton
        className={css.head}
        aria-expanded={opened}
        onClick={() => setOpened((now) => !now)}
      >
        {opened ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
        <span className={css.when} title={formatDateTime(entry.at)}>
          {formatDateTime(entry.at)}
        </span>
        <span className={css.who}>{entry.actor.label || entry.actor.kind}</span>
        <span className={css.what}>{whatOf(entry, object)}</span>
        <span className={css.from}>{entry.source}</span>
      </UnstyledButton>
      {opened ? <AuditDifference entry={entry} object={object} /> : null}
    </li>
  );
};

const Filters = () => {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const schema = useSchema();
  const members = useMembers();
  const set = (key: "object" | "actor" | "action", value: string | null): void => {
    const { [key]: _dropped, ...rest } = search;
    void navigate({ search: value ? { ...rest, [key]: value } : rest });
  };
  const shared = { size: "xs", clearable: true, w: 170 } as const;
  return (
    <Group gap={8} mb={12}>
      <Select
        {...shared}
        aria-label="Object"
        placeholder="Any object"
        data={schema.map((one) => ({ value: one.key, label: one.labelPlural }))}
        value={search.object ?? null}
        onChange={(value) => set("object", value)}
      />
      <Select
        {...shared}
        aria-label="What was done"
        placeholder="Any change"
        data={OPS}
        value={search.action ?? null}
        onChange={(value) => set("action", value)}
      />
      <Select
        {...shared}
        aria-label="By whom"
        placeholder="Anybody"
        searchable
        data={members.flatMap(({ userId, name, email }) =>
          userId ? [{ value: userId, label: name || email }] : [],
        )}
        value={search.actor ?? null}
        onChange={(value) => set("actor", value)}
      />
    </Group>
  );
};

const Entries = () => {
  const { object, actor, action } = route.useSearch();
  const list = useInfiniteQuery({
    queryKey: ["audit", object, actor, action],
    queryFn: ({ pageParam }) =>
      api.audit.list({
        limit: 50,
        ...(object ? { object } : {}),
        ...(actor ? { actorId: actor } : {}),
        ...(action ? { op: action } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  const entries = list.data?.pages.flatMap((page) => page.data) ?? [];
  if (list.isPending) return <SkeletonLines lines={10} />;
  if (list.error) {
    return (
      <ErrorState
        error={list.error}
        doing="load the audit log"
        onRetry={() => void list.refetch()}
      />
    );
  }
  if (entries.length === 0) {
    return <EmptyState title="No entries match">Loosen the filters above.</EmptyState>;
  }
  return (
    <>
      <ol className={css.list} aria-label="Audit entries">
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ol>
      {list.hasNextPage ? (
        <Button
          mt={12}
          variant="default"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          Show earlier
        </Button>
      ) : null}
    </>
  );
};

export const AuditLog = () => {
  const may = useMay("audit.read");
  if (!may) return <NoRight>An admin can give your role the right to read the audit log.</NoRight>;
  return (
    <SettingsPage
      wide
      title="Audit log"
      lead="Every change, sealed into a chain that shows later tampering."
      action={<ChainStatus />}
    >
      <Filters />
      <Entries />
    </SettingsPage>
  );
};
