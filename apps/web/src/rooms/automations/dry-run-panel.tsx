// Tries the rule under edit over the past: how often it would have run, on which records, and what it would have
// done there. Nothing is done.
import { Anchor, Button, SegmentedControl } from "@mantine/core";
import type { AutomationInput, DryRun } from "@rapport/sdk";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { nowMs } from "../../platform/clock.ts";
import { formatNumber } from "../../ui/format.rules.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { FormError } from "../../ui/states.tsx";
import css from "./automations.module.css";
import runCss from "./runs.module.css";

const DAY_MS = 86_400_000;
const PERIODS = [
  { value: "1", label: "A day" },
  { value: "7", label: "A week" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
];

type Sample = DryRun["samples"][number];

const words = (value: unknown): string =>
  value === null || value === undefined ? "empty" : String(value);

const wouldHave = (text: string): string =>
  `Would have ${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;

const StepTried = ({ step }: { step: Sample["steps"][number] }) => (
  <>
    <p>
      <b>{wouldHave(step.text)}</b>
      {step.error ? <span className={css.bad}> {step.error}</span> : null}
    </p>
    {step.differences.length > 0 ? (
      <dl className={runCss.diff}>
        {step.differences.map(({ field, label, before, after }) => (
          <div key={field} style={{ display: "contents" }}>
            <dt>{label}</dt>
            <dd>
              {before === null ? null : <del>{words(before)}</del>}
              {before === null ? "" : " → "}
              {words(after)}
            </dd>
          </div>
        ))}
      </dl>
    ) : null}
  </>
);

const SampleTried = ({ object, sample }: { object: string; sample: Sample }) => (
  <li className={runCss.sample}>
    <p>
      <Anchor component={Link} to={`/o/${object}/${sample.recordId}`} size="sm">
        {sample.recordTitle}
      </Anchor>{" "}
      <span className="r-muted">
        <RelativeTime value={sample.at} />
      </span>
    </p>
    <p className="r-muted">{sample.trigger}</p>
    {sample.steps.map((step, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: steps have no id but their place
      <StepTried key={index} step={step} />
    ))}
  </li>
);

const Outcome = ({ object, tried }: { object: string; tried: DryRun }) => (
  <div role="status">
    <dl className={runCss.counts}>
      <div>
        <dt>Would have run</dt>
        <dd>{formatNumber(tried.matched)}</dd>
      </div>
      <div>
        <dt>Records</dt>
        <dd>{formatNumber(tried.records)}</dd>
      </div>
      <div>
        <dt>Condition not met</dt>
        <dd>{formatNumber(tried.notMet)}</dd>
      </div>
    </dl>
    <p className={css.facts}>
      {formatNumber(tried.changes)} changes were looked at
      {tried.isCapped ? ", the latest ones; there are more" : ""}.
      {tried.unknown > 0 ? ` ${formatNumber(tried.unknown)} were of records that are gone.` : ""}
    </p>
    <ul className={runCss.bare} style={{ maxHeight: 460, overflow: "auto" }}>
      {tried.samples.map((sample) => (
        <SampleTried key={`${sample.recordId}-${sample.at}`} object={object} sample={sample} />
      ))}
    </ul>
  </div>
);

export const DryRunPanel = ({
  rule,
  missing,
}: {
  rule: AutomationInput;
  missing: string | null;
}) => {
  const [days, setDays] = useState("30");
  const attempt = useMutation({
    mutationFn: () => {
      const to = nowMs();
      const from = new Date(to - Number(days) * DAY_MS).toISOString();
      return api.automations.dryRun({ rule, from, to: new Date(to).toISOString() });
    },
  });
  return (
    <section className={runCss.panel} aria-label="Try it over the past">
      <h2 className={runCss.panelTitle}>Try it over the past</h2>
      <p className={css.facts}>See what it would have done. Nothing is changed or sent.</p>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label="Period"
        data={PERIODS}
        value={days}
        onChange={setDays}
      />
      <Button
        variant="default"
        loading={attempt.isPending}
        disabled={missing !== null}
        onClick={() => attempt.mutate()}
      >
        Try it
      </Button>
      {missing ? <p className={css.facts}>{missing}</p> : null}
      <FormError error={attempt.error} />
      {attempt.data ? <Outcome object={rule.object} tried={attempt.data} /> : null}
    </section>
  );
};
