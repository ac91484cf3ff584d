// Who works here: role, teams, regions, and who is invited.
import { Badge, Button, Table } from "@mantine/core";
import type { Member, MemberChange } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { MultiSelect, Select, TagsInput } from "../../ui/select.tsx";
import { PlainTable, Section, SettingsPage } from "../../ui/settings.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { membersQuery, useMay, useMe } from "./session.ts";
import { invitationsQuery, useRoles, useSetting, useTeams } from "./settings-queries.ts";

interface RowProps {
  member: Member;
  may: boolean;
  onChange: (change: MemberChange) => void;
}

const MemberRow = ({ member, may, onChange }: RowProps) => {
  const roles = useRoles();
  const teams = useTeams();
  const me = useMe();
  const active = member.status === "active";
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
      <Table.Td>
        {active ? null : (
          <Badge variant="default" size="sm" tt="none">
            Deactivated
          </Badge>
        )}
        {may && member.id !== me.member?.id ? (
          <Button
            variant="subtle"
            color="gray"
            onClick={() => onChange({ status: active ? "deactivated" : "active" })}
          >
            {active ? "Deactivate" : "Activate"}
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
  const [inviting, setInviting] = useState(false);
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
              <Table.Th>Status</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {list.data.map((member) => (
              <MemberRow
                key={member.id}
                member={member}
                may={may}
                onChange={(data) => change.mutate({ id: member.id, data })}
              />
            ))}
          </Table.Tbody>
        </PlainTable>
      ) : null}
      {may ? <Invitations /> : null}
      <InviteDialog opened={inviting} onClose={() => setInviting(false)} />
    </SettingsPage>
  );
};
