// Records outside a segment that are most like those within, asked for when somebody wants to know.
import { Button, Table } from "@mantine/core";
import type { Segment } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { PlainTable } from "../../ui/settings.tsx";
import { FormError, SkeletonLines } from "../../ui/states.tsx";
import css from "../features/features.module.css";
import { lookAlikesQuery } from "./segment-queries.ts";

const Likest = ({ segment }: { segment: Segment }) => {
  const alike = useQuery(lookAlikesQuery(segment.id));
  if (alike.isPending) return <SkeletonLines />;
  if (!alike.data) return <FormError error={alike.error} />;
  const { inCommon, members, outOf, data } = alike.data;
  return (
    <>
      <p className={css.muted}>
        Learned from {members} members among {outOf} records.{" "}
        {inCommon
          ? `Beside the rules they have in common: ${inCommon}`
          : "Beside the rules nothing stands out."}
      </p>
      <PlainTable label="Records that are alike">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Record</Table.Th>
            <Table.Th>Likeness</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.map(({ id, title, likeness }) => (
            <Table.Tr key={id}>
              <Table.Td>
                <Link to="/o/$object/$id" params={{ object: segment.definition.entity, id }}>
                  {title || "Without a name"}
                </Link>
              </Table.Td>
              <Table.Td>{Math.round(likeness * 100)} %</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </PlainTable>
    </>
  );
};

export const LookAlikes = ({ segment }: { segment: Segment }) => {
  const [isAsked, setAsked] = useState(false);
  return (
    <section className={css.set} aria-label="Who is alike">
      <div className={css.setHead}>
        <h2>Who is alike</h2>
      </div>
      {isAsked ? (
        <Likest segment={segment} />
      ) : (
        <Button variant="default" onClick={() => setAsked(true)}>
          Find records that are alike
        </Button>
      )}
    </section>
  );
};
