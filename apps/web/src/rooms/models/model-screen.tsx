// A model: can it be trusted, and is it still good? Train it, put a release in force, go back.
import { Alert, Button, Progress, Text } from "@mantine/core";
import type { ModelCard } from "@rapport/contracts";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { formatNumber } from "../../ui/format.rules.ts";
import { IconAlertTriangle } from "../../ui/icons.ts";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { ErrorState, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { useMay } from "../access/session.ts";
import { Card } from "./card.tsx";
import { Importance, Metrics, Monitors, Segments } from "./model-parts.tsx";
import { modelQuery, useRollback, useTrain } from "./model-queries.ts";
import { lastTrained, metricLabel, metricText, rungTone, rungWords } from "./model-words.rules.ts";
import css from "./models.module.css";
import { Calibration, Gains } from "./plots.tsx";
import { Canary, Releases } from "./releases.tsx";

const route = getRouteApi("/app/models/$key");

const Actions = ({ card }: { card: ModelCard }) => {
  const train = useTrain(card.key);
  const rollback = useRollback(card);
  const isTraining = card.run?.state === "waiting" || card.run?.state === "running";
  const before = card.pointers.some(
    ({ role, releaseId }) =>
      role === "champion" && releaseId !== null && releaseId !== (card.champion?.id ?? null),
  );
  return (
    <>
      {before ? (
        <Button variant="default" loading={rollback.isPending} onClick={() => rollback.mutate()}>
          Roll back
        </Button>
      ) : null}
      <Button loading={train.isPending} disabled={isTraining} onClick={() => train.mutate()}>
        {isTraining ? "Training…" : "Train now"}
      </Button>
    </>
  );
};

const RunState = ({ card }: { card: ModelCard }) => {
  const { run } = card;
  if (!run) return null;
  if (run.state === "waiting" || run.state === "running") {
    return (
      <div className={css.section} role="status">
        <Text size="sm">{run.stage}</Text>
        <Progress value={run.progress * 100} size={6} aria-label="Progress of the training" />
      </div>
    );
  }
  if (run.state === "done") return null;
  return (
    <Alert
      mb={20}
      color={run.state === "failed" ? "red" : "yellow"}
      variant="light"
      icon={<IconAlertTriangle size={16} />}
      title={run.state === "failed" ? "The last training failed" : "The last training was refused"}
    >
      {run.outcome}
    </Alert>
  );
};

const Facts = ({ card }: { card: ModelCard }) => {
  const trainedAt = lastTrained(card);
  return (
    <dl className={css.facts}>
      <div className={css.fact}>
        <dt>In force</dt>
        <dd>
          <StatusBadge tone={rungTone[card.rung]}>{rungWords[card.rung]}</StatusBadge>
          <span className={css.sub}>{card.why}</span>
        </dd>
      </div>
      <div className={css.fact}>
        <dt>{card.metric ? metricLabel(card.metric.name) : "How good"}</dt>
        <dd className={css.num}>{card.metric ? metricText(card.metric) : "–"}</dd>
      </div>
      <div className={css.fact}>
        <dt>Last trained</dt>
        <dd>{trainedAt ? <RelativeTime value={trainedAt} /> : "Never"}</dd>
      </div>
      <div className={css.fact}>
        <dt>Records scored</dt>
        <dd className={css.num}>{formatNumber(card.scored)}</dd>
      </div>
    </dl>
  );
};

const Whole = ({ card }: { card: ModelCard }) => {
  // Of what was refused there is an evaluation too: it is what the refusal rests on.
  const evaluation = card.champion?.evaluation ?? card.releases[0]?.evaluation ?? null;
  return (
    <>
      <p className={css.lead}>{card.about}</p>
      <RunState card={card} />
      <Facts card={card} />
      <Canary card={card} />
      {evaluation ? (
        <>
          <Metrics evaluation={evaluation} />
          <div className={css.plots}>
            <Calibration evaluation={evaluation} />
            <Gains evaluation={evaluation} />
          </div>
          <Segments evaluation={evaluation} />
          <Importance evaluation={evaluation} />
        </>
      ) : null}
      <Monitors card={card} />
      <Releases card={card} />
      <Card card={card} />
    </>
  );
};

export const ModelScreen = () => {
  const { key } = route.useParams();
  const may = useMay("models.manage");
  const model = useQuery({ ...modelQuery(key), enabled: may });
  if (!may) return <NoRight>An admin can look after models, or give your role the right.</NoRight>;
  return (
    <>
      <PageHead
        title={model.data?.title ?? "Model"}
        crumbs={[{ label: "Models", to: "/models" }]}
        actions={model.data ? <Actions card={model.data} /> : null}
      />
      <PageBody wide>
        {model.isPending ? <SkeletonLines lines={9} /> : null}
        {model.error && !model.data ? (
          <ErrorState
            error={model.error}
            doing="open this model"
            onRetry={() => void model.refetch()}
          />
        ) : null}
        {model.data ? <Whole card={model.data} /> : null}
      </PageBody>
    </>
  );
};
