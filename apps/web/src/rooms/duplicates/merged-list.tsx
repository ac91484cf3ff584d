// What was merged before, each to be taken apart again at any time.
import { Button } from "@mantine/core";
import type { MergeableObject, RapportRecord, SchemaObject } from "@rapport/contracts";
import type { Merge } from "@rapport/sdk";
import { Link } from "@tanstack/react-router";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { titleOf } from "../records/schema.ts";
import { useMerges, useUndoMerge } from "./duplicate-queries.ts";
import css from "./duplicates.module.css";

const MergedRow = ({ object, merge }: { object: SchemaObject; merge: Merge }) => {
  const undo = useUndoMerge();
  const [survivor, ...losers] = merge.records as RapportRecord[];
  const gone = losers.map((record) => titleOf(object, record)).join(", ");
  return (
    <li className={css.merged}>
      <div>
        <p className={css.mergedLine}>
          {gone || "A record that you may not see"} <span className="r-muted">went into</span>{" "}
          {survivor ? (
            <Link
              to="/o/$object/$id"
              params={{ object: object.key, id: survivor.id }}
              className="r-link"
            >
              {titleOf(object, survivor)}
            </Link>
          ) : null}
        </p>
        <p className={css.mergedMeta}>
          <RelativeTime value={merge.mergedAt} /> by {merge.mergedBy}
          {merge.undoneAt ? (
            <>
              {" "}
              · undone <RelativeTime value={merge.undoneAt} />
            </>
          ) : null}
        </p>
      </div>
      {merge.undoneAt === null && object.can.update ? (
        <Button variant="default" loading={undo.isPending} onClick={() => undo.mutate(merge)}>
          Undo the merge
        </Button>
      ) : null}
    </li>
  );
};

export const MergedList = ({ object, of }: { object: SchemaObject; of: MergeableObject }) => {
  const list = useMerges(of);
  const rows = list.data?.pages.flatMap((page) => page.data) ?? [];
  if (list.isPending) return <SkeletonLines lines={5} height={28} />;
  if (list.error)
    return (
      <ErrorState error={list.error} doing="load the merges" onRetry={() => void list.refetch()} />
    );
  if (rows.length === 0) {
    return (
      <EmptyState title="Nothing was merged yet">
        Each merge is kept here and can be undone at any later time.
      </EmptyState>
    );
  }
  return (
    <>
      <ol className={css.pairs} aria-label="Past merges">
        {rows.map((merge) => (
          <MergedRow key={merge.id} object={object} merge={merge} />
        ))}
      </ol>
      {list.hasNextPage ? (
        <Button
          mt={12}
          variant="default"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          Show more
        </Button>
      ) : null}
    </>
  );
};
