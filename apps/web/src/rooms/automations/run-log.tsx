// What automations did, newest first, and why they did not.
import { Button, Group, UnstyledButton } from "@mantine/core";
import type { AutomationRun } from "@rapport/sdk";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { api } from "../../platform/api.ts";
import { IconHistory } from "../../ui/icons.ts";
import { PageBody } from "../../ui/page.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Select } from "../../ui/select.tsx";
import { EmptyState, ErrorState, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { useMay } from "../access/session.ts";
import { automationsQuery } from "./automation-queries.ts";
import css from "./automations.module.css";
import { AutomationsHead } from "./automations-head.tsx";
import { RunDetail } from "./run-detail.tsx";
import runCss from "./runs.module.css";

const route = getRouteApi("/app/automations/runs");
const LIVE_MS = 5_000;

export const STATE_WORDS: Record<AutomationRun["state"], string> = {
  waiting: "Waiting",
  done: "Done",
  "not-met": "Not met",
  skipped: "Did not run",
  failed: "Failed",
};

const toneOf = (state: AutomationRun["state"]): string | undefined => {
  if (state === "failed") return css.bad;
  return state === "done" ? css.good : "r-muted";
};

const RunRow = ({
  run,
  isOpen,
  onToggle,
}: {
  run: AutomationRun;
  isOpen: boolean;
  onToggle: () => void;
}) => (
  <li>
    <UnstyledButton
      className={runCss.run}
      data-open={isOpen || undefined}
      aria-expanded={isOpen}
      onClick={onToggle}
    >
      <span className={toneOf(run.state)}>{run.undoneAt ? "Undone" : STATE_WORDS[run.state]}</span>
      <span>
        <b>{run.ruleName}</b> · {run.recordTitle ?? "a record that you cannot see"}
        <span className={runCss.why} style={{ display: "block" }}>
          {run.reason ?? run.trigger}
        </span>
      </span>
      <span className="r-muted">
        <RelativeTime value={run.createdAt} />
      </span>
    </UnstyledButton>
    {isOpen ? <RunDetail id={run.id} /> : null}
  </li>
);

const Filters = () => {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { data } = useQuery(automationsQuery);
  const set = (key: "rule" | "state" | "record", value: string | null): void => {
    const { [key]: _old, run: _run, ...rest } = search;
    void navigate({ search: value ? { ...rest, [key]: value } : rest });
  };
  const shared = { size: "xs", clearable: true, w: 220 } as const;
  return (
    <Group gap={8} mb={12}>
      <Select
        {...shared}
        searchable
        aria-label="Automation"
        placeholder="Any automation"
        data={(data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={search.rule ?? null}
        onChange={(value) => set("rule", value)}
      />
      <Select
        {...shared}
        w={160}
        aria-label="Outcome"
        placeholder="Any outcome"
        data={Object.entries(STATE_WORDS).map(([value, label]) => ({ value, label }))}
        value={search.state ?? null}
        onChange={(value) => set("state", value)}
      />
      {search.record ? (
        <Button variant="default" onClick={() => set("record", null)}>
          Of all records
        </Button>
      ) : null}
    </Group>
  );
};

const useRuns = () => {
  const { rule, state, record } = route.useSearch();
  return useInfiniteQuery({
    queryKey: ["automation-runs", rule, state, record],
    queryFn: ({ pageParam }) =>
      api.automations.runs.list({
        ...(rule ? { ruleId: rule } : {}),
        ...(record ? { recordId: record } : {}),
        ...(state ? { state } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: LIVE_MS,
  });
};

const Runs = () => {
  const list = useRuns();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const runs = list.data?.pages.flatMap((page) => page.data) ?? [];
  const toggle = (id: string): void => {
    const { run: open, ...rest } = search;
    void navigate({ search: open === id ? rest : { ...rest, run: id } });
  };
  if (list.isPending) return <SkeletonLines />;
  if (list.error) {
    return (
      <ErrorState error={list.error} doing="load the log" onRetry={() => void list.refetch()} />
    );
  }
  if (runs.length === 0) {
    return (
      <EmptyState icon={<IconHistory size={24} stroke={1.5} />} title="Nothing here yet">
        Each time a record sets an automation off, it is written down here: what it did, or why it
        did nothing.
      </EmptyState>
    );
  }
  return (
    <>
      <ul className={runCss.bare} aria-label="Runs">
        {runs.map((run) => (
          <RunRow
            key={run.id}
            run={run}
            isOpen={search.run === run.id}
            onToggle={() => toggle(run.id)}
          />
        ))}
      </ul>
      {list.hasNextPage ? (
        <Button
          mt={12}
          variant="default"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          Show older ones
        </Button>
      ) : null}
    </>
  );
};

export const RunLog = () => {
  const may = useMay("automations.manage");
  if (!may) return <NoRight>An admin can give your role the right to make automations.</NoRight>;
  return (
    <>
      <AutomationsHead />
      <PageBody wide>
        <Filters />
        <Runs />
      </PageBody>
    </>
  );
};
