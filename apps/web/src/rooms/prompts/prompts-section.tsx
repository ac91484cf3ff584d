// On the screen of AI models: what models are told for each purpose, and where one goes to change it.
import type { AiPrompt } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Section } from "../../ui/settings.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { promptsQuery } from "./prompt-queries.ts";
import { PROMPT_LABELS, promptLine } from "./prompt-words.rules.ts";
import css from "./prompts.module.css";

const Row = ({ prompt }: { prompt: AiPrompt }) => (
  <li className={css.row}>
    <div className={css.grow}>
      <Link
        to="/settings/ai-models/prompts/$key"
        params={{ key: prompt.key }}
        className={css.title}
      >
        {PROMPT_LABELS[prompt.key]}
      </Link>
      <span className={css.sub}>{promptLine(prompt)}</span>
    </div>
  </li>
);

export const PromptsSection = () => {
  const prompts = useQuery(promptsQuery);
  return (
    <Section
      title="Prompts"
      lead="What models are told before they see anything else. Write your own, judge it by examples, and let a share of the work try it before it holds for all."
    >
      {prompts.error ? (
        <ErrorState
          error={prompts.error}
          doing="load the prompts"
          onRetry={() => void prompts.refetch()}
        />
      ) : null}
      {prompts.isPending ? <SkeletonLines lines={5} /> : null}
      <ul className={css.list}>
        {prompts.data?.map((prompt) => (
          <Row key={prompt.key} prompt={prompt} />
        ))}
      </ul>
    </Section>
  );
};
