// How a version did over the examples: counts first, then each answer that was not as expected.
import { NativeSelect, Progress } from "@mantine/core";
import type { AiPromptEvaluation, AiPromptResult } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { formatDateTime } from "../../ui/format.rules.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { dollars } from "../ai/ai-words.rules.ts";
import { evaluationQuery } from "./prompt-queries.ts";
import { evaluationLine, versionName } from "./prompt-words.rules.ts";
import css from "./prompts.module.css";

const Result = ({ result }: { result: AiPromptResult }) => (
  <li className={css.row}>
    <div className={css.grow}>
      <span className={css.head}>
        <StatusBadge tone={result.passed ? "good" : "bad"}>
          {result.passed ? "as expected" : "not as expected"}
        </StatusBadge>
        {result.text}
      </span>
      {result.faults.map((fault) => (
        <span key={fault} className={css.sub}>
          {fault}
        </span>
      ))}
      <details>
        <summary className={css.more}>
          The answer, by {result.rung ?? "no model"} in {(result.latencyMs / 1000).toFixed(1)} s
        </summary>
        <p className={css.said}>{result.answer}</p>
      </details>
    </div>
  </li>
);

const Whole = ({ one }: { one: AiPromptEvaluation }) => {
  const { data } = useQuery(evaluationQuery(one.key, one.id, one.state === "running"));
  return (
    <>
      <p className={css.sub} role="status">
        {versionName(one.version)}: {evaluationLine(one)}
        {one.costMicros > 0 ? ` for ${dollars(one.costMicros)}` : ""}
      </p>
      {one.state === "running" ? (
        <Progress
          size={6}
          value={(one.done / Math.max(1, one.total)) * 100}
          aria-label="Examples asked"
        />
      ) : null}
      <ul className={css.list}>
        {data?.results.map((result) => (
          <Result key={result.exampleId} result={result} />
        ))}
      </ul>
    </>
  );
};

export const EvaluationsPart = ({
  evaluations,
}: {
  evaluations: readonly AiPromptEvaluation[];
}) => {
  const [chosen, setChosen] = useState<string | null>(null);
  const one = evaluations.find(({ id }) => id === chosen) ?? evaluations[0];
  if (!one) {
    return (
      <p className={css.sub}>
        None yet. Add examples; then “Evaluate” beside a version asks it every one and shows what
        came back.
      </p>
    );
  }
  return (
    <>
      {evaluations.length > 1 ? (
        <NativeSelect
          label="Evaluation"
          mb={8}
          maw={420}
          data={evaluations.map(({ id, version, startedAt }) => ({
            value: id,
            label: `${versionName(version)}, ${formatDateTime(startedAt)}`,
          }))}
          value={one.id}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
      ) : null}
      <Whole one={one} />
    </>
  );
};
