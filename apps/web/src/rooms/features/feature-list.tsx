// The catalogue: every set with its features in words, how fresh and sound they are, and who uses them.
import { Button, Group, Table, TextInput } from "@mantine/core";
import type { FeatureSetSummary } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { IconSearch } from "../../ui/icons.ts";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { PlainTable } from "../../ui/settings.tsx";
import { ErrorState, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { showDone } from "../../ui/toast.tsx";
import { useMay } from "../access/session.ts";
import { featureSetsQuery, useBackfillSet, useCheckSet } from "./feature-queries.ts";
import { freshnessStanding, parityStanding, statusStanding } from "./feature-words.rules.ts";
import css from "./features.module.css";
import { StandingWord } from "./standing.tsx";

const usersText = ({ users }: FeatureSetSummary): string =>
  users.length === 0
    ? "Used by nothing yet"
    : `Used by ${users.map(({ title }) => title).join(", ")}`;

const holds = (text: string) => {
  const wanted = text.trim().toLowerCase();
  return ({ title, key, sentence }: FeatureSetSummary["features"][number]): boolean =>
    `${title} ${key} ${sentence}`.toLowerCase().includes(wanted);
};

const SetTable = ({ set, text }: { set: FeatureSetSummary; text: string }) => {
  const check = useCheckSet();
  const backfill = useBackfillSet();
  const features = set.features.filter(holds(text));
  if (features.length === 0) return null;
  return (
    <section className={css.set} aria-label={set.title}>
      <div className={css.setHead}>
        <h2>{set.title}</h2>
        <StandingWord standing={freshnessStanding(set.freshness)} />
        <StandingWord standing={parityStanding(set.parity)} />
        <span className={css.muted}>{usersText(set)}</span>
        <Group gap={6} ml="auto">
          <Button
            variant="default"
            size="compact-sm"
            loading={check.isPending}
            onClick={() =>
              check.mutate(set.key, {
                onSuccess: ({ parity }) =>
                  showDone(`${parity.compared} values compared, ${parity.wrong} wrong.`),
              })
            }
          >
            Check now
          </Button>
          <Button
            variant="subtle"
            size="compact-sm"
            loading={backfill.isPending}
            onClick={() => backfill.mutate(set.key)}
          >
            Compute anew
          </Button>
        </Group>
      </div>
      <PlainTable label={`Features of ${set.title.toLowerCase()}`}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Feature</Table.Th>
            <Table.Th className={css.sentence}>What it is</Table.Th>
            <Table.Th>Quality</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {features.map((feature) => (
            <Table.Tr key={feature.key}>
              <Table.Td className={css.name}>
                <Link to="/features/$set/$feature" params={{ set: set.key, feature: feature.key }}>
                  {feature.title}
                </Link>
                <div className={css.beneath}>{feature.sentence}</div>
              </Table.Td>
              <Table.Td className={css.sentence}>{feature.sentence}</Table.Td>
              <Table.Td>
                <StandingWord standing={statusStanding[feature.status]} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </PlainTable>
    </section>
  );
};

const Catalogue = () => {
  const sets = useQuery(featureSetsQuery);
  const [text, setText] = useState("");
  const count = (sets.data ?? []).reduce((sum, { features }) => sum + features.length, 0);
  return (
    <>
      <PageHead title="Features" aside={sets.data ? count : null} />
      <PageBody wide>
        <TextInput
          aria-label="Find a feature"
          placeholder="Find a feature"
          leftSection={<IconSearch size={14} />}
          maw={320}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {sets.isPending ? <SkeletonLines /> : null}
        {sets.error ? (
          <ErrorState
            error={sets.error}
            doing="load the features"
            onRetry={() => void sets.refetch()}
          />
        ) : null}
        {(sets.data ?? []).map((set) => (
          <SetTable key={set.key} set={set} text={text} />
        ))}
        {sets.isSuccess && (sets.data ?? []).every((set) => !set.features.some(holds(text))) ? (
          <p className={css.muted}>No feature matches.</p>
        ) : null}
      </PageBody>
    </>
  );
};

export const FeatureList = () =>
  useMay("features.manage") ? (
    <Catalogue />
  ) : (
    <NoRight>An admin can give your role the right to look into features.</NoRight>
  );
