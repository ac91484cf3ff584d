// What an editor should see to: questions that had no answer, and pages whose review date has passed.
import { Button, Group, Table } from "@mantine/core";
import type { KnowledgeGap, KnowledgePageSummary } from "@rapport/sdk";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { nowMs } from "../../platform/clock.ts";
import columns from "../../ui/columns.module.css";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { PlainTable } from "../../ui/settings.tsx";
import css from "./knowledge.module.css";
import { gapsQuery, staleQuery, useConfirmPage, useSettleGap } from "./knowledge-queries.ts";
import { nextReview } from "./knowledge-words.rules.ts";
import { ShowMore } from "./show-more.tsx";

/** More than anybody deals with at a sitting; the rest shows when it is asked for. */
const first = 8;
const longestTitle = 200;

const GapRow = ({ gap }: { gap: KnowledgeGap }) => {
  const settle = useSettleGap();
  const navigate = useNavigate();
  const { id, question, times, lastAskedAt, nearest, audience } = gap;
  const write = () =>
    void navigate({ to: "/knowledge/new", search: { title: question.slice(0, longestTitle) } });
  return (
    <Table.Tr>
      <Table.Td>{question}</Table.Td>
      <Table.Td>{audience === "public" ? "Customers" : "Members"}</Table.Td>
      <Table.Td>{times === 1 ? "Once" : `${times} times`}</Table.Td>
      <Table.Td>
        <RelativeTime value={lastAskedAt} />
      </Table.Td>
      <Table.Td>
        {nearest ? (
          <Link to="/knowledge/$id" params={{ id: nearest.id }}>
            {nearest.name}
          </Link>
        ) : (
          "None"
        )}
      </Table.Td>
      <Table.Td>
        <Group gap={4} wrap="nowrap">
          <Button
            variant="default"
            size="compact-sm"
            aria-label={`Write a page: ${question}`}
            onClick={write}
          >
            Write a page
          </Button>
          <Button
            variant="subtle"
            size="compact-sm"
            aria-label={`Dealt with: ${question}`}
            loading={settle.isPending}
            onClick={() => settle.mutate(id)}
          >
            Dealt with
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
};

const Head = ({ of }: { of: readonly string[] }) => (
  <Table.Thead>
    <Table.Tr>
      {of.map((label) => (
        <Table.Th key={label}>{label}</Table.Th>
      ))}
      <Table.Th>
        <span className={columns.muted}>What to do</span>
      </Table.Th>
    </Table.Tr>
  </Table.Thead>
);

export const Gaps = () => {
  const gaps = useQuery(gapsQuery);
  const [isWhole, setIsWhole] = useState(false);
  if (!gaps.data || gaps.data.length === 0) return null;
  const shown = isWhole ? gaps.data : gaps.data.slice(0, first);
  return (
    <section className={css.section} aria-label="Questions without an answer">
      <h2>Questions without an answer</h2>
      <PlainTable label="Questions without an answer">
        <Head of={["Question", "Asked by", "Asked", "Last", "Nearest page"]} />
        <Table.Tbody>
          {shown.map((gap) => (
            <GapRow key={gap.id} gap={gap} />
          ))}
        </Table.Tbody>
      </PlainTable>
      {shown.length < gaps.data.length ? (
        <Button variant="subtle" size="compact-sm" onClick={() => setIsWhole(true)}>
          Show all {gaps.data.length}
        </Button>
      ) : null}
    </section>
  );
};

const StaleRow = ({ page }: { page: KnowledgePageSummary }) => {
  const confirm = useConfirmPage();
  return (
    <Table.Tr>
      <Table.Td>
        <Link to="/knowledge/$id" params={{ id: page.id }}>
          {page.title}
        </Link>
      </Table.Td>
      <Table.Td>{page.owner?.name ?? "Nobody"}</Table.Td>
      <Table.Td>{page.reviewOn}</Table.Td>
      <Table.Td>
        <Button
          variant="default"
          size="compact-sm"
          aria-label={`Still right: ${page.title}`}
          loading={confirm.isPending}
          onClick={() => confirm.mutate({ page, reviewOn: nextReview(nowMs()) })}
        >
          Still right
        </Button>
      </Table.Td>
    </Table.Tr>
  );
};

export const Stale = () => {
  const list = useInfiniteQuery(staleQuery);
  const stale = list.data?.pages.flatMap(({ data }) => data) ?? [];
  if (stale.length === 0) return null;
  return (
    <section className={css.section} aria-label="Pages to review">
      <h2>Pages to review</h2>
      <p className={columns.muted}>
        Open a page to put it right. “Still right” asks again in six months.
      </p>
      <PlainTable label="Pages to review">
        <Head of={["Page", "Owner", "Review was due"]} />
        <Table.Tbody>
          {stale.map((page) => (
            <StaleRow key={page.id} page={page} />
          ))}
        </Table.Tbody>
      </PlainTable>
      <ShowMore list={list} />
    </section>
  );
};
