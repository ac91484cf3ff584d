// Who works here: role, teams, regions, and who is invited.
import { Badge, Button, Table } from "@mantine/core";
import type { Member, MemberChange, MemberSignIn } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { MultiSelect, Select, TagsInput } from "../../ui/select.tsx";
import { PlainTable, Section, SettingsPage } from "../../ui/settings.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { MemberSecurity } from "./member-security.tsx";
import { membersQuery, useMay, useMe } from "./session.ts";
import { invitationsQuery, useRoles, useSetting, useTeams } from "./settings-queries.ts";

const SignInState = ({ member, state }: Pick<RowProps, "member" | "state">) => {
  if (member.status === "deactivated") {
    return (
      <Badge variant="default" size="sm" tt="none">
        Deactivated
      </Badge>
    );
  }
  if (!member.userId) return <span className="r-muted">Cannot sign in</span>;
  if (!state) return null;
  return (
    <>
      {state.secondFactor ? (
        <Badge variant="light" size="sm" tt="none">
          Second factor
        </Badge>
      ) : null}
      <div className="r-muted">
        {state.lastSeenAt ? (
          <>
            seen <RelativeTime value={state.lastSeenAt} />
          </>
        ) : (
          "not signed in"
        )}
      </div>
    </>
  );
};

interface RowProps {
  member: Member;
  state: MemberSignIn | undefined;
  may: boolean;
  onOpen: () => void;
  onChange: (change: MemberChange) => void;
}

const MemberRow = ({ member, state, may, onOpen, onChange }: RowProps) => {
  const roles = useRoles();
  const teams = useTeams();
  const me = useMe();
  return (
    <Table.Tr>
      <Table.Td>
        {member.name || member.email}
        {member.id === me.member?.id ? <span className="r-muted"> (you)</span> : null}
        <div className="r-muted">{member.email}</div>
      </Table.Td>
      <Table.Td miw={140}>
        {may ? (
          <Select
            size="xs"
            aria-label={`Role of ${member.name}`}
            allowDeselect={false}
            data={roles.map((role) => ({ value: role.id, label: role.name }))}
            value={member.roleId}
            onChange={(roleId) => roleId && onChange({ roleId })}
          />
        ) : (
          member.roleName
        )}
      </Table.Td>
      <Table.Td miw={160}>
        <MultiSelect
          size="xs"
          aria-label={`Teams of ${member.name}`}
          disabled={!may}
          placeholder={member.teamIds.length === 0 ? "None" : ""}
          data={teams.map((team) => ({ value: team.id, label: team.name }))}
          value={member.teamIds}
          onChange={(teamIds) => onChange({ teamIds })}
        />
      </Table.Td>
      <Table.Td miw={150}>
        <TagsInput
          size="xs"
          aria-label={`Regions of ${member.name}`}
          disabled={!may}
          placeholder={member.regions.length === 0 ? "Any" : ""}
          value={member.regions}
          onChange={(regions) => onChange({ regions })}
        />
      </Table.Td>
      <Table.Td miw={130}>
        <SignInState member={member} state={state} />
      </Table.Td>
      <Table.Td ta="right">
        {may ? (
          <Button variant="subtle" color="gray" onClick={onOpen}>
            Sign-in
          </Button>
        ) : null}
      </Table.Td>
    </Table.Tr>
  );
};

const Invitations = () => {
  const list = useQuery(invitationsQuery);
  const revoke = useSetting({
    run: (id: string) => api.invitations.remove(id),
    done: "Invitation withdrawn.",
    failed: "The invitation was not withdrawn",
  });
  const open = (list.data ?? []).filter((invitation) => invitation.status === "open");
  if (open.length === 0) return null;
  return (
    <Section title="Invited">
      <PlainTable label="Invited">
        <Table.Tbody>
          {open.map((invitation) => (
            <Table.Tr key={invitation.id}>
              <Table.Td>{invitation.email}</Table.Td>
              <Table.Td>
                expires <RelativeTime value={invitation.expiresAt} />
              </Table.Td>
              <Table.Td ta="right">
                <Button variant="subtle" color="gray" onClick={() => revoke.mutate(invitation.id)}>
                  Withdraw
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </PlainTable>
    </Section>
  );
};

export const Members = () => {
  const may = useMay("members.manage");
  const list = useQuery(membersQuery);
  const states = useQuery({
    queryKey: ["member-sign-ins"],
    queryFn: () => api.memberSecurity.list(),
    enabled: may,
  });
  const [inviting, setInviting] = useState(false);
  const [openId, setOpenId] = useState<string | null>(null);
  const opened = list.data?.find(({ id }) => id === openId);
  const change = useSetting({
    run: ({ id, data }: { id: string; data: MemberChange }) => api.members.update(id, data),
    done: "Member saved.",
    failed: "The member was not saved",
  });
  return (
    <SettingsPage
      wide
      title="Members"
      lead={
        may
          ? "What a member may see and do follows from the role."
          : "An admin can change roles and invite others."
      }
      action={may ? <Button onClick={() => setInviting(true)}>Invite a member</Button> : null}
    >
      {list.isPending ? <SkeletonLines /> : null}
      {list.error ? (
        <ErrorState
          error={list.error}
          doing="load the members"
          onRetry={() => void list.refetch()}
        />
      ) : null}
      {list.data ? (
        <PlainTable label="Members">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Member</Table.Th>
              <Table.Th>Role</Table.Th>
              <Table.Th>Teams</Table.Th>
              <Table.Th>Regions</Table.Th>
              <Table.Th>Sign-in</Table.Th>
              <Table.Td />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {list.data.map((member) => (
              <MemberRow
                key={member.id}
                member={member}
                state={states.data?.find(({ memberId }) => memberId === member.id)}
                may={may}
                onOpen={() => setOpenId(member.id)}
                onChange={(data) => change.mutate({ id: member.id, data })}
              />
            ))}
          </Table.Tbody>
        </PlainTable>
      ) : null}
      {may ? <Invitations /> : null}
      {opened ? (
        <MemberSecurity
          key={opened.id}
          member={opened}
          state={states.data?.find(({ memberId }) => memberId === opened.id)}
          onClose={() => setOpenId(null)}
        />
      ) : null}
      <InviteDialog opened={inviting} onClose={() => setInviting(false)} />
    </SettingsPage>
  );
};
