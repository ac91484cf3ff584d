// One run: what set it off, how each part of the condition came out, and what each step did.
import { Anchor, Button, Group } from "@mantine/core";
import type { AutomationRunDetail } from "@rapport/sdk";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, queryClient } from "../../platform/api.ts";
import { IconCheck, IconX } from "../../ui/icons.ts";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { showDone, showError } from "../../ui/toast.tsx";
import { runQuery } from "./automation-queries.ts";
import css from "./automations.module.css";
import runCss from "./runs.module.css";

type RunStep = AutomationRunDetail["steps"][number];

const STEP_WORDS: Record<RunStep["state"], string> = {
  done: "Done",
  sending: "On its way",
  failed: "Failed",
  unknown: "Nobody knows",
};

const refreshRuns = (): Promise<void> =>
  queryClient.invalidateQueries({
    predicate: ({ queryKey }) => String(queryKey[0]).startsWith("automation"),
  });

const useRunActs = (id: string) => {
  const replay = useMutation({
    mutationFn: () => api.automations.runs.replay(id),
    onSuccess: async () => {
      showDone("It runs again.");
      await refreshRuns();
    },
    onError: (error) => showError(error, "It does not run again"),
  });
  const undo = useMutation({
    mutationFn: () => api.automations.runs.undo(id),
    onSuccess: async ({ undone, kept }) => {
      const rest = kept.map(({ step, text }) => `Step ${step}: ${text}`).join(" ");
      showDone(undone > 0 ? `Undone. ${rest}` : `Nothing was undone. ${rest}`);
      await queryClient.invalidateQueries();
    },
    onError: (error) => showError(error, "It was not undone"),
  });
  return { replay, undo };
};

const StepLine = ({ step }: { step: RunStep }) => (
  <li>
    <span className={css.number}>{step.position}</span>
    <span>{step.text}</span>
    <span className={step.state === "done" ? css.good : css.bad}>{STEP_WORDS[step.state]}</span>
    {step.object && step.recordId ? (
      <Anchor component={Link} to={`/o/${step.object}/${step.recordId}`} size="sm">
        Open the record
      </Anchor>
    ) : null}
    {step.error ? <span className={css.bad}>{step.error}</span> : null}
    {step.input === null ? null : (
      <details>
        <summary>What it wrote</summary>
        <pre className={runCss.letter}>{JSON.stringify(step.input, null, 2)}</pre>
      </details>
    )}
  </li>
);

const Parts = ({ run }: { run: AutomationRunDetail }) => {
  if (run.condition.length === 0) return null;
  return (
    <>
      <h3>Condition</h3>
      <ul className={runCss.plain}>
        {run.condition.map((part) => (
          <li key={part.text}>
            {part.held ? (
              <IconCheck size={15} className={css.good} aria-label="Held" />
            ) : (
              <IconX size={15} className={css.bad} aria-label="Did not hold" />
            )}
            {part.text}
          </li>
        ))}
      </ul>
    </>
  );
};

export const RunDetail = ({ id }: { id: string }) => {
  const { data: run, error, refetch } = useQuery(runQuery(id));
  const { replay, undo } = useRunActs(id);
  if (error)
    return <ErrorState error={error} doing="load the run" onRetry={() => void refetch()} />;
  if (!run) return <SkeletonLines lines={3} />;
  return (
    <div className={runCss.detail}>
      <span>{run.trigger}. </span>
      {run.recordTitle ? (
        <Anchor component={Link} to={`/o/${run.object}/${run.recordId}`} size="sm">
          {run.recordTitle}
        </Anchor>
      ) : null}
      {run.reason ? <p className={runCss.why}>{run.reason}</p> : null}
      {run.depth > 0 ? (
        <p className={runCss.why}>
          Set off by another automation, {run.depth} before it in the chain.
        </p>
      ) : null}
      <Parts run={run} />
      {run.steps.length > 0 ? (
        <>
          <h3>Steps</h3>
          <ol className={runCss.plain}>
            {run.steps.map((step) => (
              <StepLine key={step.position} step={step} />
            ))}
          </ol>
        </>
      ) : null}
      <Group gap={8} mt={12}>
        {run.isUndoable && run.steps.length > 0 ? (
          <Button variant="default" loading={undo.isPending} onClick={() => undo.mutate()}>
            Undo this run
          </Button>
        ) : null}
        {run.isReplayable ? (
          <Button variant="default" loading={replay.isPending} onClick={() => replay.mutate()}>
            Run again
          </Button>
        ) : null}
      </Group>
    </div>
  );
};
