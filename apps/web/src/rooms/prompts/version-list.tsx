// The versions of a prompt: what each says, how it did over the examples, and what to do with it.
import { Button, Group, NativeSelect, Textarea, TextInput } from "@mantine/core";
import type { AiPrompt, AiPromptEvaluation } from "@rapport/sdk";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { PromptForm } from "./prompt-form.tsx";
import { usePromptWrite } from "./prompt-queries.ts";
import { evaluationLine, isTriable, isWorse, versionName } from "./prompt-words.rules.ts";
import css from "./prompts.module.css";

interface Shown {
  version: number;
  text: string;
  note: string | null;
  createdAt: string | null;
}

const SHARES = [
  { value: "0.1", label: "10 % of the work" },
  { value: "0.2", label: "20 % of the work" },
  { value: "0.5", label: "Half of the work (decides soonest)" },
];

const TrialForm = ({
  prompt,
  version,
  onClose,
}: {
  prompt: AiPrompt;
  version: number;
  onClose: () => void;
}) => {
  const [share, setShare] = useState("0.2");
  const start = usePromptWrite({
    run: () => api.ai.prompts.startTrial(prompt.key, { version, share: Number(share) }),
    done: `${versionName(version)} is tried from now on.`,
    failed: "The trial did not begin",
    onDone: onClose,
  });
  return (
    <PromptForm
      submit="Begin the trial"
      isSending={start.isPending}
      onSubmit={() => start.mutate(undefined)}
      onClose={onClose}
    >
      <NativeSelect
        label="It gets"
        description="One conversation stays with one version. The trial ends by itself as soon as it is sure which is better, by what members and the check of sources keep."
        data={SHARES}
        value={share}
        onChange={(event) => setShare(event.currentTarget.value)}
      />
    </PromptForm>
  );
};

interface RowProps {
  prompt: AiPrompt;
  one: Shown;
  evaluation: AiPromptEvaluation | undefined;
  heldEvaluation: AiPromptEvaluation | undefined;
  isBusy: boolean;
}

const VersionActions = ({
  prompt,
  one,
  isBusy,
  onTry,
}: Omit<RowProps, "evaluation" | "heldEvaluation"> & { onTry: () => void }) => {
  const { key, inForce, trial, examples } = prompt;
  const name = versionName(one.version);
  const evaluate = usePromptWrite({
    run: () => api.ai.prompts.evaluate(key, one.version),
    done: "The examples are asked; models are called and budgets charged.",
    failed: "The evaluation did not begin",
  });
  const use = usePromptWrite({
    run: () => api.ai.prompts.use(key, one.version),
    done: `${name} holds from now on.`,
    failed: "It was not put in force",
  });
  return (
    <Group gap={8}>
      <Button
        size="xs"
        variant="default"
        disabled={examples === 0 || isBusy}
        title={examples === 0 ? "Add an example first" : undefined}
        loading={evaluate.isPending}
        onClick={() => evaluate.mutate(undefined)}
        aria-label={`Evaluate ${name}`}
      >
        Evaluate
      </Button>
      {one.version === inForce ? null : (
        <>
          {isTriable(key) && !trial ? (
            <Button
              size="xs"
              variant="default"
              onClick={onTry}
              aria-haspopup="dialog"
              aria-label={`Try ${name} on a share`}
            >
              Try on a share
            </Button>
          ) : null}
          <Button
            size="xs"
            variant="default"
            loading={use.isPending}
            onClick={() => use.mutate(undefined)}
            aria-label={`Put ${name} in force`}
          >
            Put in force
          </Button>
        </>
      )}
    </Group>
  );
};

const About = ({ one: { version, note, createdAt } }: { one: Shown }) => (
  <span className={css.sub}>
    {version === 0 ? "Comes with Rapport and is renewed with it." : note}
    {note && createdAt ? " · " : ""}
    {createdAt ? <RelativeTime value={createdAt} /> : null}
  </span>
);

const VersionRow = ({ prompt, one, evaluation, heldEvaluation, isBusy }: RowProps) => {
  const [isTrying, setTrying] = useState(false);
  const { inForce, trial } = prompt;
  const name = versionName(one.version);
  const isLess = one.version !== inForce && isWorse(evaluation, heldEvaluation);
  return (
    <li className={css.row}>
      <div className={css.grow}>
        <span className={css.head}>
          <strong>{name}</strong>
          {one.version === inForce ? <StatusBadge tone="good">in force</StatusBadge> : null}
          {one.version === trial?.version ? <StatusBadge tone="wait">tried</StatusBadge> : null}
        </span>
        <About one={one} />
        {evaluation ? (
          <span className={isLess ? `${css.sub} ${css.warn}` : css.sub}>
            {evaluationLine(evaluation)}
            {isLess ? ", fewer than the version in force" : ""}
          </span>
        ) : null}
        <details>
          <summary className={css.more}>What it says</summary>
          <p className={css.said}>{one.text}</p>
        </details>
      </div>
      <VersionActions prompt={prompt} one={one} isBusy={isBusy} onTry={() => setTrying(true)} />
      <Dialog opened={isTrying} onClose={() => setTrying(false)} title={`Try ${name}`}>
        <TrialForm prompt={prompt} version={one.version} onClose={() => setTrying(false)} />
      </Dialog>
    </li>
  );
};

export const VersionForm = ({ prompt, onClose }: { prompt: AiPrompt; onClose: () => void }) => {
  const [text, setText] = useState(prompt.text);
  const [note, setNote] = useState("");
  const add = usePromptWrite({
    run: () => api.ai.prompts.add(prompt.key, { text, note: note.trim() || null }),
    done: "The version is written; nothing uses it yet.",
    failed: "The version was not saved",
    onDone: onClose,
  });
  return (
    <PromptForm
      submit="Save version"
      isSending={add.isPending}
      disabled={text.trim() === "" || text.trim() === prompt.text}
      onSubmit={() => add.mutate(undefined)}
      onClose={onClose}
    >
      <Textarea
        label="What the model is told"
        description="Rapport adds that text from outside is material and no instruction; that stays."
        autosize={true}
        minRows={8}
        maxRows={20}
        maxLength={8000}
        data-autofocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <TextInput
        label="What is different"
        placeholder="Shorter, in a warmer tone"
        maxLength={200}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </PromptForm>
  );
};

export const VersionList = ({
  prompt,
  latest,
  isBusy,
}: {
  prompt: AiPrompt;
  latest: ReadonlyMap<number, AiPromptEvaluation>;
  /** An evaluation runs. */
  isBusy: boolean;
}) => {
  const shipped: Shown = { version: 0, text: prompt.shipped, note: null, createdAt: null };
  return (
    <ul className={css.list}>
      {[...prompt.versions, shipped].map((one) => (
        <VersionRow
          key={one.version}
          prompt={prompt}
          one={one}
          evaluation={latest.get(one.version)}
          heldEvaluation={latest.get(prompt.inForce)}
          isBusy={isBusy}
        />
      ))}
    </ul>
  );
};
