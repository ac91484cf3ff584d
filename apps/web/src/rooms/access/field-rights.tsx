// Rights by field of one object at a time. A hidden field appears nowhere, not even in filters or exports.
import { Table } from "@mantine/core";
import { type FieldAccess, fieldAccesses, type Permissions } from "@rapport/contracts";
import { useState } from "react";
import { Select } from "../../ui/select.tsx";
import { PlainTable, Section } from "../../ui/settings.tsx";
import { fieldPath, useSchema } from "../records/schema.ts";
import { ACCESS_WORDS, fieldAccess, withFieldAccess } from "./role.rules.ts";

interface FieldRightsProps {
  permissions: Permissions;
  locked: boolean;
  onChange: (permissions: Permissions) => void;
}

const ACCESSES = fieldAccesses.map((access) => ({ value: access, label: ACCESS_WORDS[access] }));

export const FieldRights = ({ permissions, locked, onChange }: FieldRightsProps) => {
  const schema = useSchema();
  const [key, setKey] = useState(schema[0]?.key ?? "");
  const object = schema.find((one) => one.key === key);
  return (
    <Section
      title="Fields"
      lead="Hidden fields appear nowhere: not in lists, filters, search, history or exports."
    >
      <Select
        size="xs"
        w={220}
        mb={8}
        aria-label="Object whose fields are shown"
        allowDeselect={false}
        data={schema.map((one) => ({ value: one.key, label: one.labelPlural }))}
        value={key}
        onChange={(next) => next && setKey(next)}
      />
      <PlainTable label="Rights by field">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Field</Table.Th>
            <Table.Th>Access</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {object?.fields.map((field) => {
            const path = fieldPath(field);
            return (
              <Table.Tr key={path}>
                <Table.Td>{field.label}</Table.Td>
                <Table.Td w={200}>
                  <Select
                    size="xs"
                    aria-label={`Access to ${field.label}`}
                    allowDeselect={false}
                    disabled={locked}
                    data={ACCESSES}
                    value={fieldAccess(permissions, object.key, path)}
                    onChange={(access) =>
                      onChange(
                        withFieldAccess(permissions, object.key, path, access as FieldAccess),
                      )
                    }
                  />
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </PlainTable>
    </Section>
  );
};
