// The objects of this workspace, and new ones of one's own: no code, no restart.
import { Anchor, Button, Group, Stack, Table, TextInput } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { ObjectIcon } from "../../frame/object-icon.tsx";
import { api } from "../../platform/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { PlainTable, SettingsPage } from "../../ui/settings.tsx";
import { FormError, NoRight } from "../../ui/states.tsx";
import { useMay } from "../access/session.ts";
import { objectKeyOf } from "./key-names.rules.ts";
import { useSchema } from "./schema.ts";
import { useSchemaWrite } from "./schema-queries.ts";

const NewObject = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => {
  const navigate = useNavigate();
  const [label, setLabel] = useState("");
  const [labelPlural, setLabelPlural] = useState("");
  const [key, setKey] = useState("");
  const create = useSchemaWrite({ run: api.objectTypes.create });
  const plural = labelPlural || (label ? `${label}s` : "");
  const usedKey = key || objectKeyOf(plural);
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    create.mutate(
      { ...(usedKey ? { key: usedKey } : {}), label: label.trim(), labelPlural: plural.trim() },
      {
        onSuccess: (made) => {
          onClose();
          void navigate({ to: "/settings/objects/$object", params: { object: made.key } });
        },
      },
    );
  };
  return (
    <Dialog opened={opened} onClose={onClose} title="New object">
      <form onSubmit={onSubmit}>
        <Stack gap={12}>
          <FormError error={create.error} />
          <TextInput
            label="Name of one"
            placeholder="Vehicle"
            required
            withAsterisk={false}
            data-autofocus
            maxLength={60}
            value={label}
            onChange={(event) => setLabel(event.currentTarget.value)}
          />
          <TextInput
            label="Name of many"
            placeholder={plural || "Vehicles"}
            maxLength={60}
            value={labelPlural}
            onChange={(event) => setLabelPlural(event.currentTarget.value)}
          />
          <TextInput
            label="Key"
            description="What the API and files call it. It cannot be changed later."
            placeholder={usedKey || (label ? "Made by itself" : "vehicles")}
            maxLength={60}
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending} disabled={!label.trim()}>
              Make object
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
};

export const ObjectSettings = () => {
  const may = useMay("schema.manage");
  const schema = useSchema();
  const [creating, setCreating] = useState(false);
  if (!may) return <NoRight>An admin can change objects and fields.</NoRight>;
  return (
    <SettingsPage
      title="Objects and fields"
      lead="What you keep records of. Open an object to add fields to it."
      action={<Button onClick={() => setCreating(true)}>New object</Button>}
    >
      <PlainTable label="Objects">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Object</Table.Th>
            <Table.Th>Key</Table.Th>
            <Table.Th>Fields</Table.Th>
            <Table.Th>Kind</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {schema.map((object) => (
            <Table.Tr key={object.key}>
              <Table.Td>
                <Group gap={8} wrap="nowrap">
                  <ObjectIcon object={object.key} />
                  <Anchor component={Link} to={`/settings/objects/${object.key}`} size="sm">
                    {object.labelPlural}
                  </Anchor>
                </Group>
              </Table.Td>
              <Table.Td ff="monospace">{object.key}</Table.Td>
              <Table.Td>
                {object.fields.length}
                <span className="r-muted">
                  {" "}
                  ({object.fields.filter((field) => field.custom).length} yours)
                </span>
              </Table.Td>
              <Table.Td className="r-muted">{object.custom ? "Yours" : "Standard"}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </PlainTable>
      {creating ? <NewObject opened onClose={() => setCreating(false)} /> : null}
    </SettingsPage>
  );
};
