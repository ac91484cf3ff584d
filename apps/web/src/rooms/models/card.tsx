// The model card: what it was made from, to the last digit, and the rules beneath it.
import { Table } from "@mantine/core";
import type { ModelCard } from "@rapport/contracts";
import { formatDate, formatNumber } from "../../ui/format.rules.ts";
import { PlainTable } from "../../ui/settings.tsx";
import css from "./models.module.css";

export const Card = ({ card }: { card: ModelCard }) => {
  const { champion } = card;
  const manifest = champion?.manifest;
  const rows: [string, string][] = [
    ["Whom it is about", card.population],
    ["What it predicts", card.label],
    ["Release in force", champion ? `Number ${champion.number}` : "None: rules"],
    ...(manifest
      ? ([
          [
            "Learned from",
            `${formatNumber(manifest.rows)} cases of ${formatNumber(manifest.records)} records, as of ${formatDate(manifest.asOf)}`,
          ],
          [
            "Sets of features",
            manifest.sets
              .map(
                ({ set, hash, features }) => `${set} ${hash.slice(0, 12)}: ${features.join(", ")}`,
              )
              .join("; ") || "None but its own",
          ],
          ["Left out without consent to training", formatNumber(manifest.withoutConsent)],
          ["Corrected by what people said", formatNumber(manifest.feedback)],
          [
            "Learner",
            champion?.evaluation
              ? `${champion.evaluation.learner.name}: ${champion.evaluation.learner.why}`
              : "–",
          ],
          ["Seed, digest of the rows", `${manifest.seed}, ${manifest.digest.slice(0, 16)}`],
          [
            "Features, definition, code",
            `${manifest.featureHash.slice(0, 12)}, ${manifest.definitionHash.slice(0, 12)}, ${champion?.codeVersion ?? ""}`,
          ],
          [
            "Artefact",
            `${(champion?.artefactDigest ?? "none").slice(0, 16)} (${formatNumber(champion?.artefactBytes ?? 0)} bytes)`,
          ],
        ] as [string, string][])
      : []),
  ];
  return (
    <section className={css.section} aria-label="Model card">
      <header>
        <h2>Model card</h2>
      </header>
      <PlainTable label="Facts of the model card">
        <Table.Tbody>
          {rows.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Td>{name}</Table.Td>
              <Table.Td className={css.cell}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </PlainTable>
      {card.rules.length > 0 ? (
        <>
          <h3>The rules that answer where no model does</h3>
          <ul className={css.refusals}>
            {card.rules.map(({ points, words }) => (
              <li key={words}>
                {words}: {points > 0 ? "+" : "−"}
                {Math.abs(points)} points
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
};
