// All automations that this member may see: whether each is on, what it does, and whether it is well.
import { ActionIcon, Anchor, Button, Menu, Switch } from "@mantine/core";
import type { Automation } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { formatNumber } from "../../ui/format.rules.ts";
import { IconBolt, IconDotsVertical, IconPlus } from "../../ui/icons.ts";
import { useKeys } from "../../ui/keys.ts";
import { PageBody } from "../../ui/page.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { EmptyState, ErrorState, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { useMay } from "../access/session.ts";
import { automationsQuery, recipesQuery } from "./automation-queries.ts";
import { useChangeAutomation, useDeleteAutomation } from "./automation-writes.ts";
import css from "./automations.module.css";
import { AutomationsHead } from "./automations-head.tsx";

const Health = ({ rule }: { rule: Automation }) => {
  const { health } = rule;
  return (
    <div className={css.health}>
      {health.lastRunAt ? (
        <span>
          Ran <RelativeTime value={health.lastRunAt} />
        </span>
      ) : (
        <span>Never ran</span>
      )}
      <span className="r-num">{formatNumber(health.done24h)} today</span>
      {health.failed24h > 0 ? (
        <span className={css.bad}>{formatNumber(health.failed24h)} failed</span>
      ) : null}
      {health.waiting > 0 ? <span>{formatNumber(health.waiting)} waiting</span> : null}
    </div>
  );
};

const problemOf = (rule: Automation): string | null => {
  if (rule.pausedBecause) return `Paused: ${rule.pausedBecause.text}`;
  const [fault] = rule.faults;
  return fault ? fault.text : null;
};

const ownerWords = (rule: Automation): string =>
  rule.isOwn ? "" : ` Runs as ${rule.ownerName ?? "a member who left"}.`;

const RuleRow = ({ rule }: { rule: Automation }) => {
  const change = useChangeAutomation();
  const remove = useDeleteAutomation();
  const navigate = useNavigate();
  const problem = problemOf(rule);
  const toggle = (enabled: boolean): void =>
    change.mutate({
      rule,
      change: { enabled },
      done: `"${rule.name}" is ${enabled ? "on" : "off"}.`,
    });
  return (
    <li className={css.rule}>
      <Switch
        aria-label={`${rule.name} is on`}
        checked={change.isPending ? change.variables.change.enabled === true : rule.state === "on"}
        disabled={change.isPending}
        onChange={(event) => toggle(event.currentTarget.checked)}
      />
      <div>
        <Anchor component={Link} to={`/automations/${rule.id}`} className={css.name}>
          {rule.name}
        </Anchor>
        <p className={css.sentence}>
          {rule.sentence}
          {ownerWords(rule)}
        </p>
        {problem ? <p className={css.problem}>{problem}</p> : null}
      </div>
      <Health rule={rule} />
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={`More about ${rule.name}`}>
            <IconDotsVertical size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void navigate({ to: `/automations/${rule.id}` })}>
            Edit
          </Menu.Item>
          <Menu.Item
            onClick={() => void navigate({ to: "/automations/runs", search: { rule: rule.id } })}
          >
            Show its log
          </Menu.Item>
          <Menu.Item color="red" onClick={() => remove.mutate(rule)}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  );
};

const Recipes = () => {
  const { data } = useQuery(recipesQuery);
  if (!data || data.length === 0) return null;
  return (
    <ul className={css.recipes} aria-label="Automations to begin with">
      {data.map((recipe) => (
        <li key={recipe.key} className={css.recipe}>
          <strong>{recipe.title}</strong>
          <p>{recipe.needs ?? recipe.about}</p>
          <Button
            component={Link}
            to={`/automations/new?recipe=${recipe.key}`}
            variant="default"
            disabled={recipe.needs !== null}
          >
            Look at it and save
          </Button>
        </li>
      ))}
    </ul>
  );
};

const start = (
  <Button component={Link} to="/automations/new" leftSection={<IconPlus size={14} />}>
    New automation
  </Button>
);

export const AutomationList = () => {
  const may = useMay("automations.manage");
  const navigate = useNavigate();
  const list = useQuery({ ...automationsQuery, enabled: may });
  const rules = list.data ?? [];
  useKeys({ n: () => void navigate({ to: "/automations/new" }) }, may);
  if (!may) return <NoRight>An admin can give your role the right to make automations.</NoRight>;
  return (
    <>
      <AutomationsHead actions={rules.length > 0 ? start : null} />
      <PageBody wide>
        {list.isPending ? <SkeletonLines /> : null}
        {list.error ? (
          <ErrorState
            error={list.error}
            doing="load the automations"
            onRetry={() => void list.refetch()}
          />
        ) : null}
        {list.isSuccess && rules.length === 0 ? (
          <>
            <EmptyState
              icon={<IconBolt size={24} stroke={1.5} />}
              title="No automations yet"
              action={start}
            >
              An automation does something by itself when a record is created, changed or due. It
              never does more than you may, and each of its runs can be looked at and undone.
            </EmptyState>
            <Recipes />
          </>
        ) : null}
        {rules.length > 0 ? (
          <ul className={css.rules} aria-label="Automations">
            {rules.map((rule) => (
              <RuleRow key={rule.id} rule={rule} />
            ))}
          </ul>
        ) : null}
      </PageBody>
    </>
  );
};
