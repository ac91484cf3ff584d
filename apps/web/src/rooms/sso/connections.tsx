// The workspace's connections to identity providers, and a new one.
import { Badge, Button, Group, PasswordInput, Stack, Table, TextInput } from "@mantine/core";
import type { Connection } from "@rapport/sdk";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api } from "../../platform/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { PlainTable, SettingsPage } from "../../ui/settings.tsx";
import { EmptyState, ErrorState, FormError, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { useMay, useMayAll } from "../access/session.ts";
import { useRoles } from "../access/settings-queries.ts";
import { NeedsAllRights } from "./needs-all-rights.tsx";
import { connectionsQuery, refreshConnections } from "./sso-queries.ts";

const NewConnection = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => {
  const navigate = useNavigate();
  const member = useRoles().find(({ key }) => key === "member");
  const [values, setValues] = useState({ name: "", issuer: "", clientId: "", clientSecret: "" });
  const create = useMutation({
    mutationFn: () =>
      api.sso.create({
        name: values.name.trim(),
        issuer: values.issuer.trim(),
        clientId: values.clientId.trim(),
        ...(values.clientSecret ? { clientSecret: values.clientSecret.trim() } : {}),
        ...(member ? { defaultRoleId: member.id } : {}),
      }),
    onSuccess: async ({ id }) => {
      await refreshConnections();
      await navigate({ to: "/settings/single-sign-on/$id", params: { id } });
    },
  });
  const set = (key: keyof typeof values) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setValues((now) => ({ ...now, [key]: value }));
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Dialog opened={opened} onClose={onClose} title="Connect an identity provider">
      <form onSubmit={onSubmit}>
        <Stack gap={12}>
          <FormError error={create.error} />
          <TextInput
            label="Name"
            description="On the button of the sign-in screen, after “Continue with”."
            placeholder="Keycloak"
            required
            withAsterisk={false}
            data-autofocus
            value={values.name}
            onChange={set("name")}
          />
          <TextInput
            label="Issuer"
            description="The address before /.well-known/openid-configuration."
            placeholder="https://id.example.com/realms/main"
            required
            withAsterisk={false}
            value={values.issuer}
            onChange={set("issuer")}
          />
          <TextInput
            label="Client id"
            required
            withAsterisk={false}
            value={values.clientId}
            onChange={set("clientId")}
          />
          <PasswordInput
            label="Client secret"
            description="Leave empty for a public client."
            autoComplete="off"
            value={values.clientSecret}
            onChange={set("clientSecret")}
          />
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending}>
              Connect
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
};

const stateOf = ({ enabled, enforced }: Connection): string => {
  if (!enabled) return "Off";
  return enforced ? "On, a must" : "On";
};

const NoConnection = ({ onConnect }: { onConnect: (() => void) | null }) =>
  onConnect ? (
    <EmptyState
      title="No identity provider yet"
      action={<Button onClick={onConnect}>Connect an identity provider</Button>}
    >
      Register Rapport with it as a web application, then enter its issuer and client id here. The
      connection stays off until you have tested it.
    </EmptyState>
  ) : (
    <EmptyState title="No identity provider yet">Members sign in with their passwords.</EmptyState>
  );

const ConnectionTable = ({ connections }: { connections: readonly Connection[] }) => (
  <PlainTable label="Connections">
    <Table.Thead>
      <Table.Tr>
        <Table.Th>Provider</Table.Th>
        <Table.Th>Domains</Table.Th>
        <Table.Th>State</Table.Th>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {connections.map((connection) => (
        <Table.Tr key={connection.id}>
          <Table.Td>
            <Link
              to="/settings/single-sign-on/$id"
              params={{ id: connection.id }}
              className="r-link"
            >
              {connection.name}
            </Link>
            <div className="r-muted">{connection.issuer}</div>
          </Table.Td>
          <Table.Td>{connection.domains.join(", ") || "Any"}</Table.Td>
          <Table.Td>
            <Badge variant={connection.enabled ? "light" : "default"} size="sm" tt="none">
              {stateOf(connection)}
            </Badge>
          </Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </PlainTable>
);

export const Connections = () => {
  const may = useMay("workspace.manage");
  const mayChange = useMayAll();
  const list = useQuery({ ...connectionsQuery, enabled: may });
  const [creating, setCreating] = useState(false);
  if (!may) return <NoRight>An admin can connect an identity provider.</NoRight>;
  const connections = list.data ?? [];
  const open = (): void => setCreating(true);
  return (
    <SettingsPage
      title="Single sign-on"
      lead="Members sign in with the account that they have with your identity provider (OpenID Connect): Keycloak, Entra ID, Google, Okta and others."
      action={
        mayChange && connections.length > 0 ? (
          <Button onClick={open}>Connect another provider</Button>
        ) : null
      }
    >
      {mayChange ? null : <NeedsAllRights />}
      {list.isPending ? <SkeletonLines lines={3} /> : null}
      {list.error ? (
        <ErrorState
          error={list.error}
          doing="load the connections"
          onRetry={() => void list.refetch()}
        />
      ) : null}
      {list.isSuccess && connections.length === 0 ? (
        <NoConnection onConnect={mayChange ? open : null} />
      ) : null}
      {connections.length > 0 ? <ConnectionTable connections={connections} /> : null}
      <NewConnection opened={creating} onClose={() => setCreating(false)} />
    </SettingsPage>
  );
};
