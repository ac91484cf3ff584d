// The actions: what each adds and on what evidence, and the trials that find out.
import { Button, Group, NumberInput, Text } from "@mantine/core";
import type { ActionSummary } from "@rapport/contracts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { formatNumber } from "../../ui/format.rules.ts";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { ErrorState, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { useMay } from "../access/session.ts";
import { actionsQuery, useStartTrial, useStopTrial } from "./action-queries.ts";
import { effectText, spanText, stateTone, stateWords } from "./action-words.rules.ts";
import css from "./actions.module.css";

const StartTrial = ({ action }: { action: ActionSummary }) => {
  const start = useStartTrial(action.key);
  const [share, setShare] = useState<number>(50);
  return (
    <Group gap={6} align="end">
      <NumberInput
        label="Share that gets it"
        size="xs"
        w={130}
        min={10}
        max={90}
        suffix=" %"
        value={share}
        onChange={(value) => setShare(Number(value) || 50)}
      />
      <Button
        variant="default"
        aria-label={`Start a trial: ${action.title}`}
        loading={start.isPending}
        onClick={() => start.mutate(share / 100)}
      >
        Start a trial
      </Button>
    </Group>
  );
};

const Trial = ({ action }: { action: ActionSummary }) => {
  const stop = useStopTrial(action.key);
  const { trial } = action;
  if (!trial || trial.endedAt !== null) {
    return (
      <div className={css.trial}>
        {trial ? (
          <Text size="xs" c="dimmed">
            The last trial drew {formatNumber(trial.drawn)} records and ended{" "}
            <RelativeTime value={trial.endedAt ?? trial.startedAt} />.
          </Text>
        ) : null}
        <StartTrial action={action} />
      </div>
    );
  }
  return (
    <div className={css.trial}>
      <Text size="sm">
        A trial runs since <RelativeTime value={trial.startedAt} />: chance gives it to{" "}
        {Math.round(trial.share * 100)} % and drew {formatNumber(trial.drawn)} records so far.
      </Text>
      <Button
        variant="default"
        aria-label={`Stop the trial: ${action.title}`}
        loading={stop.isPending}
        onClick={() => stop.mutate()}
      >
        Stop the trial
      </Button>
    </div>
  );
};

const Arm = ({ name, arm }: { name: string; arm: { units: number; came: number } }) => (
  <div>
    <dt>{name}</dt>
    <dd>
      {formatNumber(arm.came)} of {formatNumber(arm.units)}
      {arm.units > 0 ? ` (${Math.round((100 * arm.came) / arm.units)} %)` : ""}
    </dd>
  </div>
);

const Evidence = ({ action: { estimate, outcome } }: { action: ActionSummary }) => {
  if (!estimate)
    return (
      <Text size="sm" c="dimmed">
        Never tested, so nobody knows what it adds. A trial finds out: chance decides who gets it.
      </Text>
    );
  const { average, treated, untreated, waiting, withoutConsent } = estimate;
  return (
    <>
      {average ? (
        <p className={css.value}>
          <b>{effectText(average)}</b> <span>points on average ({spanText(average)})</span>
        </p>
      ) : null}
      <Text size="sm">{estimate.words}</Text>
      <dl className={css.arms}>
        <Arm name="Got it" arm={treated} />
        <Arm name="Did not" arm={untreated} />
        <div>
          <dt>Waiting for their outcome</dt>
          <dd>{formatNumber(waiting)}</dd>
        </div>
        {withoutConsent > 0 ? (
          <div>
            <dt>Left out: no consent to training</dt>
            <dd>{formatNumber(withoutConsent)}</dd>
          </div>
        ) : null}
      </dl>
      <Text size="xs" c="dimmed">
        Counted: {outcome}. Measured <RelativeTime value={estimate.at} />.
      </Text>
    </>
  );
};

const One = ({ action }: { action: ActionSummary }) => (
  <section className={css.card} aria-label={action.title}>
    <header>
      <h2>{action.title}</h2>
      <StatusBadge tone={action.estimate ? stateTone[action.estimate.state] : "quiet"}>
        {action.estimate ? stateWords[action.estimate.state] : "Not tested"}
      </StatusBadge>
    </header>
    <Text size="xs" c="dimmed">
      {`${action.population}. Makes the task “${action.does}”.`}
    </Text>
    <Evidence action={action} />
    <Text size="xs" c="dimmed">
      Taken {formatNumber(action.taken)} times, called not helpful {formatNumber(action.notHelpful)}{" "}
      times.
    </Text>
    <Trial action={action} />
  </section>
);

export const ActionList = () => {
  const may = useMay("models.manage");
  const actions = useQuery({ ...actionsQuery, enabled: may });
  if (!may) return <NoRight>An admin can look after actions, or give your role the right.</NoRight>;
  return (
    <>
      <PageHead title="Actions" />
      <PageBody wide>
        <p className={css.lead}>
          What one can do for a record next, and what that adds. It is known only where chance
          decided who got it; what sellers chose to do says nothing of it.
        </p>
        {actions.isPending ? <SkeletonLines lines={5} /> : null}
        {actions.error ? (
          <ErrorState
            error={actions.error}
            doing="load the actions"
            onRetry={() => void actions.refetch()}
          />
        ) : null}
        <div className={css.cards}>
          {actions.data?.map((action) => (
            <One key={action.key} action={action} />
          ))}
        </div>
      </PageBody>
    </>
  );
};
