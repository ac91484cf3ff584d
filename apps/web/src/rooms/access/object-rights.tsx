// Rights by object: who may create, and which rows may be read, changed and deleted.
import { Button, Checkbox, Table } from "@mantine/core";
import { type Permissions, type RowScope, rowScopes } from "@rapport/contracts";
import { Select } from "../../ui/select.tsx";
import { PlainTable, Section } from "../../ui/settings.tsx";
import { useSchema } from "../records/schema.ts";
import {
  EVERY_OBJECT,
  hasOwnRights,
  rightsFor,
  SCOPE_WORDS,
  withoutRights,
  withRights,
} from "./role.rules.ts";

interface RightsProps {
  permissions: Permissions;
  locked: boolean;
  onChange: (permissions: Permissions) => void;
}

const VERBS = [
  ["read", "Read"],
  ["update", "Change"],
  ["delete", "Delete"],
] as const;

const SCOPES = rowScopes.map((scope) => ({ value: scope, label: SCOPE_WORDS[scope] }));

const ObjectRow = ({
  object,
  label,
  permissions,
  locked,
  onChange,
}: RightsProps & { object: string; label: string }) => {
  const own = hasOwnRights(permissions, object);
  const rights = rightsFor(permissions, object);
  const isAll = object === EVERY_OBJECT;
  return (
    <Table.Tr>
      <Table.Td fw={isAll ? 600 : undefined}>{label}</Table.Td>
      <Table.Td>
        <Checkbox
          size="xs"
          aria-label={`Create ${label}`}
          checked={rights.create}
          disabled={locked}
          onChange={(event) =>
            onChange(withRights(permissions, object, { create: event.currentTarget.checked }))
          }
        />
      </Table.Td>
      {VERBS.map(([verb, words]) => (
        <Table.Td key={verb} miw={130}>
          <Select
            size="xs"
            aria-label={`${words} ${label}`}
            allowDeselect={false}
            disabled={locked}
            data={SCOPES}
            value={rights[verb]}
            onChange={(scope) =>
              onChange(withRights(permissions, object, { [verb]: scope as RowScope }))
            }
          />
        </Table.Td>
      ))}
      <Table.Td>
        {own && !isAll && !locked ? (
          <Button
            variant="subtle"
            color="gray"
            onClick={() => onChange(withoutRights(permissions, object))}
          >
            Same as all
          </Button>
        ) : null}
        {own || isAll ? null : <span className="r-muted">Same as all</span>}
      </Table.Td>
    </Table.Tr>
  );
};

export const ObjectRightsTable = (props: RightsProps) => {
  const schema = useSchema();
  return (
    <Section title="Objects" lead="Which rows a member with this role may read, change and delete.">
      <PlainTable label="Rights by object">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Object</Table.Th>
            <Table.Th>Create</Table.Th>
            {VERBS.map(([verb, words]) => (
              <Table.Th key={verb}>{words}</Table.Th>
            ))}
            <Table.Td />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          <ObjectRow {...props} object={EVERY_OBJECT} label="All objects" />
          {schema.map((object) => (
            <ObjectRow key={object.key} {...props} object={object.key} label={object.labelPlural} />
          ))}
        </Table.Tbody>
      </PlainTable>
    </Section>
  );
};
