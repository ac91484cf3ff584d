// Keys for programs. The secret is shown once, when the key is made; afterwards only its beginning is known.
import { Button, Group, Stack, Table, Text, TextInput } from "@mantine/core";
import type { ApiKey, ApiKeyInput } from "@rapport/sdk";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../platform/api.ts";
import { CopyField } from "../../ui/copy-field.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { formatDate } from "../../ui/format.rules.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Select } from "../../ui/select.tsx";
import { PlainTable, SettingsPage } from "../../ui/settings.tsx";
import { EmptyState, ErrorState, FormError, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { useMay } from "./session.ts";
import { apiKeysQuery, refreshAccess, useRoles, useSetting } from "./settings-queries.ts";

const NewKeyForm = ({
  onDone,
  onCancel,
}: {
  onDone: (secret: string) => void;
  onCancel: () => void;
}) => {
  const roles = useRoles();
  const [name, setName] = useState("");
  const [roleId, setRoleId] = useState<string | null>(null);
  const [expires, setExpires] = useState("");
  const create = useMutation({
    mutationFn: (data: ApiKeyInput) => api.apiKeys.create(data),
    onSuccess: async (key) => {
      onDone(key.secret);
      await refreshAccess();
    },
  });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    create.mutate({
      name: name.trim(),
      ...(roleId ? { roleId } : {}),
      ...(expires ? { expiresAt: new Date(`${expires}T23:59:59`).toISOString() } : {}),
    });
  };
  return (
    <form onSubmit={onSubmit}>
      <Stack gap={12}>
        <FormError error={create.error} />
        <TextInput
          label="Name"
          description="What uses it, so that you recognise it later."
          placeholder="Website form"
          required
          withAsterisk={false}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label="Rights"
          description="The key can do what this role can, and never more than you."
          placeholder="The same as mine"
          clearable
          data={roles.map((role) => ({ value: role.id, label: role.name }))}
          value={roleId}
          onChange={setRoleId}
        />
        <TextInput
          label="Works until"
          description="Leave empty for a key that does not expire."
          type="date"
          value={expires}
          onChange={(event) => setExpires(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending} disabled={name.trim() === ""}>
            Make key
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

const NewKeyDialog = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => {
  const [secret, setSecret] = useState<string | null>(null);
  const close = (): void => {
    setSecret(null);
    onClose();
  };
  return (
    <Dialog
      opened={opened}
      onClose={close}
      title={secret ? "Your new key" : "New API key"}
      closeOnClickOutside={!secret}
    >
      {secret ? (
        <Stack gap={12}>
          <Text size="sm" role="status">
            Copy the key now. It is shown only this once; whoever has it can do what it may do.
          </Text>
          <CopyField label="Key" value={secret} />
          <Group justify="flex-end">
            <Button onClick={close}>I have copied it</Button>
          </Group>
        </Stack>
      ) : (
        <NewKeyForm onDone={setSecret} onCancel={close} />
      )}
    </Dialog>
  );
};

const KeyRow = ({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) => {
  const role = useRoles().find((one) => one.id === apiKey.roleId);
  return (
    <Table.Tr>
      <Table.Td>{apiKey.name}</Table.Td>
      <Table.Td ff="monospace">{apiKey.prefix}…</Table.Td>
      <Table.Td>{apiKey.scopes ? "Its own rights" : (role?.name ?? "–")}</Table.Td>
      <Table.Td>
        {apiKey.lastUsedAt ? <RelativeTime value={apiKey.lastUsedAt} /> : "Never"}
      </Table.Td>
      <Table.Td>{apiKey.expiresAt ? formatDate(apiKey.expiresAt) : "Does not expire"}</Table.Td>
      <Table.Td ta="right">
        {apiKey.revokedAt ? (
          <span className="r-muted">Revoked</span>
        ) : (
          <Button variant="subtle" color="gray" onClick={onRevoke}>
            Revoke
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
};

/** Revoking cannot be undone, so it is asked, by name. */
const RevokeDialog = ({ apiKey, onClose }: { apiKey: ApiKey | null; onClose: () => void }) => {
  const revoke = useSetting({
    run: (id: string) => api.apiKeys.remove(id),
    done: "Key revoked.",
    failed: "The key was not revoked",
  });
  return (
    <Dialog opened={apiKey !== null} onClose={onClose} title={`Revoke “${apiKey?.name ?? ""}”?`}>
      <Text size="sm">
        Programs that use this key stop working at once. A revoked key cannot be brought back.
      </Text>
      <Group justify="flex-end" mt={16} gap={8}>
        <Button variant="default" onClick={onClose}>
          Keep it
        </Button>
        <Button
          color="red"
          loading={revoke.isPending}
          onClick={() => apiKey && revoke.mutate(apiKey.id, { onSuccess: onClose })}
        >
          Revoke key
        </Button>
      </Group>
    </Dialog>
  );
};

export const ApiKeys = () => {
  const may = useMay("api-keys.manage");
  const list = useQuery({ ...apiKeysQuery, enabled: may });
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  if (!may) return <NoRight>An admin can make API keys, or give your role the right.</NoRight>;
  const keys = list.data ?? [];
  const open = (): void => setCreating(true);
  return (
    <SettingsPage
      wide
      title="API keys"
      lead={
        <>
          For programs that read or write records.{" "}
          <a className="r-link" href="/api/docs">
            Read the API and try it out
          </a>
          .
        </>
      }
      action={keys.length > 0 ? <Button onClick={open}>New API key</Button> : null}
    >
      {list.isPending ? <SkeletonLines lines={4} /> : null}
      {list.error ? (
        <ErrorState error={list.error} doing="load the keys" onRetry={() => void list.refetch()} />
      ) : null}
      {list.isSuccess && keys.length === 0 ? (
        <EmptyState title="No keys yet" action={<Button onClick={open}>New API key</Button>}>
          Make one for each program, so that each can be revoked alone.
        </EmptyState>
      ) : null}
      {keys.length > 0 ? (
        <PlainTable label="API keys">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Begins with</Table.Th>
              <Table.Th>Rights</Table.Th>
              <Table.Th>Last used</Table.Th>
              <Table.Th>Expires</Table.Th>
              <Table.Td />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {keys.map((key) => (
              <KeyRow key={key.id} apiKey={key} onRevoke={() => setRevoking(key)} />
            ))}
          </Table.Tbody>
        </PlainTable>
      ) : null}
      <NewKeyDialog opened={creating} onClose={() => setCreating(false)} />
      <RevokeDialog apiKey={revoking} onClose={() => setRevoking(null)} />
    </SettingsPage>
  );
};
