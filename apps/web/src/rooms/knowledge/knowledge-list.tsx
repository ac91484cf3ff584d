// What is known: pages with state, owner and review date; questions that had no answer; and a question to try.
import { Anchor, Button, Table, TextInput } from "@mantine/core";
import type { KnowledgePageSummary } from "@rapport/sdk";
import { type UseInfiniteQueryResult, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import columns from "../../ui/columns.module.css";
import { IconFileText, IconPlus } from "../../ui/icons.ts";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { PlainTable } from "../../ui/settings.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { useMay } from "../access/session.ts";
import { suggestionsQuery } from "../harvest/harvest-queries.ts";
import { AddFilesButton } from "./add-files-button.tsx";
import { Gaps, Stale } from "./gaps.tsx";
import css from "./knowledge.module.css";
import { overviewQuery, pagesQuery } from "./knowledge-queries.ts";
import { noneWords, pagesWith, readersWords, stateWords } from "./knowledge-words.rules.ts";
import { ShowMore } from "./show-more.tsx";
import { TryQuestion } from "./try-question.tsx";

interface KnownProps {
  list: UseInfiniteQueryResult;
  /** Those that are loaded. */
  pages: readonly KnowledgePageSummary[];
}

const PageRow = ({ page }: { page: KnowledgePageSummary }) => (
  <Table.Tr>
    <Table.Td>
      <Link to="/knowledge/$id" params={{ id: page.id }}>
        {page.title}
      </Link>
    </Table.Td>
    <Table.Td>{stateWords[page.state]}</Table.Td>
    <Table.Td>{readersWords(page.readers)}</Table.Td>
    <Table.Td>{page.source?.name ?? "Written here"}</Table.Td>
    <Table.Td>{page.owner?.name ?? "Nobody"}</Table.Td>
    <Table.Td>{page.isStale ? `Review was due ${page.reviewOn}` : (page.reviewOn ?? "–")}</Table.Td>
    <Table.Td>
      <RelativeTime value={page.updatedAt} />
    </Table.Td>
  </Table.Tr>
);

const Pages = ({ list, pages }: KnownProps) => {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  const [filter, setFilter] = useState("");
  const found = pagesWith(pages, filter);
  // What is looked for may stand anywhere in the list.
  const goesOn = filter.trim() !== "" && hasNextPage && !isFetchNextPageError;
  useEffect(() => {
    if (goesOn && !isFetchingNextPage) void fetchNextPage();
  }, [goesOn, isFetchingNextPage, fetchNextPage]);
  return (
    <section className={css.section} aria-label="Pages">
      <h2>Pages</h2>
      {pages.length > 8 ? (
        <TextInput
          className={css.filter}
          aria-label="Find a page"
          placeholder="Title, source, owner or state"
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
      ) : null}
      <PageTable pages={found} />
      {found.length === 0 ? <p className={columns.muted}>{noneWords(hasNextPage)}</p> : null}
      <ShowMore list={list} />
    </section>
  );
};

const PageTable = ({ pages }: { pages: readonly KnowledgePageSummary[] }) => (
  <PlainTable label="Pages">
    <Table.Thead>
      <Table.Tr>
        <Table.Th>Page</Table.Th>
        <Table.Th>State</Table.Th>
        <Table.Th>Who may read</Table.Th>
        <Table.Th>Source</Table.Th>
        <Table.Th>Owner</Table.Th>
        <Table.Th>Review</Table.Th>
        <Table.Th>Changed</Table.Th>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {pages.map((page) => (
        <PageRow key={page.id} page={page} />
      ))}
    </Table.Tbody>
  </PlainTable>
);

const GlossaryButton = () => {
  const navigate = useNavigate();
  return (
    <Button variant="default" onClick={() => void navigate({ to: "/knowledge/glossary" })}>
      Glossary
    </Button>
  );
};

const Suggested = () => {
  const list = useQuery(suggestionsQuery("open"));
  const open = list.data?.progress.open ?? 0;
  return (
    <p className={columns.muted}>
      <Anchor component={Link} to="/knowledge/suggestions" inherit underline="always">
        Suggested pages
      </Anchor>{" "}
      from closed tickets: {open === 0 ? "none to decide." : `${open} to decide.`}
    </p>
  );
};

const Actions = () => {
  const navigate = useNavigate();
  return (
    <>
      <GlossaryButton />
      <AddFilesButton />
      <Button
        leftSection={<IconPlus size={14} />}
        onClick={() => void navigate({ to: "/knowledge/new" })}
      >
        New page
      </Button>
    </>
  );
};

const HowItRanks = () => {
  const overview = useQuery(overviewQuery);
  if (!overview.data?.mayManage) return null;
  const { index, pages } = overview.data;
  const share = Math.round(index.vectorWeight * 100);
  return (
    <p className={columns.muted}>
      {pages.published} published, {pages.draft} drafts, {pages.stale} to be reviewed.{" "}
      {index.vectors === "none"
        ? "Search ranks by words; meaning is learned once there are 24 passages."
        : `Search ranks by words to ${100 - share} % and by meaning to ${share} %, tried on ${index.triedQuestions} questions made of your pages. Meaning ${index.vectors === "model" ? "comes from this installation's sentence model" : "is learned from your pages"}.`}
    </p>
  );
};

const Known = ({ list, pages, mayManage }: KnownProps & { mayManage: boolean }) => {
  if (pages.length === 0)
    return (
      <EmptyState icon={<IconFileText size={22} />} title="No pages yet">
        Pages are what search and answers draw on: help pages, policies, answers that are given
        often.{" "}
        {mayManage
          ? "Write the first one, add files, or look at what closed tickets suggest."
          : "Nobody has written one."}
      </EmptyState>
    );
  return (
    <>
      <TryQuestion />
      {mayManage ? <Gaps /> : null}
      {mayManage ? <Stale /> : null}
      <Pages list={list} pages={pages} />
    </>
  );
};

export const KnowledgeList = () => {
  const pages = useInfiniteQuery(pagesQuery);
  const loaded = pages.data?.pages.flatMap(({ data }) => data) ?? [];
  const mayManage = useMay("knowledge.manage");
  return (
    <>
      <PageHead
        title="Knowledge"
        aside={pages.data ? `${loaded.length}${pages.hasNextPage ? "+" : ""}` : null}
        actions={mayManage ? <Actions /> : <GlossaryButton />}
      />
      <PageBody wide>
        <HowItRanks />
        {mayManage ? <Suggested /> : null}
        {pages.isPending ? <SkeletonLines /> : null}
        {pages.error && !pages.data ? (
          <ErrorState
            error={pages.error}
            doing="load the pages"
            onRetry={() => void pages.refetch()}
          />
        ) : null}
        {pages.data ? <Known list={pages} pages={loaded} mayManage={mayManage} /> : null}
      </PageBody>
    </>
  );
};
