// Which groups of the provider give which role, teams and regions. The first rule with a role decides it.
import { ActionIcon, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import type { Connection } from "@rapport/sdk";
import { IconPlus, IconTrash } from "../../ui/icons.ts";
import { MultiSelect, Select, TagsInput } from "../../ui/select.tsx";
import { useRoles, useTeams } from "../access/settings-queries.ts";
import css from "./sso.module.css";

type Rule = Connection["rules"][number];

interface GroupRulesProps {
  values: Pick<Connection, "groupsClaim" | "regionClaim" | "rules">;
  set: (change: Partial<Pick<Connection, "groupsClaim" | "regionClaim" | "rules">>) => void;
}

interface RuleRowProps {
  rule: Rule;
  number: number;
  onChange: (change: Partial<Rule>) => void;
  onRemove: () => void;
}

const RuleRow = ({ rule, number, onChange, onRemove }: RuleRowProps) => {
  const roles = useRoles();
  const teams = useTeams();
  return (
    <div className={css.rule}>
      <TextInput
        size="xs"
        aria-label={`Group of rule ${number}`}
        placeholder="Group"
        required
        value={rule.group}
        onChange={(event) => onChange({ group: event.currentTarget.value })}
      />
      <Select
        size="xs"
        aria-label={`Role of rule ${number}`}
        placeholder="Any role"
        clearable
        data={roles.map((role) => ({ value: role.id, label: role.name }))}
        value={rule.roleId}
        onChange={(roleId) => onChange({ roleId })}
      />
      <MultiSelect
        size="xs"
        aria-label={`Teams of rule ${number}`}
        placeholder={rule.teamIds.length === 0 ? "No team" : ""}
        data={teams.map((team) => ({ value: team.id, label: team.name }))}
        value={rule.teamIds}
        onChange={(teamIds) => onChange({ teamIds })}
      />
      <TagsInput
        size="xs"
        aria-label={`Regions of rule ${number}`}
        placeholder={rule.regions.length === 0 ? "No region" : ""}
        value={rule.regions}
        onChange={(regions) => onChange({ regions })}
      />
      <ActionIcon aria-label={`Remove rule ${number}`} onClick={onRemove}>
        <IconTrash size={15} />
      </ActionIcon>
    </div>
  );
};

export const GroupRules = ({ values, set }: GroupRulesProps) => {
  const { rules } = values;
  const change = (at: number, part: Partial<Rule>): void =>
    set({ rules: rules.map((rule, index) => (index === at ? { ...rule, ...part } : rule)) });
  const fresh: Rule = { group: "", roleId: null, teamIds: [], regions: [] };
  return (
    <Stack gap={10} role="group" aria-label="Groups">
      <Text size="sm" fw={500}>
        Groups
      </Text>
      <Text size="xs" c="dimmed">
        Looked at again at each sign-in. The first rule with a role decides the role; teams and
        regions of all matching rules are given together. The last admin always stays one.
      </Text>
      <Group gap={12} grow>
        <TextInput
          label="Claim with the groups"
          value={values.groupsClaim}
          required
          withAsterisk={false}
          onChange={(event) => set({ groupsClaim: event.currentTarget.value })}
        />
        <TextInput
          label="Claim with the region"
          placeholder="None"
          value={values.regionClaim ?? ""}
          onChange={(event) => set({ regionClaim: event.currentTarget.value.trim() || null })}
        />
      </Group>
      {rules.map((rule, index) => (
        <RuleRow
          // biome-ignore lint/suspicious/noArrayIndexKey: rules have no name of their own, and their order counts
          key={index}
          rule={rule}
          number={index + 1}
          onChange={(part) => change(index, part)}
          onRemove={() => set({ rules: rules.filter((_rule, at) => at !== index) })}
        />
      ))}
      <Group>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          onClick={() => set({ rules: [...rules, fresh] })}
        >
          Add a group
        </Button>
      </Group>
    </Stack>
  );
};
