// The lists that a record is in, each a way to its table; and the way into another one.
import { ActionIcon, Button } from "@mantine/core";
import type { RecordList } from "@rapport/sdk";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { IconList, IconX } from "../../ui/icons.ts";
import recordCss from "../records/record.module.css";
import { ListDialog } from "./list-dialog.tsx";
import { useListsOf, useListWork } from "./list-queries.ts";

interface RecordListsProps {
  object: string;
  recordId: string;
}

const ListRow = ({ list, recordId }: { list: RecordList; recordId: string }) => {
  const work = useListWork(list.object);
  const takeOut = (): void =>
    work.mutate({ verb: "take out", list, what: { recordIds: [recordId] } });
  return (
    <li className={recordCss.relatedRow}>
      <Link
        to="/o/$object"
        params={{ object: list.object }}
        search={{ filter: { list: { in: [list.id] } } }}
        className="r-link r-ellipsis"
      >
        {list.name}
      </Link>
      {list.mayChange ? (
        <ActionIcon size={24} aria-label={`Take out of ${list.name}`} onClick={takeOut}>
          <IconX size={14} />
        </ActionIcon>
      ) : null}
    </li>
  );
};

export const RecordLists = ({ object, recordId }: RecordListsProps) => {
  const { data: lists = [] } = useListsOf(object, recordId);
  const [adding, setAdding] = useState(false);
  return (
    <section className={recordCss.related} aria-label="Lists">
      <h3 className={recordCss.relatedHead}>
        <IconList size={15} stroke={1.6} aria-hidden="true" /> Lists
      </h3>
      <ul className={recordCss.relatedList}>
        {lists.map((list) => (
          <ListRow key={list.id} list={list} recordId={recordId} />
        ))}
      </ul>
      <Button variant="default" onClick={() => setAdding(true)}>
        Add to a list
      </Button>
      {adding ? (
        <ListDialog
          object={object}
          counted="this record"
          what={{ recordIds: [recordId] }}
          onClose={() => setAdding(false)}
        />
      ) : null}
    </section>
  );
};
