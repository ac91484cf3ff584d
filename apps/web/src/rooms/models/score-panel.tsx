// Scores of one record: how high, by what, why, and what would change it. Below each, whether it is right.
import { Button, Group, Progress, Text, Tooltip } from "@mantine/core";
import type { ModelEntity, RecordScore } from "@rapport/contracts";
import { useQuery } from "@tanstack/react-query";
import { IconSparkles } from "../../ui/icons.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { SkeletonLines } from "../../ui/states.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { scoresQuery, useTell } from "./model-queries.ts";
import { chanceText, rungTone, rungWords, weightWords } from "./model-words.rules.ts";
import css from "./models.module.css";

const scored = new Set<string>(["people", "companies", "deals", "tickets"]);

const Reasons = ({ title, reasons }: { title: string; reasons: RecordScore["reasons"] }) =>
  reasons.length === 0 ? null : (
    <div>
      <p className={css.reasonsTitle}>{title}</p>
      <ul className={css.reasons}>
        {reasons.map(({ feature, words, share }) => (
          <li key={`${feature} ${words}`}>
            <span>{words}</span>
            <span className={css.weight}>{weightWords(share, feature === "rule")}</span>
          </li>
        ))}
      </ul>
    </div>
  );

const toneOf = ({ highIs, score }: RecordScore): string => {
  if (highIs === "neutral" || score === null) return "gray";
  const good = highIs === "good" ? score : 100 - score;
  if (highIs === "bad") return score >= 20 ? "red" : "petrol";
  return good >= 50 ? "petrol" : "gray";
};

const Value = ({ score }: { score: RecordScore }) => (
  <div className={css.value}>
    {score.label === null ? <b>{score.score ?? "–"}</b> : <b>{score.label}</b>}
    <span>
      {score.chance === null ? "of 100" : chanceText(score.chance, score.low, score.high)}
    </span>
  </div>
);

const Feedback = ({
  object,
  id,
  score,
}: {
  object: ModelEntity;
  id: string;
  score: RecordScore;
}) => {
  const tell = useTell(object, id);
  const say = (says: "too-high" | "too-low" | "right") => tell.mutate({ model: score.model, says });
  const isLabel = score.label !== null;
  const chosen = (says: string) => (score.feedback === says ? "light" : "default");
  return (
    <Group gap={6} aria-label={`Is this ${score.title.toLowerCase()} right?`} role="group">
      <Button variant={chosen("right")} onClick={() => say("right")} loading={tell.isPending}>
        Right
      </Button>
      <Button variant={chosen("too-high")} onClick={() => say("too-high")}>
        {isLabel ? "Wrong" : "Too high"}
      </Button>
      {isLabel ? null : (
        <Button variant={chosen("too-low")} onClick={() => say("too-low")}>
          Too low
        </Button>
      )}
    </Group>
  );
};

const OneScore = ({
  object,
  id,
  score,
}: {
  object: ModelEntity;
  id: string;
  score: RecordScore;
}) => {
  const against = score.reasons.filter(({ share }) => share < 0);
  return (
    <section className={css.score} aria-label={score.title}>
      <header className={css.scoreHead}>
        <h3>
          <IconSparkles size={14} aria-hidden="true" /> {score.title}
        </h3>
        <Tooltip label={score.why} multiline maw={320}>
          <StatusBadge tone={rungTone[score.rung]} tabIndex={0}>
            {rungWords[score.rung]}
          </StatusBadge>
        </Tooltip>
      </header>
      <Value score={score} />
      {score.score === null ? null : (
        <Progress
          value={score.score}
          size={4}
          color={toneOf(score)}
          aria-label={`${score.title}: ${score.score} of 100`}
        />
      )}
      <Text size="xs" c="dimmed">
        {score.about}
      </Text>
      <Reasons
        title={score.label === null ? "Speaks for it" : "Because it"}
        reasons={score.reasons.filter(({ share }) => share > 0)}
      />
      <Reasons title="Speaks against it" reasons={against} />
      {score.hiddenReasons > 0 ? (
        <Text size="xs" c="dimmed">
          {score.hiddenReasons} more on what your role may not read.
        </Text>
      ) : null}
      {score.hints.length > 0 ? (
        <div>
          <p className={css.reasonsTitle}>What would change it</p>
          <ul className={css.reasons}>
            {score.hints.map((hint) => (
              <li key={hint.words}>
                <span>{hint.words}</span>
                <span className={css.weight}>→ {hint.score}</span>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      <footer className={css.scoreFoot}>
        <Feedback object={object} id={id} score={score} />
        <Text size="xs" c="dimmed">
          <RelativeTime value={score.scoredAt} />
        </Text>
      </footer>
    </section>
  );
};

/** Nothing where a record has no score: most kinds have none. */
export const ScorePanel = ({ object, id }: { object: string; id: string }) =>
  scored.has(object) ? <Scores object={object as ModelEntity} id={id} /> : null;

const Scores = ({ object, id }: { object: ModelEntity; id: string }) => {
  const scores = useQuery(scoresQuery(object, id));
  if (scores.isPending)
    return (
      <div className={css.scores}>
        <div className={css.score}>
          <SkeletonLines lines={4} height={14} />
        </div>
      </div>
    );
  if (!scores.data || scores.data.length === 0) return null;
  return (
    <div className={css.scores}>
      {scores.data.map((score) => (
        <OneScore key={score.model} object={object} id={id} score={score} />
      ))}
    </div>
  );
};
