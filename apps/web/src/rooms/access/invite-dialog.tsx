// Invites a member. Where the server has no mail, it answers a link to hand over, shown here once.

import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import type { InvitationInput } from "@rapport/sdk";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../platform/api.ts";
import { CopyField } from "../../ui/copy-field.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { MultiSelect, Select } from "../../ui/select.tsx";
import { FormError } from "../../ui/states.tsx";
import { refreshAccess, useRoles, useTeams } from "./settings-queries.ts";

export const InviteDialog = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => {
  const roles = useRoles();
  const teams = useTeams();
  const [email, setEmail] = useState("");
  const [roleId, setRoleId] = useState<string | null>(null);
  const [teamIds, setTeamIds] = useState<string[]>([]);
  const invite = useMutation({
    mutationFn: (data: InvitationInput) => api.invitations.create(data),
    onSuccess: refreshAccess,
  });
  const chosen = roleId ?? roles.find((role) => role.key === "member")?.id ?? null;
  const close = (): void => {
    invite.reset();
    setEmail("");
    onClose();
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (chosen) invite.mutate({ email: email.trim(), roleId: chosen, teamIds });
  };
  return (
    <Dialog opened={opened} onClose={close} title="Invite a member">
      {invite.data ? (
        <Stack gap={12}>
          <Text size="sm" role="status">
            {invite.data.mailed
              ? `An invitation is on its way to ${invite.data.email}. It works for seven days.`
              : "This server sends no mail. Hand over this link; it works once, for seven days, and is shown only now."}
          </Text>
          {invite.data.url ? <CopyField label="Invitation link" value={invite.data.url} /> : null}
          <Group justify="flex-end">
            <Button onClick={close}>Done</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={onSubmit}>
          <Stack gap={12}>
            <FormError error={invite.error} />
            <TextInput
              label="E-mail"
              type="email"
              required
              withAsterisk={false}
              data-autofocus
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <Select
              label="Role"
              allowDeselect={false}
              data={roles.map((role) => ({ value: role.id, label: role.name }))}
              value={chosen}
              onChange={setRoleId}
            />
            {teams.length > 0 ? (
              <MultiSelect
                label="Teams"
                data={teams.map((team) => ({ value: team.id, label: team.name }))}
                value={teamIds}
                onChange={setTeamIds}
              />
            ) : null}
            <Group justify="flex-end" gap={8}>
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button type="submit" loading={invite.isPending}>
                Invite
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Dialog>
  );
};
