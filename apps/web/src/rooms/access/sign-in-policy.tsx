// What the workspace asks of those who sign in: second factor, remembered browsers; and whom it finds
// without one.
import { Alert, Button, Group, NumberInput, Radio, Stack } from "@mantine/core";
import type { SecurityPolicy } from "@rapport/sdk";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api, queryClient } from "../../platform/api.ts";
import { formatCount } from "../../ui/format.rules.ts";
import { MultiSelect } from "../../ui/select.tsx";
import { Section, SettingsPage } from "../../ui/settings.tsx";
import { ErrorState, FormError, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { showDone } from "../../ui/toast.tsx";
import { useMay, useMembers } from "./session.ts";
import { useRoles } from "./settings-queries.ts";

const POLICY_KEY = ["security-policy"];

const Without = () => {
  const states = useQuery({
    queryKey: ["member-sign-ins"],
    queryFn: () => api.memberSecurity.list(),
  });
  const members = useMembers().filter(({ status, userId }) => status === "active" && userId);
  const without = members.filter(
    ({ id }) => states.data?.find(({ memberId }) => memberId === id)?.secondFactor === false,
  );
  if (!states.data || members.length === 0) return null;
  return (
    <Alert variant="light">
      {without.length === 0
        ? "Every member who can sign in has a second factor."
        : `${formatCount(without.length, "member has", "members have")} no second factor yet, of ${members.length} who can sign in. Those whom you ask are led through the set-up at their next sign-in, and sessions without one end at once.`}
    </Alert>
  );
};

const PolicyForm = ({ policy }: { policy: SecurityPolicy }) => {
  const roles = useRoles();
  const [demand, setDemand] = useState(policy.secondFactor);
  const [roleIds, setRoleIds] = useState(policy.secondFactorRoleIds);
  const [days, setDays] = useState<number | string>(policy.rememberDays);
  const save = useMutation({
    mutationFn: () =>
      api.memberSecurity.changePolicy({
        secondFactor: demand,
        secondFactorRoleIds: roleIds,
        rememberDays: Number(days),
      }),
    onSuccess: async (saved) => {
      queryClient.setQueryData(POLICY_KEY, saved);
      showDone("Saved. It holds from now on.");
    },
  });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={onSubmit}>
      <Stack gap={16} maw={560}>
        <FormError error={save.error} />
        <Radio.Group
          label="Who must have a second factor"
          description="For sign-in with a password. Whoever comes by single sign-on is checked by the identity provider."
          value={demand}
          onChange={(value) => setDemand(value as SecurityPolicy["secondFactor"])}
        >
          <Stack gap={8} mt={8}>
            <Radio value="optional" label="Nobody: each member decides" />
            <Radio value="roles" label="Members with these roles" />
            <Radio value="everyone" label="Everybody" />
          </Stack>
        </Radio.Group>
        {demand === "roles" ? (
          <MultiSelect
            label="Roles"
            data={roles.map((role) => ({ value: role.id, label: role.name }))}
            value={roleIds}
            onChange={setRoleIds}
          />
        ) : null}
        <NumberInput
          label="Days that a browser may be remembered"
          description="Members can choose not to be asked for the second factor again in their browser. 0: they are always asked."
          min={0}
          max={90}
          allowDecimal={false}
          w={300}
          value={days}
          onChange={setDays}
        />
        <Group>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

export const SignInPolicy = () => {
  const may = useMay("workspace.manage");
  const policy = useQuery({
    queryKey: POLICY_KEY,
    queryFn: () => api.memberSecurity.policy(),
    enabled: may,
  });
  if (!may) return <NoRight>An admin can change what is asked at sign-in.</NoRight>;
  return (
    <SettingsPage title="Sign-in" lead="What members must prove to come in.">
      {policy.isPending ? <SkeletonLines lines={5} /> : null}
      {policy.error ? (
        <ErrorState
          error={policy.error}
          doing="load what is asked"
          onRetry={() => void policy.refetch()}
        />
      ) : null}
      {policy.data ? (
        <Stack gap={16}>
          <Without />
          <PolicyForm policy={policy.data} />
          <Section
            title="Single sign-on"
            lead={
              policy.data.ssoDomains.length > 0
                ? `Members with addresses in ${policy.data.ssoDomains.join(", ")} must use single sign-on.`
                : "Nobody has to use single sign-on."
            }
          >
            <Link to="/settings/single-sign-on" className="r-link">
              Connections to identity providers
            </Link>
          </Section>
        </Stack>
      ) : null}
    </SettingsPage>
  );
};
