// The trial that runs, and those that were.
import { Button, Group, Progress } from "@mantine/core";
import type { AiPrompt, AiPromptTrial } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../platform/api.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { trialsQuery, usePromptWrite } from "./prompt-queries.ts";
import { versionName } from "./prompt-words.rules.ts";
import css from "./prompts.module.css";

/** Evidence grows by factors: half way to 100 is 10. */
const wayTo = (evidence: number): number =>
  Math.min(100, Math.max(0, (Math.log10(Math.max(1, evidence)) / 2) * 100));

const Running = ({ prompt, trial }: { prompt: AiPrompt; trial: AiPromptTrial }) => {
  const end = usePromptWrite({
    run: () => api.ai.prompts.endTrial(prompt.key),
    done: "The trial is over; the version in force stays.",
    failed: "The trial was not ended",
  });
  return (
    <div className={css.card}>
      <strong>
        {versionName(trial.version)} gets {Math.round(trial.share * 100)} % of the work, since{" "}
        <RelativeTime value={trial.startedAt} />
      </strong>
      <p className={css.sub}>{trial.words}</p>
      <div className={css.arms}>
        {(["better", "worse"] as const).map((side) => (
          <div key={side}>
            <span className={css.sub}>
              {side === "better" ? "Sure that it is better" : "Sure that it is worse"}
            </span>
            <Progress
              size={6}
              mt={4}
              value={wayTo(trial[side])}
              color={side === "worse" ? "red" : undefined}
              aria-label={`Evidence that it is ${side}`}
            />
          </div>
        ))}
      </div>
      <Group>
        <Button
          size="xs"
          variant="default"
          loading={end.isPending}
          onClick={() => end.mutate(undefined)}
        >
          End the trial
        </Button>
      </Group>
    </div>
  );
};

export const TrialsPart = ({ prompt }: { prompt: AiPrompt }) => {
  const trials = useQuery(trialsQuery(prompt.key));
  const over = trials.data?.filter(({ state }) => state !== "open") ?? [];
  return (
    <>
      {prompt.trial ? <Running prompt={prompt} trial={prompt.trial} /> : null}
      {prompt.trial === null && over.length === 0 ? (
        <p className={css.sub}>
          None yet. “Try on a share” beside a version lets some conversations use it, and puts it in
          force or takes it back by what is kept of its answers.
        </p>
      ) : null}
      <ul className={css.list}>
        {over.map((trial) => (
          <li key={trial.id} className={css.row}>
            <div className={css.grow}>
              {versionName(trial.version)}
              <span className={css.sub}>{trial.words}</span>
            </div>
            <span className={css.sub}>
              <RelativeTime value={trial.endedAt ?? trial.startedAt} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
};
