// The examples that judge a prompt: what is asked, and what a good answer holds.
import { Button, Checkbox, Group, NumberInput, TagsInput, Textarea } from "@mantine/core";
import type { AiPromptExample, AiPromptKey } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { PromptForm } from "./prompt-form.tsx";
import { examplesQuery, usePromptWrite } from "./prompt-queries.ts";
import { exampleOf, expectationLine, freshExample } from "./prompt-words.rules.ts";
import css from "./prompts.module.css";

const ExampleForm = ({ promptKey, onClose }: { promptKey: AiPromptKey; onClose: () => void }) => {
  const [draft, setDraft] = useState(freshExample);
  const set = (parts: Partial<typeof draft>) => setDraft((now) => ({ ...now, ...parts }));
  const add = usePromptWrite({
    run: () => api.ai.prompts.addExamples(promptKey, [exampleOf(draft)]),
    done: "The example is added.",
    failed: "The example was not added",
    undoes: true,
    onDone: onClose,
  });
  return (
    <PromptForm
      submit="Add example"
      isSending={add.isPending}
      disabled={draft.text.trim() === ""}
      onSubmit={() => add.mutate(undefined)}
      onClose={onClose}
    >
      <Textarea
        label="What the customer asks, or the text to work on"
        autosize={true}
        minRows={2}
        maxRows={8}
        maxLength={4000}
        data-autofocus
        value={draft.text}
        onChange={(event) => set({ text: event.currentTarget.value })}
      />
      <Textarea
        label="Passages that the answer may rest on"
        description="A blank line begins the next one. With passages, each sentence is held against them."
        autosize={true}
        minRows={3}
        maxRows={10}
        value={draft.passages}
        onChange={(event) => set({ passages: event.currentTarget.value })}
      />
      <Checkbox
        label="The passages do not say it: it must say that there is no answer"
        checked={draft.declines}
        onChange={(event) => set({ declines: event.currentTarget.checked })}
      />
      {draft.declines ? null : (
        <>
          <TagsInput
            label="The answer says"
            description="Press Enter after each."
            maxTags={20}
            value={draft.has}
            onChange={(has) => set({ has })}
          />
          <TagsInput
            label="The answer does not say"
            maxTags={20}
            value={draft.hasNot}
            onChange={(hasNot) => set({ hasNot })}
          />
          <NumberInput
            label="Words at most"
            placeholder="Any number"
            min={1}
            max={2000}
            value={draft.maxWords}
            onChange={(value) => set({ maxWords: String(value) })}
          />
        </>
      )}
    </PromptForm>
  );
};

const ExampleRow = ({ example }: { example: AiPromptExample }) => {
  const remove = usePromptWrite({
    run: () => api.ai.prompts.removeExample(example.key, example.id),
    done: "The example is removed.",
    failed: "The example was not removed",
    undoes: true,
  });
  return (
    <li className={css.row}>
      <div className={css.grow}>
        {example.text}
        <span className={css.sub}>{expectationLine(example)}</span>
      </div>
      <Button
        size="xs"
        variant="subtle"
        color="red"
        loading={remove.isPending}
        onClick={() => remove.mutate(undefined)}
        aria-label={`Remove the example: ${example.text.slice(0, 60)}`}
      >
        Remove
      </Button>
    </li>
  );
};

export const ExamplesPart = ({ promptKey }: { promptKey: AiPromptKey }) => {
  const [isAdding, setAdding] = useState(false);
  const { data, error, isPending, refetch } = useQuery(examplesQuery(promptKey));
  if (error)
    return <ErrorState error={error} doing="load the examples" onRetry={() => void refetch()} />;
  if (isPending) return <SkeletonLines lines={4} />;
  return (
    <>
      {data.length === 0 ? (
        <p className={css.sub}>
          None yet. Take ten questions that customers really ask, with the passages that answer
          them, and two or three that nothing answers.
        </p>
      ) : null}
      <ul className={css.list}>
        {data.map((example) => (
          <ExampleRow key={example.id} example={example} />
        ))}
      </ul>
      <Group mt={12}>
        <Button size="xs" variant="default" aria-haspopup="dialog" onClick={() => setAdding(true)}>
          Add an example
        </Button>
      </Group>
      <Dialog opened={isAdding} onClose={() => setAdding(false)} title="Add an example">
        <ExampleForm promptKey={promptKey} onClose={() => setAdding(false)} />
      </Dialog>
    </>
  );
};
