// How one member signs in, for admins: sessions ended, second factor reset, password kept beside single
// sign-on, deactivated. What cannot be taken back is asked, by name.
import { Button, Group, Stack, Switch, Text } from "@mantine/core";
import type { Member, MemberSignIn } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, queryClient } from "../../platform/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { useMe } from "./session.ts";
import { SessionList } from "./session-list.tsx";
import { refreshAccess, useSetting } from "./settings-queries.ts";

interface MemberSecurityProps {
  member: Member;
  state: MemberSignIn | undefined;
  onClose: () => void;
}

const refresh = async (): Promise<void> => {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ["member-sign-ins"] }),
    queryClient.invalidateQueries({ queryKey: ["member-sessions"] }),
    refreshAccess(),
  ]);
};

const Deactivation = ({ member, onDone }: { member: Member; onDone: () => void }) => {
  const [asking, setAsking] = useState(false);
  const isActive = member.status === "active";
  const change = useSetting({
    run: (status: "active" | "deactivated") => api.members.update(member.id, { status }),
    done: isActive ? `${member.name} is deactivated.` : `${member.name} is active again.`,
    failed: "The member was not changed",
  });
  const apply = (): void =>
    change.mutate(isActive ? "deactivated" : "active", {
      onSuccess: () => {
        void refresh();
        onDone();
      },
    });
  if (!isActive) {
    return (
      <Button variant="default" loading={change.isPending} onClick={apply}>
        Activate again
      </Button>
    );
  }
  if (!asking) {
    return (
      <Button variant="default" onClick={() => setAsking(true)}>
        Deactivate…
      </Button>
    );
  }
  return (
    <Stack gap={8}>
      <Text size="sm">
        {member.name} can no longer sign in, and their API keys are revoked for good. Records that
        they own stay as they are.
      </Text>
      <Group gap={8}>
        <Button variant="default" onClick={() => setAsking(false)}>
          Keep active
        </Button>
        <Button color="red" loading={change.isPending} onClick={apply}>
          Deactivate {member.name}
        </Button>
      </Group>
    </Stack>
  );
};

export const MemberSecurity = ({ member, state, onClose }: MemberSecurityProps) => {
  const me = useMe();
  const isSelf = member.id === me.member?.id;
  const sessions = useQuery({
    queryKey: ["member-sessions", member.id],
    queryFn: () => api.memberSecurity.sessions(member.id),
  });
  const end = useSetting({
    run: () => api.memberSecurity.endSessions(member.id),
    done: `${member.name} is signed out everywhere.`,
    failed: "The sessions were not ended",
  });
  const reset = useSetting({
    run: () => api.memberSecurity.resetSecondFactor(member.id),
    done: `The second factor of ${member.name} is gone; they can set up another one.`,
    failed: "The second factor was not reset",
  });
  const keepPassword = useSetting({
    run: (mayUsePassword: boolean) => api.members.update(member.id, { mayUsePassword }),
    done: "Member saved.",
    failed: "The member was not saved",
  });
  const open = sessions.data ?? [];
  return (
    <Dialog opened onClose={onClose} title={`How ${member.name} signs in`} size="lg">
      <Stack gap={16}>
        {sessions.isPending ? <SkeletonLines lines={3} /> : null}
        {sessions.error ? (
          <ErrorState
            error={sessions.error}
            doing="load the sessions"
            onRetry={() => void sessions.refetch()}
          />
        ) : null}
        {sessions.data && open.length === 0 ? (
          <Text size="sm" c="dimmed">
            Not signed in anywhere.
          </Text>
        ) : null}
        {open.length > 0 ? (
          <SessionList label={`Sessions of ${member.name}`} sessions={open} />
        ) : null}
        <Switch
          label="May sign in by password when single sign-on is a must"
          description="For when the identity provider is away."
          checked={state?.mayUsePassword ?? false}
          disabled={keepPassword.isPending}
          onChange={(event) =>
            keepPassword.mutate(event.currentTarget.checked, { onSuccess: () => void refresh() })
          }
        />
        {isSelf ? null : (
          <Group gap={8} align="flex-start">
            {open.length > 0 ? (
              <Button
                variant="default"
                loading={end.isPending}
                onClick={() => end.mutate(undefined, { onSuccess: () => void refresh() })}
              >
                Sign out everywhere
              </Button>
            ) : null}
            {state?.secondFactor ? (
              <Button
                variant="default"
                loading={reset.isPending}
                onClick={() => reset.mutate(undefined, { onSuccess: () => void refresh() })}
              >
                Reset second factor
              </Button>
            ) : null}
            <Deactivation member={member} onDone={onClose} />
          </Group>
        )}
      </Stack>
    </Dialog>
  );
};
