// Versions of a model, what was in force when, and the canary.
import { Button, Group, NumberInput, Table, Text } from "@mantine/core";
import type { ModelCard } from "@rapport/contracts";
import { useState } from "react";
import { formatNumber } from "../../ui/format.rules.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { PlainTable } from "../../ui/settings.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { usePromote, useWithdraw } from "./model-queries.ts";
import { metricText, percentText } from "./model-words.rules.ts";
import css from "./models.module.css";

interface ReleaseProps {
  card: ModelCard;
  release: ModelCard["releases"][number];
}

const TryAsCanary = ({ card, release }: ReleaseProps) => {
  const promote = usePromote(card.key);
  const [share, setShare] = useState<number>(10);
  return (
    <>
      <NumberInput
        aria-label={`Share of customers for a canary of release ${release.number}`}
        size="xs"
        w={76}
        min={1}
        max={50}
        suffix=" %"
        value={share}
        onChange={(value) => setShare(Number(value) || 1)}
      />
      <Button
        variant="default"
        onClick={() =>
          promote.mutate({ releaseId: release.id, role: "canary", share: share / 100 })
        }
      >
        Try as canary
      </Button>
    </>
  );
};

const Choices = ({ card, release }: ReleaseProps) => {
  const promote = usePromote(card.key);
  if (card.champion?.id === release.id || release.artefactDigest === null) return null;
  return (
    <Group gap={6} wrap="nowrap">
      {release.passed ? (
        <Button
          variant="default"
          onClick={() => promote.mutate({ releaseId: release.id, role: "champion" })}
        >
          Put in force
        </Button>
      ) : null}
      {card.canary?.releaseId === release.id ? null : <TryAsCanary card={card} release={release} />}
    </Group>
  );
};

const ReleaseRow = ({ card, release }: ReleaseProps) => {
  const isChampion = card.champion?.id === release.id;
  const isCanary = card.canary?.releaseId === release.id;
  return (
    <Table.Tr>
      <Table.Td>
        Release {release.number}
        <span className={css.sub}>
          <RelativeTime value={release.createdAt} />
        </span>
      </Table.Td>
      <Table.Td className={css.num}>{release.metric ? metricText(release.metric) : "–"}</Table.Td>
      <Table.Td className={css.cell}>
        <StatusBadge tone={release.passed ? "good" : "bad"}>
          {release.passed ? "Passed the gates" : "Refused"}
        </StatusBadge>
        {release.refusals.length > 0 ? (
          <ul className={css.refusals}>
            {release.refusals.map((refusal) => (
              <li key={refusal}>{refusal}</li>
            ))}
          </ul>
        ) : null}
      </Table.Td>
      <Table.Td>
        {isChampion ? <StatusBadge tone="good">In force</StatusBadge> : null}
        {isCanary ? <StatusBadge tone="wait">Canary</StatusBadge> : null}
        <Choices card={card} release={release} />
      </Table.Td>
    </Table.Tr>
  );
};

export const Releases = ({ card }: { card: ModelCard }) => (
  <section className={css.section} aria-label="Versions">
    <header>
      <h2>Versions</h2>
    </header>
    {card.releases.length === 0 ? (
      <Text size="sm" c="dimmed">
        Nothing was trained yet.
      </Text>
    ) : (
      <PlainTable label="Releases" miw={720}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Release</Table.Th>
            <Table.Th>How good</Table.Th>
            <Table.Th>Gates</Table.Th>
            <Table.Th>In force</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {card.releases.map((release) => (
            <ReleaseRow key={release.id} card={card} release={release} />
          ))}
        </Table.Tbody>
      </PlainTable>
    )}
    {card.pointers.length > 0 ? (
      <>
        <h3>What was in force when</h3>
        <ul className={css.refusals}>
          {card.pointers.slice(0, 12).map((pointer) => (
            <li key={`${pointer.at} ${pointer.role} ${pointer.why}`}>
              <RelativeTime value={pointer.at} />: {pointer.why} ({pointer.by})
            </li>
          ))}
        </ul>
      </>
    ) : null}
  </section>
);

export const Canary = ({ card }: { card: ModelCard }) => {
  const withdraw = useWithdraw(card.key);
  const { canary } = card;
  if (!canary) return null;
  return (
    <section className={css.section} aria-label="Canary">
      <header>
        <h2>Canary: release {canary.number}</h2>
        <Button variant="default" onClick={() => withdraw.mutate("canary")}>
          Stop the canary
        </Button>
      </header>
      <dl className={css.facts}>
        <div className={css.fact}>
          <dt>For</dt>
          <dd>{percentText(canary.share)} of customers</dd>
        </div>
        <div className={css.fact}>
          <dt>Decisions with an outcome</dt>
          <dd>{formatNumber(canary.decisions)}</dd>
        </div>
        <div className={css.fact}>
          <dt>Evidence that it is better (decides at 100)</dt>
          <dd>{canary.better.toFixed(1)}</dd>
        </div>
        <div className={css.fact}>
          <dt>Evidence that it is worse (decides at 100)</dt>
          <dd>{canary.worse.toFixed(1)}</dd>
        </div>
      </dl>
    </section>
  );
};
