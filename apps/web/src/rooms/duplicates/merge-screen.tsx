// Two to ten records side by side: which one stays, and whose value each field keeps. The server says what would come
// of each choice; nothing changes before the button is pressed.
import { Button, Group, Radio } from "@mantine/core";
import type {
  MergeableObject,
  MergePreview,
  RapportRecord,
  SchemaObject,
} from "@rapport/contracts";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { formatNumber } from "../../ui/format.rules.ts";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { EmptyState, ErrorState, FormError, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { titleOf, useObjectType } from "../records/schema.ts";
import { mergeable, useMerge, useMergePreview } from "./duplicate-queries.ts";
import css from "./duplicates.module.css";
import { idsOf, letterOf, movedWords } from "./merge.rules.ts";
import { MergeFields } from "./merge-fields.tsx";

const route = getRouteApi("/app/duplicates/$object/merge");

/** The records in the order of the address, so that columns stay where they are when another one is to stay. */
const inOrder = (preview: MergePreview, ids: readonly string[]): RapportRecord[] =>
  ids.flatMap((id) => (preview.records as RapportRecord[]).filter((record) => record.id === id));

interface StaysProps {
  object: SchemaObject;
  records: RapportRecord[];
  survivorId: string;
  onChange: (id: string) => void;
}

const Stays = ({ object, records, survivorId, onChange }: StaysProps) => (
  <Radio.Group
    label="Which record stays"
    description="The others go to the trash; their addresses lead to this one."
    value={survivorId}
    onChange={onChange}
  >
    <div className={css.stays}>
      {records.map((record, at) => (
        <Radio.Card key={record.id} value={record.id} className={css.stay}>
          <Radio.Indicator size="xs" />
          <span className={css.letter} aria-hidden="true">
            {letterOf(at)}
          </span>
          <span className={css.stayText}>
            <b className="r-ellipsis">{titleOf(object, record)}</b>
            <span className="r-muted">
              added <RelativeTime value={record.createdAt} />, changed{" "}
              <RelativeTime value={record.updatedAt} />
            </span>
          </span>
        </Radio.Card>
      ))}
    </div>
  </Radio.Group>
);

interface MergeProps {
  object: SchemaObject;
  of: MergeableObject;
  ids: string[];
}

/** What is chosen, what would come of it, and the merge itself. */
const useMergeChoice = ({ object, of, ids }: MergeProps) => {
  const [survivorId, setSurvivorId] = useState(ids[0] ?? "");
  const [picks, setPicks] = useState<Record<string, string>>({});
  const request = {
    object: of,
    survivorId,
    loserIds: ids.filter((id) => id !== survivorId),
    ...(Object.keys(picks).length > 0 ? { picks } : {}),
  };
  const preview = useMergePreview(request);
  const merge = useMerge(object);
  const leave = useNavigate();
  const run = (): void => {
    const versions = preview.data?.versions;
    merge.mutate(
      { ...request, ...(versions ? { versions } : {}) },
      {
        onSuccess: ({ data }) =>
          void leave({ to: "/o/$object/$id", params: { object: of, id: data.id } }),
      },
    );
  };
  return {
    preview,
    merge,
    survivorId,
    run,
    choose: (id: string): void => {
      setSurvivorId(id);
      setPicks({});
    },
    pick: (field: string, recordId: string): void =>
      setPicks((now) => ({ ...now, [field]: recordId })),
  };
};

const Merge = (props: MergeProps) => {
  const { object, of, ids } = props;
  const { preview, merge, survivorId, run, choose, pick } = useMergeChoice(props);
  const leave = useNavigate();
  if (preview.isPending) return <SkeletonLines lines={9} />;
  if (!preview.data)
    return (
      <ErrorState
        error={preview.error}
        doing="compare these records"
        onRetry={() => void preview.refetch()}
      />
    );
  const records = inOrder(preview.data, ids);
  const many = `${formatNumber(ids.length)} ${object.labelPlural.toLowerCase()}`;
  return (
    <>
      <Stays object={object} records={records} survivorId={survivorId} onChange={choose} />
      <MergeFields object={object} preview={preview.data} records={records} onPick={pick} />
      <p className={css.moved}>{movedWords(preview.data.related)}</p>
      <FormError error={merge.error ?? preview.error} />
      <Group gap={8} mt={16}>
        <Button loading={merge.isPending} disabled={preview.isPlaceholderData} onClick={run}>
          Merge {many}
        </Button>
        <Button
          variant="default"
          onClick={() => void leave({ to: "/duplicates/$object", params: { object: of } })}
        >
          Cancel
        </Button>
        <span className="r-muted">You can undo this at any later time.</span>
      </Group>
    </>
  );
};

const Body = ({ object, of, ids }: MergeProps) => {
  if (ids.length < 2) {
    return (
      <EmptyState title="Two records are needed">
        Choose a pair from the list of duplicates, or select records in a table and press Merge.
      </EmptyState>
    );
  }
  if (!object.can.update || !object.can.delete) {
    return (
      <NoRight>
        Merging changes one record and moves the others to the trash. An admin can allow both.
      </NoRight>
    );
  }
  return <Merge key={ids.join()} object={object} of={of} ids={ids} />;
};

export const MergeScreen = () => {
  const { object: key } = route.useParams();
  const { ids } = route.useSearch();
  const object = useObjectType(key);
  const of = mergeable(key);
  if (!object || !of) {
    return (
      <EmptyState title="There is nothing to merge here">
        People and companies that your role may see can be merged.
      </EmptyState>
    );
  }
  return (
    <>
      <PageHead
        title="Review and merge"
        crumbs={[
          { label: object.labelPlural, to: `/o/${object.key}` },
          { label: "Duplicates", to: `/duplicates/${of}` },
        ]}
      />
      <PageBody wide>
        <Body object={object} of={of} ids={idsOf(ids)} />
      </PageBody>
    </>
  );
};
