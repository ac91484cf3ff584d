// The numbers of a report, as a chart or as a table, in each of their states.
import { Button, SegmentedControl, Skeleton } from "@mantine/core";
import type { GroupsResult, ReportResult } from "@rapport/contracts";
import type { ReportDefinition } from "@rapport/sdk";
import { useEffect, useState } from "react";
import { formatNumber } from "../../ui/format.rules.ts";
import { ErrorState } from "../../ui/states.tsx";
import { Chart, Legend } from "./chart.tsx";
import {
  type ChartModel,
  currenciesOf,
  flowModel,
  groupsModel,
  isEmptyModel,
  stageTimeModel,
} from "./chart-model.rules.ts";
import { Funnel } from "./funnel.tsx";
import { ListLink } from "./list-link.tsx";
import { useResult } from "./report-queries.ts";
import css from "./reports.module.css";
import { ResultTable } from "./result-table.tsx";
import { changeWords, formatDays, formatValue } from "./values.rules.ts";

const SLOW_MS = 2_500;

const Waiting = () => {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div role="status" aria-busy="true" aria-label="Counting">
      <Skeleton height={18} width="40%" mb={16} />
      <Skeleton height={200} />
      {isSlow ? (
        <p className={css.about}>Still counting. It stops by itself after 10 seconds.</p>
      ) : null}
    </div>
  );
};

const Nothing = () => (
  <p className={css.about}>
    There is nothing to count in this period that you may see. Choose a longer period, or fewer
    conditions.
  </p>
);

/** All together, one figure a currency. */
const Totals = ({ result }: { result: GroupsResult }) => (
  <div className={css.figure}>
    {result.totals.map((total) => {
      const change = changeWords(total.value, total.previous?.value ?? null);
      return (
        <div key={total.currency ?? ""}>
          <b>{formatValue(total.value, result.unit, total.currency)}</b>{" "}
          <small>
            {change ? `${change} · ` : ""}
            {total.hits === null ? "" : `${formatNumber(total.hits)} of `}
            <ListLink object={result.object} filter={total.filter}>
              {formatNumber(total.count)} {total.count === 1 ? "record" : "records"}
            </ListLink>
          </small>
        </div>
      );
    })}
  </div>
);

const Drawn = ({ model, label, object }: { model: ChartModel; label: string; object: string }) =>
  isEmptyModel(model) ? (
    <Nothing />
  ) : (
    <>
      <Legend model={model} />
      <Chart model={model} label={label} object={object} />
    </>
  );

interface PictureProps {
  result: ReportResult;
  definition: ReportDefinition;
  label: string;
}

const GroupsPicture = ({ result, definition, label }: PictureProps & { result: GroupsResult }) => {
  const currencies = currenciesOf(result);
  const [chosen, setChosen] = useState<string | null>(null);
  const currency =
    currencies.includes(chosen) && chosen !== null ? chosen : (currencies[0] ?? null);
  const kind = definition.kind === "groups" ? definition.chart : "bar";
  const isSplit = result.unit === "money" && currencies.length > 1;
  return (
    <>
      <Totals result={result} />
      {isSplit && result.dimensions.length > 0 ? (
        <SegmentedControl
          size="xs"
          mb={8}
          aria-label="Currency"
          data={currencies.map((one) => ({ value: one ?? "", label: one ?? "No currency" }))}
          value={currency ?? ""}
          onChange={(value) => setChosen(value === "" ? null : value)}
        />
      ) : null}
      {result.dimensions.length > 0 ? (
        <Drawn model={groupsModel(result, kind, currency)} label={label} object={result.object} />
      ) : null}
      {result.truncated ? (
        <p className={css.about}>There are more groups than can be shown; these are the largest.</p>
      ) : null}
    </>
  );
};

const Picture = (props: PictureProps) => {
  const { result, label } = props;
  if (result.kind === "groups") return <GroupsPicture {...props} result={result} />;
  if (result.kind === "flow") {
    return <Drawn model={flowModel(result)} label={label} object={result.object} />;
  }
  if (result.kind === "stage-time") {
    return <Drawn model={stageTimeModel(result)} label={label} object={result.object} />;
  }
  if (result.steps[0]?.reached === 0) return <Nothing />;
  return (
    <>
      <Funnel result={result} />
      {result.unknownPaths > 0 ? (
        <p className={css.about}>
          {formatNumber(result.unknownPaths)} of them were brought in from elsewhere: where they
          were before is not known.
        </p>
      ) : null}
    </>
  );
};

const spanWords = (result: ReportResult): string => {
  const days = formatDays(result.span);
  const before = result.kind === "groups" ? result.previousSpan : null;
  return before ? `${days}, compared with ${formatDays(before)}` : days;
};

interface ResultViewProps {
  /** Of a saved report. */
  id: string | null;
  /** A question of its own, or over the saved one. */
  asked: ReportDefinition | undefined;
  definition: ReportDefinition;
  label: string;
  asTable: boolean;
}

export const ResultView = ({ id, asked, definition, label, asTable }: ResultViewProps) => {
  const { data, error, isPending, isPlaceholderData, refetch, isFetching } = useResult(id, asked);
  if (isPending) return <Waiting />;
  if (error && !isFetching) {
    return <ErrorState error={error} doing="count" onRetry={() => void refetch()} />;
  }
  if (!data) return <Waiting />;
  return (
    <div aria-busy={isPlaceholderData} style={isPlaceholderData ? { opacity: 0.6 } : undefined}>
      <p className={css.about}>{spanWords(data)}</p>
      {asTable ? (
        <ResultTable result={data} label={label} />
      ) : (
        <Picture result={data} definition={definition} label={label} />
      )}
      {isPlaceholderData ? (
        <span className="r-visually-hidden" role="status">
          Counting again
        </span>
      ) : null}
    </div>
  );
};

/** Chart or table. */
export const ViewToggle = ({
  asTable,
  onChange,
  label,
}: {
  asTable: boolean;
  onChange: (asTable: boolean) => void;
  label: string;
}) => (
  <Button
    variant="subtle"
    color="gray"
    aria-pressed={asTable}
    aria-label={`${label} as a table`}
    onClick={() => onChange(!asTable)}
  >
    {asTable ? "Chart" : "Table"}
  </Button>
);
