// How good a model is: metrics, segments, what it goes by, monitors.
import { Table, Text } from "@mantine/core";
import type { ModelCard, ModelEvaluation } from "@rapport/contracts";
import { formatNumber } from "../../ui/format.rules.ts";
import { PlainTable } from "../../ui/settings.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { metricHint, metricLabel, metricText, percentText } from "./model-words.rules.ts";
import css from "./models.module.css";

export const Metrics = ({ evaluation }: { evaluation: ModelEvaluation }) => (
  <section className={css.section} aria-label="Metrics">
    <header>
      <h2>How good it is</h2>
      <Text size="xs" c="dimmed">
        On {formatNumber(evaluation.rows.test)} cases later than those it learned from; 95 %
        intervals
      </Text>
    </header>
    <PlainTable label="Metrics" miw={680}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Measure</Table.Th>
          <Table.Th>This release</Table.Th>
          <Table.Th>Without a model</Table.Th>
          <Table.Th>Release before</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {Object.entries(evaluation.metrics).map(([name, estimate]) => {
          const base = evaluation.baseline.metrics[name];
          const before = evaluation.champion?.metrics[name];
          return (
            <Table.Tr key={name}>
              <Table.Td className={css.first}>
                {metricLabel(name)}
                <span className={css.sub}>{metricHint(name)}</span>
              </Table.Td>
              <Table.Td className={css.num}>{metricText(estimate)}</Table.Td>
              <Table.Td className={css.num}>{base ? metricText(base) : "–"}</Table.Td>
              <Table.Td className={css.num}>{before ? metricText(before) : "–"}</Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </PlainTable>
    <Text size="xs" c="dimmed" mt={6}>
      {evaluation.signal.words} {evaluation.probabilities.words}
    </Text>
  </section>
);

export const Segments = ({ evaluation }: { evaluation: ModelEvaluation }) =>
  evaluation.segments.length === 0 ? null : (
    <section className={css.section} aria-label="By segment">
      <header>
        <h2>By segment</h2>
      </header>
      <div className={css.box}>
        <PlainTable label="Quality by segment" miw={600}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Segment</Table.Th>
              <Table.Th ta="right">Cases</Table.Th>
              <Table.Th ta="right">With outcome</Table.Th>
              <Table.Th>Ranking</Table.Th>
              <Table.Th>Said less came</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {evaluation.segments.map((one) => (
              <Table.Tr key={`${one.feature} ${one.segment}`}>
                <Table.Td>
                  {one.title}: {one.segment}
                </Table.Td>
                <Table.Td ta="right">{formatNumber(one.rows)}</Table.Td>
                <Table.Td ta="right">
                  {one.positives === null ? "–" : formatNumber(one.positives)}
                </Table.Td>
                <Table.Td className={css.num}>
                  {one.rocAuc ? metricText(one.rocAuc) : "Too few"}
                </Table.Td>
                <Table.Td className={css.num}>
                  {one.calibrationGap === null ? "–" : percentText(one.calibrationGap, 1)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </PlainTable>
      </div>
    </section>
  );

export const Importance = ({ evaluation }: { evaluation: ModelEvaluation }) =>
  evaluation.importance.length === 0 ? null : (
    <section className={css.section} aria-label="What it goes by">
      <header>
        <h2>What it goes by</h2>
      </header>
      <PlainTable label="Features by weight">
        <Table.Tbody>
          {evaluation.importance.slice(0, 12).map(({ feature, title, share }) => (
            <Table.Tr key={feature}>
              <Table.Td>{title.replace(" (log10)", "")}</Table.Td>
              <Table.Td ta="right" className={css.num}>
                {percentText(share)}
              </Table.Td>
            </Table.Tr>
          ))}
          {evaluation.leftOut.map(({ feature, title, why }) => (
            <Table.Tr key={feature}>
              <Table.Td>
                {title ?? feature}
                <span className={css.sub}>Left out: {why}</span>
              </Table.Td>
              <Table.Td ta="right">–</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </PlainTable>
    </section>
  );

export const Monitors = ({ card }: { card: ModelCard }) => {
  const alarms = card.checks.filter(({ alarm }) => alarm);
  return (
    <section className={css.section} aria-label="Monitors">
      <header>
        <h2>Monitors</h2>
        <StatusBadge tone={alarms.length > 0 ? "bad" : "good"}>
          {alarms.length > 0 ? `${alarms.length} to look at` : "Quiet"}
        </StatusBadge>
      </header>
      {card.checks.length === 0 ? (
        <Text size="sm" c="dimmed">
          Drift and calibration are looked at once a day, from 50 records on.
        </Text>
      ) : (
        <div className={css.box}>
          <PlainTable label="Monitors" miw={520}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>What</Table.Th>
                <Table.Th ta="right">Now</Table.Th>
                <Table.Th ta="right">Alarm from</Table.Th>
                <Table.Th>State</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {[...card.checks]
                .sort((a, b) => Number(b.alarm) - Number(a.alarm))
                .map((check) => (
                  <Table.Tr key={`${check.kind} ${check.subject}`}>
                    <Table.Td className={css.cell}>
                      {check.kind === "base-rate" ? "Base rate" : check.kind}: {check.subject}
                      {check.alarm ? <span className={css.sub}>{check.words}</span> : null}
                    </Table.Td>
                    <Table.Td ta="right" className={css.num}>
                      {check.value.toFixed(2)}
                    </Table.Td>
                    <Table.Td ta="right" className={css.num}>
                      {check.threshold.toFixed(2)}
                    </Table.Td>
                    <Table.Td>
                      <StatusBadge tone={check.alarm ? "bad" : "good"}>
                        {check.alarm ? "Alarm" : "Quiet"}
                      </StatusBadge>
                    </Table.Td>
                  </Table.Tr>
                ))}
            </Table.Tbody>
          </PlainTable>
        </div>
      )}
    </section>
  );
};
