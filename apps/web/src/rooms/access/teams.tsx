// Teams, which rights by "own team" refer to. Who is in a team is set here or with the member.
import { ActionIcon, Button, Group, Table, TextInput } from "@mantine/core";
import type { Member, Team } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../platform/api.ts";
import { IconTrash } from "../../ui/icons.ts";
import { MultiSelect } from "../../ui/select.tsx";
import { PlainTable, SettingsPage } from "../../ui/settings.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { useMay, useMembers } from "./session.ts";
import { teamsQuery, useSetting } from "./settings-queries.ts";

const saveMembers = async ({
  team,
  ids,
  members,
}: {
  team: Team;
  ids: string[];
  members: Member[];
}) => {
  const changed = members.filter(
    (member) => ids.includes(member.id) !== member.teamIds.includes(team.id),
  );
  for (const member of changed) {
    const others = member.teamIds.filter((id) => id !== team.id);
    await api.members.update(member.id, {
      teamIds: ids.includes(member.id) ? [...others, team.id] : others,
    });
  }
};

const TeamRow = ({ team, may }: { team: Team; may: boolean }) => {
  const members = useMembers();
  const rename = useSetting({
    run: (name: string) => api.teams.update(team.id, { name }),
    done: "Team saved.",
    failed: "The team was not saved",
  });
  const place = useSetting({
    run: saveMembers,
    done: "Team saved.",
    failed: "The team was not saved",
  });
  const remove = useSetting({
    run: () => api.teams.remove(team.id),
    done: `Team ${team.name} deleted.`,
    failed: "The team was not deleted",
  });
  return (
    <Table.Tr>
      <Table.Td miw={180}>
        <TextInput
          size="xs"
          aria-label="Name of the team"
          defaultValue={team.name}
          disabled={!may}
          onBlur={(event) => {
            const name = event.currentTarget.value.trim();
            if (name && name !== team.name) rename.mutate(name);
          }}
        />
      </Table.Td>
      <Table.Td miw={300}>
        <MultiSelect
          size="xs"
          searchable
          aria-label={`Members of ${team.name}`}
          disabled={!may || place.isPending}
          placeholder={team.memberIds.length === 0 ? "Nobody yet" : ""}
          data={members.map((member) => ({ value: member.id, label: member.name || member.email }))}
          value={team.memberIds}
          onChange={(ids) => place.mutate({ team, ids, members })}
        />
      </Table.Td>
      <Table.Td ta="right">
        {may ? (
          <ActionIcon
            aria-label={`Delete the team ${team.name}`}
            onClick={() => remove.mutate(undefined)}
          >
            <IconTrash size={15} />
          </ActionIcon>
        ) : null}
      </Table.Td>
    </Table.Tr>
  );
};

const NewTeam = () => {
  const [name, setName] = useState("");
  const create = useSetting({
    run: (input: { name: string }) => api.teams.create(input),
    done: "Team made.",
    failed: "The team was not made",
  });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    create.mutate({ name: name.trim() }, { onSuccess: () => setName("") });
  };
  return (
    <form onSubmit={onSubmit}>
      <Group gap={8} mb={16}>
        <TextInput
          w={260}
          aria-label="Name of the new team"
          placeholder="Name of a new team"
          value={name}
          required
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button size="sm" type="submit" loading={create.isPending} disabled={name.trim() === ""}>
          Make team
        </Button>
      </Group>
    </form>
  );
};

export const Teams = () => {
  const may = useMay("members.manage");
  const list = useQuery(teamsQuery);
  const teams = list.data ?? [];
  return (
    <SettingsPage
      title="Teams"
      lead="A role can let members see or change what belongs to their own team."
    >
      {may ? <NewTeam /> : null}
      {list.isPending ? <SkeletonLines lines={4} /> : null}
      {list.error ? (
        <ErrorState error={list.error} doing="load the teams" onRetry={() => void list.refetch()} />
      ) : null}
      {list.isSuccess && teams.length === 0 ? (
        <EmptyState title="No teams yet">
          Make one, for instance per region or per product.
        </EmptyState>
      ) : null}
      {teams.length > 0 ? (
        <PlainTable label="Teams">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Team</Table.Th>
              <Table.Th>Members</Table.Th>
              <Table.Td />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {teams.map((team) => (
              <TeamRow key={`${team.id}-${team.name}`} team={team} may={may} />
            ))}
          </Table.Tbody>
        </PlainTable>
      ) : null}
    </SettingsPage>
  );
};
