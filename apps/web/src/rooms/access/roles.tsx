import { Anchor, Button, Group, Table, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api } from "../../platform/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { formatCount } from "../../ui/format.rules.ts";
import { PlainTable, SettingsPage } from "../../ui/settings.tsx";
import { ErrorState, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { useMay } from "./session.ts";
import { rolesQuery, useSetting } from "./settings-queries.ts";

const NewRole = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => {
  const [name, setName] = useState("");
  const navigate = useNavigate();
  const create = useSetting({
    run: (input: { name: string }) =>
      api.roles.create({
        ...input,
        permissions: {
          objects: { "*": { create: false, read: "all", update: "none", delete: "none" } },
          fields: {},
          settings: [],
        },
      }),
    done: "Role made. It may read; give it what else it needs.",
    failed: "The role was not made",
  });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    create.mutate(
      { name: name.trim() },
      {
        onSuccess: (role) => void navigate({ to: "/settings/roles/$id", params: { id: role.id } }),
      },
    );
  };
  return (
    <Dialog opened={opened} onClose={onClose} title="New role">
      <form onSubmit={onSubmit}>
        <TextInput
          label="Name"
          placeholder="Support lead"
          data-autofocus
          required
          withAsterisk={false}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group justify="flex-end" mt={16} gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending} disabled={name.trim() === ""}>
            Make role
          </Button>
        </Group>
      </form>
    </Dialog>
  );
};

export const Roles = () => {
  const may = useMay("roles.manage");
  const list = useQuery({ ...rolesQuery, enabled: may });
  const [creating, setCreating] = useState(false);
  if (!may) return <NoRight>An admin can change roles.</NoRight>;
  return (
    <SettingsPage
      title="Roles"
      lead="Rights by object, by field and by row. They hold everywhere: screens, API, search, import and export."
      action={<Button onClick={() => setCreating(true)}>New role</Button>}
    >
      {list.isPending ? <SkeletonLines lines={4} /> : null}
      {list.error ? (
        <ErrorState error={list.error} doing="load the roles" onRetry={() => void list.refetch()} />
      ) : null}
      {list.data ? (
        <PlainTable label="Roles">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Role</Table.Th>
              <Table.Th>Members</Table.Th>
              <Table.Th>Kind</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {list.data.map((role) => (
              <Table.Tr key={role.id}>
                <Table.Td>
                  <Anchor component={Link} to={`/settings/roles/${role.id}`} size="sm">
                    {role.name}
                  </Anchor>
                </Table.Td>
                <Table.Td>{formatCount(role.memberCount, "member", "members")}</Table.Td>
                <Table.Td className="r-muted">
                  {role.builtIn ? "Came with the workspace" : "Yours"}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </PlainTable>
      ) : null}
      <NewRole opened={creating} onClose={() => setCreating(false)} />
    </SettingsPage>
  );
};
