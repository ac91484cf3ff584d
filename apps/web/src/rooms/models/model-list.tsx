// The models: which rung answers, how good it is, when it was trained, whether it drifted, what is being tried.
import { Progress, Table } from "@mantine/core";
import type { ModelSummary } from "@rapport/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { formatNumber } from "../../ui/format.rules.ts";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { PlainTable } from "../../ui/settings.tsx";
import { ErrorState, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { useMay } from "../access/session.ts";
import { modelsQuery } from "./model-queries.ts";
import { lastTrained, metricLabel, metricText, rungTone, rungWords } from "./model-words.rules.ts";
import css from "./models.module.css";

const RunCell = ({ model }: { model: ModelSummary }) => {
  const { run } = model;
  const trainedAt = lastTrained(model);
  if (run && (run.state === "waiting" || run.state === "running")) {
    return (
      <>
        <span className={css.sub}>{run.stage}</span>
        <Progress value={run.progress * 100} size={4} aria-label={`Training: ${run.stage}`} />
      </>
    );
  }
  return trainedAt ? <RelativeTime value={trainedAt} /> : <span className={css.sub}>Never</span>;
};

const ModelRow = ({ model }: { model: ModelSummary }) => (
  <Table.Tr>
    <Table.Td className={css.first}>
      <Link className="r-link" to="/models/$key" params={{ key: model.key }}>
        {model.title}
      </Link>
      <span className={css.sub}>{model.about}</span>
    </Table.Td>
    <Table.Td>
      <StatusBadge tone={rungTone[model.rung]}>{rungWords[model.rung]}</StatusBadge>
      <span className={css.sub}>{model.why}</span>
    </Table.Td>
    <Table.Td className={css.num}>
      {model.metric ? (
        <>
          {metricText(model.metric)}
          <span className={css.sub}>{metricLabel(model.metric.name)}</span>
        </>
      ) : (
        "–"
      )}
    </Table.Td>
    <Table.Td>
      <RunCell model={model} />
    </Table.Td>
    <Table.Td>
      <StatusBadge tone={model.alarms > 0 ? "bad" : "good"}>
        {model.alarms > 0 ? `${model.alarms} to look at` : "Quiet"}
      </StatusBadge>
    </Table.Td>
    <Table.Td>{model.canary ? `Release ${model.canary.number}` : "–"}</Table.Td>
    <Table.Td ta="right" className={css.num}>
      {formatNumber(model.scored)}
    </Table.Td>
  </Table.Tr>
);

export const ModelList = () => {
  const may = useMay("models.manage");
  const models = useQuery({ ...modelsQuery, enabled: may });
  if (!may) return <NoRight>An admin can look after models, or give your role the right.</NoRight>;
  return (
    <>
      <PageHead title="Models" />
      <PageBody wide>
        <p className={css.lead}>
          What Rapport predicts about your records, by what, and how far to trust it. Where the past
          is too short to learn from, rules that anyone can read answer instead.
        </p>
        {models.isPending ? <SkeletonLines lines={5} /> : null}
        {models.error ? (
          <ErrorState
            error={models.error}
            doing="load the models"
            onRetry={() => void models.refetch()}
          />
        ) : null}
        {models.data ? (
          <PlainTable label="Models" miw={1040}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Model</Table.Th>
                <Table.Th>In force</Table.Th>
                <Table.Th>How good</Table.Th>
                <Table.Th>Last trained</Table.Th>
                <Table.Th>Monitors</Table.Th>
                <Table.Th>Canary</Table.Th>
                <Table.Th ta="right">Records scored</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {models.data.map((model) => (
                <ModelRow key={model.key} model={model} />
              ))}
            </Table.Tbody>
          </PlainTable>
        ) : null}
      </PageBody>
    </>
  );
};
