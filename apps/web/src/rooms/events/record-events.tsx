// What a person or a company did, on their page: newest first, with what was told of each.
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { recordEventsQuery } from "./event-queries.ts";
import css from "./events.module.css";

const shortText = (value: unknown): string => {
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

const toldText = (properties: Readonly<Record<string, unknown>> | null): string =>
  Object.entries(properties ?? {})
    .filter(([, value]) => value !== null && value !== "")
    .slice(0, 6)
    .map(([name, value]) => `${name}: ${shortText(value)}`)
    .join(" · ");

export const RecordEvents = ({ object, id }: { object: "people" | "companies"; id: string }) => {
  const list = useInfiniteQuery(recordEventsQuery(object, id));
  if (list.isPending) return <SkeletonLines lines={6} />;
  if (list.error && !list.data)
    return (
      <ErrorState error={list.error} doing="load the events" onRetry={() => void list.refetch()} />
    );
  const events = list.data.pages.flatMap((page) => page.data);
  if (events.length === 0)
    return (
      <EmptyState title="No events yet">
        What programs tell by this{" "}
        {object === "people" ? "person’s e-mail or id" : "company’s domain or id"} appears here.
      </EmptyState>
    );
  return (
    <>
      <ol className={css.story} aria-label="Events">
        {events.map((event) => (
          <li key={event.id} className={css.storyEntry}>
            <span className={css.what}>{event.name}</span>
            <span className={css.when}>
              <RelativeTime value={event.occurredAt} />
            </span>
            <span className={css.told}>{toldText(event.properties)}</span>
          </li>
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
