// Pages suggested from closed tickets, what customers lack most first, and how far one has come with them.
import { Button, Group, Progress, SegmentedControl } from "@mantine/core";
import type { ClosedTickets, PageSuggestionSummary, SuggestionState } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useRef } from "react";
import columns from "../../ui/columns.module.css";
import { IconFileText } from "../../ui/icons.ts";
import { useKeys } from "../../ui/keys.ts";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { EmptyState, ErrorState, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { useMay } from "../access/session.ts";
import css from "./harvest.module.css";
import { closedTicketsQuery, suggestionsQuery, useLookNow } from "./harvest-queries.ts";
import { answeredWords, needWords, progressOf, sourceWords } from "./harvest-words.rules.ts";

const crumbs = [{ label: "Knowledge", to: "/knowledge" }];

const Item = ({ one }: { one: PageSuggestionSummary }) => (
  <li className={css.item}>
    {one.state === "published" && one.pageId !== null ? (
      <Link to="/knowledge/$id" params={{ id: one.pageId }} className={css.title}>
        {one.title}
      </Link>
    ) : (
      <Link to="/knowledge/suggestions/$id" params={{ id: one.id }} className={css.title}>
        {one.title}
      </Link>
    )}
    <p className={columns.muted}>
      {needWords(one)} · settled <RelativeTime value={one.settledAt} />
    </p>
    {one.state === "open" ? (
      <p className={one.isAnswered === false ? css.lacking : columns.muted}>
        {answeredWords(one)}
        {one.isAnswered && one.nearest ? `: ${one.nearest.name}` : ""}
      </p>
    ) : null}
    <p className={columns.muted}>{one.excerpt}</p>
  </li>
);

const emptyTitles: Record<SuggestionState, string> = {
  open: "Nothing is suggested",
  published: "Nothing was published from suggestions yet",
  dismissed: "Nothing was dismissed",
};

const openAdvice = (source: ClosedTickets): string => {
  if (!source.isOn)
    return "Answers that your team gave before can become pages. Say which closed tickets and conversations to look at; what you find here is for you to edit and publish, and nothing is published by itself.";
  if (source.isLooking) return "Closed tickets are being looked at. What is found shows here.";
  return "Of what you may read, no closed ticket or conversation holds an answer that waits for you. What is settled from now on is looked at each hour.";
};

const Empty = ({
  state,
  source,
}: {
  state: SuggestionState;
  source: ClosedTickets | undefined;
}) => {
  const navigate = useNavigate();
  if (!source) return null;
  const isSetUp = source.isOn || state !== "open";
  return (
    <EmptyState
      icon={<IconFileText size={22} />}
      title={emptyTitles[state]}
      action={
        isSetUp ? null : (
          <Button onClick={() => void navigate({ to: "/knowledge/closed-tickets" })}>
            Choose what to look at
          </Button>
        )
      }
    >
      {state === "open"
        ? openAdvice(source)
        : "What you decide about stays here for 30 days; the page itself stays in Knowledge."}
    </EmptyState>
  );
};

const Actions = ({ source }: { source: ClosedTickets | undefined }) => {
  const navigate = useNavigate();
  const look = useLookNow();
  return (
    <>
      {source?.isOn ? (
        <Button
          variant="default"
          loading={look.isPending}
          disabled={source.isLooking}
          onClick={() => look.mutate()}
        >
          {source.isLooking ? "Looking…" : "Look now"}
        </Button>
      ) : null}
      <Button variant="default" onClick={() => void navigate({ to: "/knowledge/closed-tickets" })}>
        What is looked at
      </Button>
    </>
  );
};

/** j and k go from one to the next; Enter opens, as with any link. */
const useSteps = () => {
  const list = useRef<HTMLUListElement>(null);
  const step = (by: number) => () => {
    const links = [...(list.current?.querySelectorAll("a") ?? [])];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    links[Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
  };
  useKeys({ j: step(1), k: step(-1) });
  return list;
};

const Looked = ({ source }: { source: ClosedTickets }) => (
  <p className={columns.muted}>
    {sourceWords(source)}{" "}
    {source.lookedAt ? (
      <>
        Looked at last <RelativeTime value={source.lookedAt} />. Only what you may read is shown.
      </>
    ) : null}
  </p>
);

const states: { value: SuggestionState; label: string }[] = [
  { value: "open", label: "To decide" },
  { value: "published", label: "Published" },
  { value: "dismissed", label: "Dismissed" },
];

export const SuggestionListScreen = () => {
  const { state = "open" } = useSearch({ strict: false }) as { state?: SuggestionState };
  const navigate = useNavigate();
  const mayManage = useMay("knowledge.manage");
  const list = useQuery({ ...suggestionsQuery(state), enabled: mayManage });
  const source = useQuery({ ...closedTicketsQuery, enabled: mayManage });
  const steps = useSteps();
  if (!mayManage)
    return <NoRight>An admin can give your role the right to write knowledge.</NoRight>;
  const progress = list.data ? progressOf(list.data.progress) : null;
  return (
    <>
      <PageHead
        title="Suggested pages"
        crumbs={crumbs}
        aside={list.data ? list.data.progress.open : null}
        actions={<Actions source={source.data} />}
      />
      <PageBody wide>
        {source.data ? <Looked source={source.data} /> : null}
        {progress && progress.all > 0 ? (
          <div className={css.progress}>
            <Group justify="space-between" gap={12} mb={6}>
              <SegmentedControl
                size="xs"
                aria-label="Which suggestions"
                data={states}
                value={state}
                onChange={(value) =>
                  void navigate({
                    to: "/knowledge/suggestions",
                    search: value === "open" ? {} : { state: value as SuggestionState },
                  })
                }
              />
              <span className={columns.muted}>
                {progress.decided} of {progress.all} decided
              </span>
            </Group>
            <Progress value={progress.share} size={4} aria-label="How many are decided" />
          </div>
        ) : null}
        {list.isPending ? <SkeletonLines /> : null}
        {list.error ? (
          <ErrorState
            error={list.error}
            doing="load the suggestions"
            onRetry={() => void list.refetch()}
          />
        ) : null}
        {list.data?.data.length === 0 ? <Empty state={state} source={source.data} /> : null}
        <ul className={css.list} ref={steps} aria-label="Suggested pages">
          {list.data?.data.map((one) => (
            <Item key={`${one.id} ${one.pageId}`} one={one} />
          ))}
        </ul>
      </PageBody>
    </>
  );
};
