// What is known: pages with state, owner and review date; questions that had no answer; and a question to try.
import { Button, FileButton, Table } from "@mantine/core";
import type { KnowledgePageSummary } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { IconFileText, IconPlus } from "../../ui/icons.ts";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { PlainTable } from "../../ui/settings.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { useMay } from "../access/session.ts";
import css from "./knowledge.module.css";
import {
  gapsQuery,
  overviewQuery,
  pagesQuery,
  useAddFiles,
  useSettleGap,
} from "./knowledge-queries.ts";
import { readersWords, stateWords } from "./knowledge-words.rules.ts";
import { TryQuestion } from "./try-question.tsx";

const accept = ".md,.markdown,.txt,.html,.htm,.pdf,.csv";

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

const Pages = ({ pages }: { pages: readonly KnowledgePageSummary[] }) => (
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

const Gaps = () => {
  const gaps = useQuery(gapsQuery);
  const settle = useSettleGap();
  if (!gaps.data || gaps.data.length === 0) return null;
  return (
    <section className={css.section} aria-label="Questions without an answer">
      <h2>Questions without an answer</h2>
      <PlainTable label="Questions without an answer">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Question</Table.Th>
            <Table.Th>Asked</Table.Th>
            <Table.Th>Last</Table.Th>
            <Table.Th>Nearest page</Table.Th>
            <Table.Th>
              <span className={css.muted}>Done?</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {gaps.data.map(({ id, question, times, lastAskedAt, nearest }) => (
            <Table.Tr key={id}>
              <Table.Td>{question}</Table.Td>
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
                <Button
                  variant="subtle"
                  size="compact-sm"
                  aria-label={`Dealt with: ${question}`}
                  onClick={() => settle.mutate(id)}
                >
                  Dealt with
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </PlainTable>
    </section>
  );
};

const GlossaryButton = () => {
  const navigate = useNavigate();
  return (
    <Button variant="default" onClick={() => void navigate({ to: "/knowledge/glossary" })}>
      Glossary
    </Button>
  );
};

const Actions = () => {
  const navigate = useNavigate();
  const add = useAddFiles();
  return (
    <>
      <GlossaryButton />
      <FileButton multiple accept={accept} onChange={(files) => add.mutate(files)}>
        {(props) => (
          <Button {...props} variant="default" loading={add.isPending}>
            Add files
          </Button>
        )}
      </FileButton>
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
    <p className={css.muted}>
      {pages.published} published, {pages.draft} drafts, {pages.stale} to be reviewed.{" "}
      {index.vectors === "none"
        ? "Search ranks by words; meaning is learned once there are 24 passages."
        : `Search ranks by words to ${100 - share} % and by meaning to ${share} %, tried on ${index.triedQuestions} questions made of your pages. Meaning ${index.vectors === "model" ? "comes from this installation's sentence model" : "is learned from your pages"}.`}
    </p>
  );
};

export const KnowledgeList = () => {
  const pages = useQuery(pagesQuery);
  const mayManage = useMay("knowledge.manage");
  return (
    <>
      <PageHead
        title="Knowledge"
        aside={pages.data ? pages.data.length : null}
        actions={mayManage ? <Actions /> : <GlossaryButton />}
      />
      <PageBody wide>
        <HowItRanks />
        {pages.isPending ? <SkeletonLines /> : null}
        {pages.error ? (
          <ErrorState
            error={pages.error}
            doing="load the pages"
            onRetry={() => void pages.refetch()}
          />
        ) : null}
        {pages.data?.length === 0 ? (
          <EmptyState icon={<IconFileText size={22} />} title="No pages yet">
            Pages are what search and answers draw on: help pages, policies, answers that are given
            often. {mayManage ? "Write the first one, or add files." : "Nobody has written one."}
          </EmptyState>
        ) : null}
        {pages.data && pages.data.length > 0 ? (
          <>
            <TryQuestion />
            {mayManage ? <Gaps /> : null}
            <section className={css.section} aria-label="Pages">
              <h2>Pages</h2>
              <Pages pages={pages.data} />
            </section>
          </>
        ) : null}
      </PageBody>
    </>
  );
};
