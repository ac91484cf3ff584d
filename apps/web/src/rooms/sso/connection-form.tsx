// The settings of a connection: the client, whom it lets in, as what, and whether it is a must.
import { Button, Group, PasswordInput, Stack, Switch, TextInput } from "@mantine/core";
import type { Connection, ConnectionPatch } from "@rapport/sdk";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../platform/api.ts";
import { changedIn } from "../../ui/draft.rules.ts";
import { Select, TagsInput } from "../../ui/select.tsx";
import { FormError } from "../../ui/states.tsx";
import { showDone } from "../../ui/toast.tsx";
import { useDraft } from "../../ui/use-draft.tsx";
import { useRoles } from "../access/settings-queries.ts";
import { GroupRules } from "./group-rules.tsx";
import { refreshConnections } from "./sso-queries.ts";

type Values = Omit<
  Connection,
  | "id"
  | "clientSecret"
  | "hasSecret"
  | "redirectUrl"
  | "backChannelLogoutUrl"
  | "createdAt"
  | "updatedAt"
>;

const valuesOf = (connection: Connection): Values => {
  const {
    id: _id,
    clientSecret: _secret,
    hasSecret: _has,
    redirectUrl: _redirect,
    backChannelLogoutUrl: _back,
    createdAt: _created,
    updatedAt: _updated,
    ...values
  } = connection;
  return values;
};

const kind = {
  draftOf: valuesOf,
  isNewer: (saved: Connection, base: Connection) => saved.updatedAt > base.updatedAt,
};

interface PartProps {
  values: Values;
  set: (change: Partial<Values>) => void;
}

const Client = ({
  values,
  set,
  secret,
  setSecret,
  hasSecret,
}: PartProps & { secret: string; setSecret: (value: string) => void; hasSecret: boolean }) => (
  <>
    <TextInput
      label="Name"
      required
      withAsterisk={false}
      value={values.name}
      onChange={(event) => set({ name: event.currentTarget.value })}
    />
    <TextInput
      label="Issuer"
      required
      withAsterisk={false}
      value={values.issuer}
      onChange={(event) => set({ issuer: event.currentTarget.value })}
    />
    <TextInput
      label="Client id"
      required
      withAsterisk={false}
      value={values.clientId}
      onChange={(event) => set({ clientId: event.currentTarget.value })}
    />
    <PasswordInput
      label="Client secret"
      description={
        hasSecret ? "There is one. Type another to replace it." : "None: a public client."
      }
      autoComplete="off"
      value={secret}
      onChange={(event) => setSecret(event.currentTarget.value)}
    />
    <TagsInput
      label="Scopes"
      description="openid is always asked for. Some providers send groups only with a scope of their own."
      value={values.scopes}
      onChange={(scopes) => set({ scopes })}
    />
  </>
);

const WhoComesIn = ({ values, set }: PartProps) => {
  const roles = useRoles();
  return (
    <>
      <TagsInput
        label="Domains"
        description="Only addresses in these domains are let in. Empty: all that the provider vouches for."
        placeholder={values.domains.length === 0 ? "example.com" : ""}
        value={values.domains}
        onChange={(domains) => set({ domains: domains.map((one) => one.toLowerCase().trim()) })}
      />
      <Switch
        label="Whoever comes for the first time becomes a member"
        description="Off: only members, and those whom you have invited."
        checked={values.createsMembers}
        onChange={(event) => set({ createsMembers: event.currentTarget.checked })}
      />
      <Select
        label="Role for whom no group names one"
        placeholder="None: they are not let in"
        clearable
        data={roles.map((role) => ({ value: role.id, label: role.name }))}
        value={values.defaultRoleId}
        onChange={(defaultRoleId) => set({ defaultRoleId })}
      />
      <Switch
        label="Trust addresses that the provider does not mark as verified"
        description="Needed for Entra ID. Only where nobody can enter an address of somebody else at the provider."
        checked={values.trustsEmail}
        onChange={(event) => set({ trustsEmail: event.currentTarget.checked })}
      />
    </>
  );
};

const Offered = ({ values, set }: PartProps) => (
  <>
    <Switch
      label="On"
      description="Members can sign in through it."
      checked={values.enabled}
      onChange={(event) => set({ enabled: event.currentTarget.checked })}
    />
    <Switch
      label="Button on the sign-in screen"
      description="Off: it appears when somebody types an address in one of its domains."
      checked={values.shown}
      onChange={(event) => set({ shown: event.currentTarget.checked })}
    />
    <Switch
      label="Members with addresses in its domains must use it"
      description="Their passwords stop working here. Choose an admin who may still sign in by password under Settings, Members, for when the provider is away."
      checked={values.enforced}
      onChange={(event) => set({ enforced: event.currentTarget.checked })}
    />
  </>
);

export const ConnectionForm = ({ connection }: { connection: Connection }) => {
  const { base, draft: values, setDraft, takeSaved } = useDraft(connection, kind);
  const [secret, setSecret] = useState("");
  const set = (change: Partial<Values>): void => setDraft({ ...values, ...change });
  const save = useMutation({
    mutationFn: () => {
      // Only what was typed is sent, so that what somebody else saved meanwhile stands.
      const patch: ConnectionPatch = {
        ...changedIn(values, valuesOf(base)),
        ...(secret ? { clientSecret: secret } : {}),
      };
      return api.sso.update(connection.id, patch);
    },
    onSuccess: async (saved) => {
      takeSaved(values, saved);
      setSecret("");
      await refreshConnections();
      showDone("Connection saved. It holds from the next sign-in on.");
    },
  });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  const part = { values, set };
  return (
    <form onSubmit={onSubmit}>
      <Stack gap={14} maw={640}>
        <Client {...part} secret={secret} setSecret={setSecret} hasSecret={connection.hasSecret} />
        <WhoComesIn {...part} />
        <GroupRules {...part} />
        <Offered {...part} />
        <FormError error={save.error} />
        <Group>
          <Button type="submit" loading={save.isPending}>
            Save connection
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
