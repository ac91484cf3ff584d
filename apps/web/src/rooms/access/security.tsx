// One's own security: password, second factor, and where one is signed in.
import { Button, Group, PasswordInput, Stack } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../platform/api.ts";
import { Section, SettingsPage } from "../../ui/settings.tsx";
import { ErrorState, FormError, SkeletonLines } from "../../ui/states.tsx";
import { showDone, showError } from "../../ui/toast.tsx";
import { refreshAccount, securityQuery, sessionsQuery } from "./account-queries.ts";
import { OwnFactor } from "./own-factor.tsx";
import { SessionList } from "./session-list.tsx";

const ChangePassword = () => {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const change = useMutation({
    mutationFn: () => api.auth.changePassword({ currentPassword: current, newPassword: next }),
    onSuccess: () => {
      setCurrent("");
      setNext("");
      void refreshAccount();
      showDone("Password changed. Your other sessions ended.");
    },
  });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <form onSubmit={onSubmit}>
      <Stack gap={12} maw={420}>
        <FormError error={change.error} />
        <PasswordInput
          label="Password now"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label="New password"
          description="At least 10 characters. A few unrelated words make a good one."
          autoComplete="new-password"
          minLength={10}
          required
          withAsterisk={false}
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        <Group>
          <Button
            type="submit"
            variant="default"
            loading={change.isPending}
            disabled={current === "" || next === ""}
          >
            Change password
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

const OwnSessions = () => {
  const sessions = useQuery(sessionsQuery);
  const end = useMutation({
    mutationFn: (id: string) => api.account.endSession(id),
    onSuccess: () => showDone("Session ended."),
    onError: (error) => showError(error, "The session was not ended"),
    onSettled: () => void refreshAccount(),
  });
  const endOthers = useMutation({
    mutationFn: () => api.account.endOtherSessions(),
    onSuccess: (ended) => {
      void refreshAccount();
      showDone(ended === 1 ? "One session ended." : `${ended} sessions ended.`);
    },
    onError: (error) => showError(error, "The sessions were not ended"),
  });
  if (sessions.isPending) return <SkeletonLines lines={3} />;
  if (sessions.error) {
    return (
      <ErrorState
        error={sessions.error}
        doing="load your sessions"
        onRetry={() => void sessions.refetch()}
      />
    );
  }
  const others = sessions.data.filter((session) => !session.current);
  return (
    <Stack gap={12}>
      <SessionList
        label="Your sessions"
        sessions={sessions.data}
        busyId={end.isPending ? end.variables : undefined}
        onEnd={(session) => end.mutate(session.id)}
      />
      {others.length > 0 ? (
        <Group>
          <Button
            variant="default"
            loading={endOthers.isPending}
            onClick={() => endOthers.mutate()}
          >
            End all other sessions
          </Button>
        </Group>
      ) : null}
    </Stack>
  );
};

export const OwnSecurity = () => {
  const security = useQuery(securityQuery);
  return (
    <SettingsPage
      title="Security"
      lead="How you prove that it is you, and where you are signed in."
    >
      {security.isPending ? <SkeletonLines lines={6} /> : null}
      {security.error ? (
        <ErrorState
          error={security.error}
          doing="load your security settings"
          onRetry={() => void security.refetch()}
        />
      ) : null}
      {security.data?.byProvider ? (
        <Section
          title="Password and second factor"
          lead="You signed in with your workspace's identity provider, which keeps your password and second factor. Change them there."
        >
          {null}
        </Section>
      ) : null}
      {security.data && !security.data.byProvider ? (
        <>
          <Section
            title="Second factor"
            lead="A code beside the password, so that a password alone opens nothing."
          >
            <OwnFactor security={security.data} />
          </Section>
          <Section title="Password" lead="Changing it ends your other sessions.">
            <ChangePassword />
          </Section>
        </>
      ) : null}
      <Section title="Sessions" lead="Ended sessions stop working at once.">
        <OwnSessions />
      </Section>
    </SettingsPage>
  );
};
