// Records that point at this one, by object, and free relations. What belongs together is found from the schema.
import { ActionIcon, Button, Group, TextInput } from "@mantine/core";
import type { RapportRecord, SchemaField, SchemaObject } from "@rapport/contracts";
import type { Relation } from "@rapport/sdk";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ObjectIcon } from "../../frame/object-icon.tsx";
import { api, queryClient } from "../../platform/api.ts";
import { formatNumber } from "../../ui/format.rules.ts";
import { IconX } from "../../ui/icons.ts";
import { Select } from "../../ui/select.tsx";
import { showError } from "../../ui/toast.tsx";
import { RecordLists } from "../views/record-lists.tsx";
import { FieldValue } from "./field-value.tsx";
import css from "./record.module.css";
import { useSmallList } from "./record-queries.ts";
import { ReferencePicker } from "./reference-picker.tsx";
import { fieldPath, titleOf, useSchema } from "./schema.ts";

const SHOWN = 5;
const IN_TIMELINE = new Set(["notes", "activities"]);

interface GroupProps {
  child: SchemaObject;
  field: SchemaField;
  recordId: string;
}

const hintField = (child: SchemaObject): SchemaField | undefined =>
  child.fields.find((field) => ["status", "stageId", "jobTitle", "industry"].includes(field.key));

const RelatedRow = ({ child, record }: { child: SchemaObject; record: RapportRecord }) => {
  const hint = hintField(child);
  return (
    <li className={css.relatedRow}>
      <Link
        to="/o/$object/$id"
        params={{ object: child.key, id: record.id }}
        className="r-link r-ellipsis"
      >
        {titleOf(child, record)}
      </Link>
      {hint ? <FieldValue field={hint} record={record} /> : null}
    </li>
  );
};

const RelatedGroup = ({ child, field, recordId }: GroupProps) => {
  const filter = { [fieldPath(field)]: recordId };
  const list = useSmallList(child.key, { filter }, SHOWN);
  const rows = list.data?.data ?? [];
  if (rows.length === 0) return null;
  const count = list.data?.total?.count ?? rows.length;
  return (
    <section className={css.related} aria-label={child.labelPlural}>
      <h3 className={css.relatedHead}>
        <ObjectIcon object={child.key} size={15} /> {child.labelPlural}
        <span className="r-muted r-num">{formatNumber(count)}</span>
      </h3>
      <ul className={css.relatedList}>
        {rows.map((record) => (
          <RelatedRow key={record.id} child={child} record={record} />
        ))}
      </ul>
      {count > rows.length ? (
        <Link to="/o/$object" params={{ object: child.key }} search={{ filter }} className="r-link">
          All {formatNumber(count)} {child.labelPlural.toLowerCase()}
        </Link>
      ) : null}
    </section>
  );
};

interface RelationRowProps {
  relation: Relation;
  recordId: string;
  onRemove: () => void;
}

const RelationRow = ({ relation, recordId, onRemove }: RelationRowProps) => {
  const outward = relation.fromId === recordId;
  const object = outward ? relation.toObject : relation.fromObject;
  const id = outward ? relation.toId : relation.fromId;
  return (
    <li className={css.relatedRow}>
      <Group gap={8} wrap="nowrap">
        <ObjectIcon object={object} size={14} />
        <Link to="/o/$object/$id" params={{ object, id }} className="r-link">
          {relation.title ?? "Untitled"}
        </Link>
        <span className="r-muted">{relation.label}</span>
      </Group>
      <ActionIcon size={24} aria-label="Remove this relation" onClick={onRemove}>
        <IconX size={14} />
      </ActionIcon>
    </li>
  );
};

const AddRelation = ({
  object,
  recordId,
  onDone,
}: {
  object: SchemaObject;
  recordId: string;
  onDone: () => void;
}) => {
  const schema = useSchema().filter((one) => !IN_TIMELINE.has(one.key));
  const [target, setTarget] = useState(schema[0]?.key ?? "people");
  const [label, setLabel] = useState("");
  const add = useMutation({
    mutationFn: (id: string) =>
      api.relations.create({
        fromObject: object.key,
        fromId: recordId,
        toObject: target,
        toId: id,
        label: label.trim() || "related to",
      }),
    onSuccess: onDone,
    onError: (error) => showError(error, "The relation was not added"),
  });
  return (
    <Group gap={6} grow>
      <Select
        size="xs"
        aria-label="Object"
        allowDeselect={false}
        data={schema.map((one) => ({ value: one.key, label: one.label }))}
        value={target}
        onChange={(key) => key && setTarget(key)}
      />
      <TextInput
        size="xs"
        aria-label="How they are related"
        placeholder="related to"
        maxLength={100}
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      <ReferencePicker
        size="xs"
        aria-label="Record to relate"
        placeholder="Type a name"
        object={target}
        value={null}
        onChange={(id) => id && add.mutate(id)}
      />
    </Group>
  );
};

const Relations = ({ object, recordId }: { object: SchemaObject; recordId: string }) => {
  const [adding, setAdding] = useState(false);
  const key = ["relations", object.key, recordId];
  const list = useQuery({
    queryKey: key,
    queryFn: () => api.relations.list({ object: object.key, id: recordId }),
  });
  const refresh = (): void => void queryClient.invalidateQueries({ queryKey: key });
  const remove = useMutation({
    mutationFn: (id: string) => api.relations.remove(id),
    onSuccess: refresh,
    onError: (error) => showError(error, "The relation was not removed"),
  });
  const relations = list.data ?? [];
  return (
    <section className={css.related} aria-label="Other relations">
      <h3 className={css.relatedHead}>Other relations</h3>
      <ul className={css.relatedList}>
        {relations.map((relation) => (
          <RelationRow
            key={relation.id}
            relation={relation}
            recordId={recordId}
            onRemove={() => remove.mutate(relation.id)}
          />
        ))}
      </ul>
      {adding ? (
        <AddRelation
          object={object}
          recordId={recordId}
          onDone={() => {
            setAdding(false);
            refresh();
          }}
        />
      ) : (
        <Button variant="default" onClick={() => setAdding(true)}>
          Relate a record
        </Button>
      )}
    </section>
  );
};

export const Related = ({ object, record }: { object: SchemaObject; record: RapportRecord }) => {
  const schema = useSchema();
  const groups = schema
    .filter((child) => !IN_TIMELINE.has(child.key))
    .flatMap((child) =>
      child.fields
        .filter((field) => field.type === "reference" && field.refObject === object.key)
        .map((field) => ({ child, field })),
    );
  return (
    <>
      {groups.map(({ child, field }) => (
        <RelatedGroup
          key={`${child.key}.${field.key}`}
          child={child}
          field={field}
          recordId={record.id}
        />
      ))}
      <RecordLists object={object.key} recordId={record.id} />
      <Relations object={object} recordId={record.id} />
    </>
  );
};
