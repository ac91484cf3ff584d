// What was guessed about a conversation, each guess with its reasons and a way to put it right; and what guesses now.
import { Button, Menu, Tooltip } from "@mantine/core";
import type { Conversation, TriageField, TriageGuess } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../platform/api.ts";
import detailsCss from "./details.module.css";
import css from "./inbox.module.css";
import { useCorrect } from "./inbox-queries.ts";

const triageLabels: Record<TriageField, string> = {
  category: "About",
  priority: "Priority",
  language: "Language",
  sentiment: "Mood",
};

const rungWords: Record<TriageGuess["rung"], string> = {
  rules: "by rules",
  learned: "learned",
  person: "said by a member",
};

const choices: Record<TriageField, readonly string[]> = {
  category: [
    "Access",
    "Billing",
    "Cancellation",
    "Data",
    "Feature request",
    "Integration",
    "Outage",
    "Performance",
    "Sales",
    "Training",
  ],
  priority: ["low", "normal", "high", "urgent"],
  language: ["en", "de", "fr", "es", "it", "pt", "nl"],
  sentiment: ["negative", "neutral", "positive"],
};

interface ChipProps {
  conversation: Conversation;
  field: TriageField;
}

const Chip = ({ conversation, field }: ChipProps) => {
  const correct = useCorrect(conversation.id);
  const guess = conversation.triage[field];
  const reasons = guess
    ? `${guess.reasons.join("; ")} (${rungWords[guess.rung]}, ${Math.round(guess.confidence * 100)} % sure)`
    : "Nothing was found in the text. Choose what is right.";
  return (
    <Menu position="bottom-start" disabled={!conversation.mayChange}>
      <Tooltip label={reasons} multiline maw={280}>
        <Menu.Target>
          <Button
            size="compact-xs"
            variant="default"
            className={css.chip}
            data-unsure={guess === undefined || guess.confidence < 0.5 || undefined}
            aria-label={`${triageLabels[field]}: ${guess?.value ?? "unknown"}. Correct it`}
          >
            <span className={css.meta}>{triageLabels[field]}</span>&nbsp;{guess?.value ?? "?"}
          </Button>
        </Menu.Target>
      </Tooltip>
      <Menu.Dropdown>
        {choices[field].map((value) => (
          <Menu.Item key={value} onClick={() => correct.mutate({ field, value })}>
            {value}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};

/** What guesses now, and on what grounds. */
const Learning = () => {
  const learning = useQuery({
    queryKey: ["inbox-triage"],
    queryFn: ({ signal }) => api.inbox.triage({ signal }),
    staleTime: 300_000,
  });
  if (!learning.data) return null;
  return (
    <details className={detailsCss.learning}>
      <summary>How this is guessed</summary>
      {learning.data.map(({ field, by, words }) => (
        <p key={field} className={css.meta}>
          <b>{triageLabels[field]}</b>, {by === "learned" ? "learned here" : "by rules"}: {words}
        </p>
      ))}
      <p className={css.meta}>
        Language and mood go by rules. What you correct is an example to learn from.
      </p>
    </details>
  );
};

export const TriageCard = ({ conversation }: { conversation: Conversation }) => (
  <section className={css.card} aria-label="What it is about">
    <h3>What it is about</h3>
    <div className={css.chips}>
      {(Object.keys(triageLabels) as TriageField[]).map((field) => (
        <Chip key={field} conversation={conversation} field={field} />
      ))}
    </div>
    {Object.values(conversation.triage).map((guess) =>
      guess.reasons.map((reason) => (
        <p key={reason} className={css.meta}>
          {reason}
        </p>
      )),
    )}
    <Learning />
  </section>
);
