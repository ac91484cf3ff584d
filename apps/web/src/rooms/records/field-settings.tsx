// The fields of one object: the standard ones to look at, one's own to add, rename and remove.
import { ActionIcon, Button, Group, Table, Text } from "@mantine/core";
import type { SchemaField, SchemaObject } from "@rapport/contracts";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { IconPencil, IconTrash } from "../../ui/icons.ts";
import { PlainTable, SettingsPage } from "../../ui/settings.tsx";
import { EmptyState, NoRight } from "../../ui/states.tsx";
import { useMay } from "../access/session.ts";
import { FieldDialog } from "./field-dialog.tsx";
import { TYPE_WORDS } from "./field-types.rules.ts";
import { fieldPath, useObjectType, useSchema } from "./schema.ts";
import { useSchemaWrite } from "./schema-queries.ts";

const route = getRouteApi("/app/settings/objects/$object");

const kindOf = (field: SchemaField, schema: SchemaObject[]): string => {
  if (field.type !== "reference") return TYPE_WORDS[field.type];
  const target = schema.find((object) => object.key === field.refObject);
  return `Link to ${(target?.label ?? field.refObject ?? "a record").toLowerCase()}`;
};

/** Removing a field hides its values everywhere, so it is asked, by name. */
const RemoveField = ({ field, onClose }: { field: SchemaField | null; onClose: () => void }) => {
  const remove = useSchemaWrite({
    run: (id: string) => api.fields.remove(id),
    done: "Field removed.",
    failed: "The field was not removed",
  });
  return (
    <Dialog
      opened={field !== null}
      onClose={onClose}
      title={`Remove the field “${field?.label ?? ""}”?`}
    >
      <Text size="sm">Its values disappear from every record, list and filter.</Text>
      <Group justify="flex-end" mt={16} gap={8}>
        <Button variant="default" onClick={onClose}>
          Keep it
        </Button>
        <Button
          color="red"
          loading={remove.isPending}
          onClick={() => field?.id && remove.mutate(field.id, { onSuccess: onClose })}
        >
          Remove field
        </Button>
      </Group>
    </Dialog>
  );
};

const RemoveObject = ({ object, onClose }: { object: SchemaObject; onClose: () => void }) => {
  const navigate = useNavigate();
  const remove = useSchemaWrite({
    run: (id: string) => api.objectTypes.remove(id),
    done: `${object.labelPlural} removed.`,
    failed: "The object was not removed",
  });
  return (
    <Dialog opened onClose={onClose} title={`Remove the object “${object.labelPlural}”?`}>
      <Text size="sm">Its records can no longer be opened from any screen.</Text>
      <Group justify="flex-end" mt={16} gap={8}>
        <Button variant="default" onClick={onClose}>
          Keep it
        </Button>
        <Button
          color="red"
          loading={remove.isPending}
          onClick={() =>
            object.id &&
            remove.mutate(object.id, {
              onSuccess: () => void navigate({ to: "/settings/objects" }),
            })
          }
        >
          Remove object
        </Button>
      </Group>
    </Dialog>
  );
};

interface FieldsProps {
  object: SchemaObject;
  onEdit: (field: SchemaField) => void;
  onRemove: (field: SchemaField) => void;
}

const FieldTable = ({ object, onEdit, onRemove }: FieldsProps) => {
  const schema = useSchema();
  return (
    <PlainTable label={`Fields of ${object.labelPlural}`}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Field</Table.Th>
          <Table.Th>Key</Table.Th>
          <Table.Th>Type</Table.Th>
          <Table.Th>Rules</Table.Th>
          <Table.Td />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {object.fields.map((field) => (
          <Table.Tr key={fieldPath(field)}>
            <Table.Td>{field.label}</Table.Td>
            <Table.Td ff="monospace">{fieldPath(field)}</Table.Td>
            <Table.Td>{kindOf(field, schema)}</Table.Td>
            <Table.Td className="r-muted">
              {[field.required && "required", field.readOnly && "set by the system"]
                .filter(Boolean)
                .join(", ")}
            </Table.Td>
            <Table.Td ta="right" w={90}>
              {field.custom ? (
                <>
                  <ActionIcon aria-label={`Change ${field.label}`} onClick={() => onEdit(field)}>
                    <IconPencil size={15} />
                  </ActionIcon>
                  <ActionIcon aria-label={`Remove ${field.label}`} onClick={() => onRemove(field)}>
                    <IconTrash size={15} />
                  </ActionIcon>
                </>
              ) : (
                <span className="r-muted">Standard</span>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </PlainTable>
  );
};

export const FieldSettings = () => {
  const { object: key } = route.useParams();
  const may = useMay("schema.manage");
  const object = useObjectType(key);
  const [editing, setEditing] = useState<SchemaField | "new" | null>(null);
  const [removing, setRemoving] = useState<SchemaField | null>(null);
  const [removingObject, setRemovingObject] = useState(false);
  if (!may) return <NoRight>An admin can change objects and fields.</NoRight>;
  if (!object) return <EmptyState title="There is no such object">It was removed.</EmptyState>;
  return (
    <SettingsPage
      wide
      title={object.labelPlural}
      lead={
        <>
          Fields of your own appear in tables, filters, forms, imports and the API at once.{" "}
          <Link to="/o/$object" params={{ object: key }} className="r-link">
            Open {object.labelPlural.toLowerCase()}
          </Link>
        </>
      }
      action={
        <Group gap={8}>
          {object.custom ? (
            <Button variant="default" onClick={() => setRemovingObject(true)}>
              Remove object
            </Button>
          ) : null}
          <Button onClick={() => setEditing("new")}>New field</Button>
        </Group>
      }
    >
      <FieldTable object={object} onEdit={setEditing} onRemove={setRemoving} />
      {editing ? (
        <FieldDialog
          object={object}
          field={editing === "new" ? null : editing}
          onClose={() => setEditing(null)}
        />
      ) : null}
      <RemoveField field={removing} onClose={() => setRemoving(null)} />
      {removingObject ? (
        <RemoveObject object={object} onClose={() => setRemovingObject(false)} />
      ) : null}
    </SettingsPage>
  );
};
