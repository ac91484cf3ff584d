// Models, releases and scores as text for people.
import type { ModelCard, ModelEstimate, ModelRelease, ModelTrialResult } from "@rapport/sdk";

const estimate = ({ value, low, high }: ModelEstimate): string =>
  `${value.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`;

export function evaluationText(card: ModelCard, release: ModelRelease): string {
  const { number, rung, why, passed, refusals, evaluation } = release;
  const lines = [`${card.title}, release ${number}: ${rung}. ${why}`];
  if (evaluation) {
    const { rows, learner, metrics, baseline, champion, signal, leftOut } = evaluation;
    lines.push(
      `  ${learner.name}, learned from ${rows.train} cases, judged on ${rows.test} later ones`,
      ...Object.entries(metrics).map(([name, own]) => {
        const base = baseline.metrics[name];
        const before = champion?.metrics[name];
        return [
          `  ${name.padEnd(18)} ${estimate(own)}`,
          ...(base ? [`without a model ${base.value.toFixed(4)}`] : []),
          ...(before ? [`release ${champion?.release} ${before.value.toFixed(4)}`] : []),
        ].join("; ");
      }),
      `  ${signal.words}`,
      ...leftOut.map((one) => `  left out: ${one.title ?? one.feature}, ${one.why}`),
    );
  }
  lines.push(passed ? "Passed the gates." : "REFUSED by the gates:");
  return [...lines, ...refusals.map((refusal) => `  ${refusal}`)].join("\n");
}

export function scoreText(score: ModelTrialResult): string {
  const { title, label, score: points, chance, low, high, rung, release, reasons } = score;
  const value = label ?? (points === null ? "no score" : `${Math.round(points)} of 100`);
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  const range = low === null || high === null ? "" : ` (${percent(low)} to ${percent(high)})`;
  const said = chance === null ? "" : `, ${percent(chance)}${range} that ${score.outcome}`;
  const by = release === null ? rung : `${rung}, release ${release}`;
  return [
    `${title}: ${value}${said} [${by}]`,
    ...reasons.map(({ share, words }) => `  ${share >= 0 ? "+" : ""}${share.toFixed(2)}  ${words}`),
    ...score.hints.map((hint) => `  then ${hint.score}: ${hint.words}`),
  ].join("\n");
}

export function cardText(card: ModelCard): string {
  const { title, about, population, label, features, gates, champion, releases, checks } = card;
  const alarms = checks.filter(({ alarm }) => alarm);
  return [
    `${title} (${card.key}): ${about}`,
    `  Whom: ${population}`,
    `  Outcome: ${label}`,
    `  From: ${features.map((feature) => feature.title).join("; ")}`,
    `  In force: ${champion ? `release ${champion.number}` : "rules"}. ${card.why}`,
    `  Gates: ${Object.entries(gates)
      .map(([name, value]) => `${name} ${value}`)
      .join(", ")}`,
    ...(champion
      ? [
          `  Manifest: ${champion.manifest.rows} rows of ${champion.manifest.records} records as of ${champion.manifest.asOf}, seed ${champion.manifest.seed}, digest ${champion.manifest.digest}`,
          `  Left out without consent: ${champion.manifest.withoutConsent}; feedback taken: ${champion.manifest.feedback}`,
        ]
      : []),
    ...releases.map(
      ({ number, createdAt, rung, passed }) =>
        `  release ${number}  ${createdAt}  ${rung}  ${passed ? "passed" : "refused"}`,
    ),
    ...alarms.map(({ words }) => `  alarm: ${words}`),
    ...(champion ? ["", evaluationText(card, champion)] : []),
  ].join("\n");
}
