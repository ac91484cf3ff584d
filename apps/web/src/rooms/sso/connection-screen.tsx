// One connection: what to register with the provider, its settings, the test, and its end.
import { Button, Group, Stack, Text } from "@mantine/core";
import type { Connection } from "@rapport/sdk";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { CopyField } from "../../ui/copy-field.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Section, SettingsPage } from "../../ui/settings.tsx";
import { EmptyState, ErrorState, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { showDone, showError } from "../../ui/toast.tsx";
import { useMay, useMayAll } from "../access/session.ts";
import { ConnectionForm } from "./connection-form.tsx";
import { ConnectionTest } from "./connection-test.tsx";
import { NeedsAllRights } from "./needs-all-rights.tsx";
import { connectionsQuery, refreshConnections } from "./sso-queries.ts";

const route = getRouteApi("/app/settings/single-sign-on/$id");

const Removal = ({ connection }: { connection: Connection }) => {
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => api.sso.remove(connection.id),
    onSuccess: async () => {
      await refreshConnections();
      showDone(`${connection.name} is disconnected.`);
      await navigate({ to: "/settings/single-sign-on" });
    },
    onError: (error) => showError(error, "The connection was not deleted"),
  });
  return (
    <>
      <Group>
        <Button variant="default" onClick={() => setAsking(true)}>
          Delete the connection…
        </Button>
      </Group>
      <Dialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Delete the connection to ${connection.name}?`}
      >
        <Text size="sm">
          Members who signed in through it are signed out. They stay members, with their records;
          who has no password sets one by “Forgot your password?”.
        </Text>
        <Group justify="flex-end" mt={16} gap={8}>
          <Button variant="default" onClick={() => setAsking(false)}>
            Keep it
          </Button>
          <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
            Delete connection
          </Button>
        </Group>
      </Dialog>
    </>
  );
};

export const ConnectionScreen = () => {
  const { id } = route.useParams();
  const may = useMay("workspace.manage");
  const mayChange = useMayAll();
  const list = useQuery({ ...connectionsQuery, enabled: may });
  if (!may) return <NoRight>An admin can connect an identity provider.</NoRight>;
  const connection = list.data?.find((one) => one.id === id);
  if (list.isPending) return <SkeletonLines />;
  if (!list.data) {
    return (
      <ErrorState
        error={list.error}
        doing="load the connection"
        onRetry={() => void list.refetch()}
      />
    );
  }
  if (!connection) {
    return (
      <EmptyState
        title="There is no such connection"
        action={
          <Link to="/settings/single-sign-on" className="r-link">
            All connections
          </Link>
        }
      >
        It may have been deleted.
      </EmptyState>
    );
  }
  return (
    <SettingsPage
      title={connection.name}
      lead={
        connection.enabled
          ? "On: members can sign in through it."
          : "Off: nobody sees it on the sign-in screen yet. Test it, then turn it on."
      }
    >
      <Section title="At the provider" lead="Register Rapport there as a web application, with:">
        <Stack gap={12} maw={640}>
          <CopyField label="Redirect address" value={connection.redirectUrl} />
          <CopyField
            label="Back-channel logout address (optional)"
            value={connection.backChannelLogoutUrl}
          />
        </Stack>
      </Section>
      <Section title="Test" lead="Asks the provider what a sign-in would ask. Nothing is changed.">
        <ConnectionTest connection={connection} />
      </Section>
      <Section title="Settings">
        {mayChange ? <ConnectionForm key={id} connection={connection} /> : <NeedsAllRights />}
      </Section>
      {mayChange ? (
        <Section title="End">
          <Removal connection={connection} />
        </Section>
      ) : null}
    </SettingsPage>
  );
};
