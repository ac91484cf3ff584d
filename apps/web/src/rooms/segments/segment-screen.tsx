// One segment: who is within it and since when, and its rules. A new one is its rules alone.
import { Button, Checkbox, Table } from "@mantine/core";
import type { Segment } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { formatDateTime } from "../../ui/format.rules.ts";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { PlainTable } from "../../ui/settings.tsx";
import { ErrorState, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { useMay } from "../access/session.ts";
import css from "../features/features.module.css";
import { LookAlikes } from "./look-alikes.tsx";
import { SegmentBuilder } from "./segment-builder.tsx";
import {
  membersQuery,
  segmentQuery,
  useChangeSegment,
  useCreateSegment,
  useRemoveSegment,
} from "./segment-queries.ts";

const crumbs = [{ label: "Segments", to: "/segments" }];
const noRight = <NoRight>An admin can give your role the right to make segments.</NoRight>;

const Members = ({ segment }: { segment: Segment }) => {
  const [past, setPast] = useState(false);
  const members = useQuery(membersQuery(segment.id, past));
  return (
    <section aria-label="Members">
      <div className={css.setHead}>
        <h2>Members</h2>
        <Checkbox
          label="Those who left, too"
          checked={past}
          onChange={(event) => setPast(event.currentTarget.checked)}
        />
      </div>
      {members.isPending ? <SkeletonLines /> : null}
      {members.error ? (
        <ErrorState
          error={members.error}
          doing="load the members"
          onRetry={() => void members.refetch()}
        />
      ) : null}
      {members.data?.length === 0 ? <p className={css.muted}>Nobody is within it now.</p> : null}
      {members.data && members.data.length > 0 ? (
        <PlainTable label="Who is within">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Record</Table.Th>
              <Table.Th>Entered</Table.Th>
              <Table.Th>Left</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {members.data.map(({ id, title, enteredAt, leftAt }) => (
              <Table.Tr key={`${id} ${enteredAt}`}>
                <Table.Td>
                  <Link to="/o/$object/$id" params={{ object: segment.definition.entity, id }}>
                    {title || "Without a name"}
                  </Link>
                </Table.Td>
                <Table.Td>{formatDateTime(enteredAt)}</Table.Td>
                <Table.Td>{leftAt ? formatDateTime(leftAt) : "–"}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </PlainTable>
      ) : null}
    </section>
  );
};

const membersText = (members: number | null): string => {
  if (members === null) return "Being computed";
  return members === 1 ? "1 member" : `${members} members`;
};

const Shown = ({ segment }: { segment: Segment }) => {
  const [isEditing, setEditing] = useState(false);
  const change = useChangeSegment(segment.id);
  const remove = useRemoveSegment();
  const navigate = useNavigate();
  const count = membersText(segment.members);
  return (
    <>
      <PageHead
        title={segment.name}
        crumbs={crumbs}
        aside={count}
        actions={
          <>
            <Button variant="default" onClick={() => setEditing(!isEditing)}>
              {isEditing ? "Close the rules" : "Change the rules"}
            </Button>
            <Button
              variant="default"
              color="red"
              loading={remove.isPending}
              onClick={() =>
                remove.mutate(segment, {
                  onSuccess: () => void navigate({ to: "/segments" }),
                })
              }
            >
              Delete segment
            </Button>
          </>
        }
      />
      <PageBody wide>
        <p className={css.lead}>{segment.sentence}</p>
        {isEditing ? (
          <SegmentBuilder
            start={segment}
            action="Save segment"
            busy={change.isPending}
            error={change.error}
            onSave={(name, definition) =>
              change.mutate({ name, definition }, { onSuccess: () => setEditing(false) })
            }
          />
        ) : null}
        <Members segment={segment} />
        <LookAlikes segment={segment} />
      </PageBody>
    </>
  );
};

const Loaded = () => {
  const { id } = useParams({ strict: false }) as { id: string };
  const segment = useQuery(segmentQuery(id));
  if (segment.data) return <Shown segment={segment.data} />;
  return (
    <>
      <PageHead title="Segment" crumbs={crumbs} />
      <PageBody wide>
        {segment.error ? (
          <ErrorState
            error={segment.error}
            doing="load the segment"
            onRetry={() => void segment.refetch()}
          />
        ) : (
          <SkeletonLines />
        )}
      </PageBody>
    </>
  );
};

const Making = () => {
  const create = useCreateSegment();
  const navigate = useNavigate();
  return (
    <>
      <PageHead title="New segment" crumbs={crumbs} />
      <PageBody wide>
        <SegmentBuilder
          start={{ name: "", definition: null }}
          action="Make segment"
          busy={create.isPending}
          error={create.error}
          onSave={(name, definition) =>
            create.mutate(
              { name, definition },
              {
                onSuccess: ({ data }) =>
                  void navigate({ to: "/segments/$id", params: { id: data.id } }),
              },
            )
          }
        />
      </PageBody>
    </>
  );
};

export const SegmentScreen = () => (useMay("features.manage") ? <Loaded /> : noRight);
export const NewSegment = () => (useMay("features.manage") ? <Making /> : noRight);
