// The rights of one role: objects by act and row, fields, settings. Nothing changes until it is saved.
import { Button, Checkbox, Group, SimpleGrid, TextInput } from "@mantine/core";
import type { Permissions } from "@rapport/contracts";
import type { Role } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { Section, SettingsPage } from "../../ui/settings.tsx";
import { EmptyState, ErrorState, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { FieldRights } from "./field-rights.tsx";
import { ObjectRightsTable } from "./object-rights.tsx";
import { SETTING_WORDS, withSetting } from "./role.rules.ts";
import { useMay } from "./session.ts";
import { rolesQuery, useSetting } from "./settings-queries.ts";

const route = getRouteApi("/app/settings/roles/$id");

interface PartProps {
  permissions: Permissions;
  locked: boolean;
  onChange: (permissions: Permissions) => void;
}

const SettingRights = ({ permissions, locked, onChange }: PartProps) => (
  <Section title="Settings and tools">
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing={10} mt={8}>
      {(Object.keys(SETTING_WORDS) as (keyof typeof SETTING_WORDS)[]).map((setting) => (
        <Checkbox
          key={setting}
          size="xs"
          label={SETTING_WORDS[setting]}
          disabled={locked}
          checked={permissions.settings.includes(setting)}
          onChange={(event) =>
            onChange(withSetting(permissions, setting, event.currentTarget.checked))
          }
        />
      ))}
    </SimpleGrid>
  </Section>
);

const Editor = ({ role }: { role: Role }) => {
  const navigate = useNavigate();
  const [name, setName] = useState(role.name);
  const [permissions, setPermissions] = useState(role.permissions);
  const locked = role.key === "admin";
  const save = useSetting({
    run: () => api.roles.update(role.id, { name: name.trim(), permissions }),
    done: "Role saved. It holds from now on.",
    failed: "The role was not saved",
  });
  const remove = useSetting({
    run: () => api.roles.remove(role.id),
    done: `Role ${role.name} deleted.`,
    failed: "The role was not deleted",
  });
  const changed =
    name.trim() !== role.name || JSON.stringify(permissions) !== JSON.stringify(role.permissions);
  const part = { permissions, locked, onChange: setPermissions };
  return (
    <SettingsPage
      wide
      title={role.name}
      lead={
        locked
          ? "The admin role always has every right. Make another role to restrict someone."
          : "Changes hold for everybody with this role, as soon as they are saved."
      }
      action={
        <Group gap={8}>
          {role.builtIn ? null : (
            <Button
              variant="default"
              onClick={() =>
                remove.mutate(undefined, {
                  onSuccess: () => void navigate({ to: "/settings/roles" }),
                })
              }
            >
              Delete role
            </Button>
          )}
          <Button
            disabled={!changed || locked}
            loading={save.isPending}
            onClick={() => save.mutate(undefined)}
          >
            Save role
          </Button>
        </Group>
      }
    >
      <TextInput
        label="Name"
        maw={320}
        value={name}
        disabled={locked}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <ObjectRightsTable {...part} />
      <FieldRights {...part} />
      <SettingRights {...part} />
    </SettingsPage>
  );
};

export const RoleEditor = () => {
  const { id } = route.useParams();
  const may = useMay("roles.manage");
  const list = useQuery({ ...rolesQuery, enabled: may });
  const role = list.data?.find((one) => one.id === id);
  if (!may) return <NoRight>An admin can change roles.</NoRight>;
  if (list.isPending) return <SkeletonLines />;
  if (list.error) {
    return (
      <ErrorState error={list.error} doing="load the role" onRetry={() => void list.refetch()} />
    );
  }
  return role ? (
    <Editor key={role.id} role={role} />
  ) : (
    <EmptyState title="There is no such role">It was deleted.</EmptyState>
  );
};
