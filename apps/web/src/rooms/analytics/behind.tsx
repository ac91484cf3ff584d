// The conversations behind one of the numbers.
import { Button } from "@mantine/core";
import type { ConversationFigures } from "@rapport/sdk";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { api } from "../../platform/api.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { whoOf } from "../inbox/inbox-words.rules.ts";
import css from "./analytics.module.css";
import { type AnalyticsSearch, filterOf } from "./analytics-search.rules.ts";

interface BehindProps {
  search: AnalyticsSearch;
  figures: ConversationFigures;
}

export const Behind = ({ search, figures }: BehindProps) => {
  const { behind = "conversations" } = search;
  const filter = filterOf(search);
  const head = useRef<HTMLHeadingElement>(null);
  const found = useInfiniteQuery({
    queryKey: ["analytics", "behind", behind, filter],
    queryFn: ({ pageParam }) =>
      api.analytics.conversations({
        ...filter,
        measure: behind,
        ...(pageParam ? { cursor: pageParam } : {}),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever asks for another number is led to its list
  useEffect(() => head.current?.focus(), [behind]);
  const rows = found.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <section className={css.part} aria-label="Behind the number">
      <h2 ref={head} tabIndex={-1}>
        {figures.definitions[behind]?.label ?? "Conversations"}
      </h2>
      <p className={css.about}>{figures.definitions[behind]?.about}</p>
      {found.isError ? (
        <ErrorState
          error={found.error}
          doing="list the conversations"
          onRetry={() => void found.refetch()}
        />
      ) : null}
      {found.isPending ? <SkeletonLines lines={4} /> : null}
      {found.isSuccess && rows.length === 0 ? <p>There are none.</p> : null}
      <ul className={css.rows}>
        {rows.map((one) => (
          <li key={one.id}>
            <Link to="/inbox" search={{ box: "all", c: one.id }} className="r-link">
              #{one.number} {one.subject ?? whoOf(one)}
            </Link>
            <span className={css.about}>
              {one.state}
              {one.rating?.score ? `, rated ${String(one.rating.score)} of 5` : ""}
              {one.assignee ? `, ${one.assignee.name}` : ""} ·{" "}
              <RelativeTime value={one.createdAt} />
            </span>
          </li>
        ))}
      </ul>
      <div className={css.actions}>
        {found.hasNextPage ? (
          <Button
            variant="default"
            loading={found.isFetchingNextPage}
            onClick={() => void found.fetchNextPage()}
          >
            Show more
          </Button>
        ) : null}
        <Link to="/inbox/analytics" search={filter} className="r-link">
          Close the list
        </Link>
      </div>
    </section>
  );
};
