// One feature: what it is in words and in code, how its values lie, how fresh and sound it is, where it comes from and
// where it goes, its versions.
import { Button, Table } from "@mantine/core";
import type { FeatureView } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { formatDateTime } from "../../ui/format.rules.ts";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { PlainTable } from "../../ui/settings.tsx";
import { ErrorState, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { useMay } from "../access/session.ts";
import { featureQuery } from "./feature-queries.ts";
import {
  codeOf,
  freshnessStanding,
  numberText,
  percentText,
  shortHash,
  statusStanding,
} from "./feature-words.rules.ts";
import css from "./features.module.css";
import { StandingWord } from "./standing.tsx";

const Bars = ({ bins }: { bins: FeatureView["distribution"]["bins"] }) => {
  const most = Math.max(1, ...bins.map(({ count }) => count));
  return (
    <ul className={css.bars}>
      {bins.map(({ label, count }) => (
        <li key={label}>
          <span title={label}>{label}</span>
          <span aria-hidden="true">
            <span
              className={css.bar}
              style={{ display: "block", width: `${(count / most) * 100}%` }}
            />
          </span>
          <span>{count}</span>
        </li>
      ))}
    </ul>
  );
};

const BinTable = ({ bins }: { bins: FeatureView["distribution"]["bins"] }) => (
  <PlainTable label="Distribution as a table">
    <Table.Thead>
      <Table.Tr>
        <Table.Th>Value</Table.Th>
        <Table.Th>Records</Table.Th>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {bins.map(({ label, count }) => (
        <Table.Tr key={label}>
          <Table.Td>{label}</Table.Td>
          <Table.Td>{count}</Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </PlainTable>
);

const DistributionCard = ({ distribution }: { distribution: FeatureView["distribution"] }) => {
  const [isTable, setTable] = useState(false);
  const { sampled, nulls, bins, least, median, greatest } = distribution;
  return (
    <section className={css.card} aria-label="Distribution">
      <h2>Distribution</h2>
      {sampled === 0 ? (
        <p className={css.muted}>There are no values that you may see yet.</p>
      ) : (
        <>
          <p className={css.muted}>
            {sampled} records looked at, {percentText(nulls / sampled)} without a value
            {median === null
              ? "."
              : `. From ${numberText(least)} to ${numberText(greatest)}, ${numberText(median)} in the middle.`}
          </p>
          {isTable ? <BinTable bins={bins} /> : <Bars bins={bins} />}
          <Button mt={10} size="compact-sm" variant="default" onClick={() => setTable(!isTable)}>
            {isTable ? "Show as bars" : "Show as a table"}
          </Button>
        </>
      )}
    </section>
  );
};

const FreshnessCard = ({ feature }: { feature: FeatureView }) => {
  const { freshness } = feature;
  return (
    <section className={css.card} aria-label="Freshness">
      <h2>Freshness</h2>
      <dl className={css.facts}>
        <dt>State</dt>
        <dd>
          <StandingWord standing={freshnessStanding(freshness)} />
        </dd>
        <dt>Newest value</dt>
        <dd>{freshness.newestAt ? <RelativeTime value={freshness.newestAt} /> : "–"}</dd>
        <dt>Oldest value that still stands</dt>
        <dd>{freshness.oldestAt ? <RelativeTime value={freshness.oldestAt} /> : "–"}</dd>
        <dt>Changes that wait</dt>
        <dd>{freshness.waiting}</dd>
      </dl>
    </section>
  );
};

const QualityCard = ({ quality }: { quality: FeatureView["quality"] }) => (
  <section className={css.card} aria-label="Quality over time">
    <h2>Quality over time</h2>
    {quality.length === 0 ? (
      <p className={css.muted}>Looked at once a day. “Check now” in the catalogue looks at once.</p>
    ) : (
      <PlainTable label="Checks">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Checked</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>No value</Table.Th>
            <Table.Th>Shift</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {quality.map(({ checkedAt, finding }) => (
            <Table.Tr key={checkedAt}>
              <Table.Td>{formatDateTime(checkedAt)}</Table.Td>
              <Table.Td>
                <StandingWord standing={statusStanding[finding.status]} />
                {finding.notes.map((note) => (
                  <div key={note} className={css.muted}>
                    {note}
                  </div>
                ))}
              </Table.Td>
              <Table.Td>{percentText(finding.nullShare)}</Table.Td>
              <Table.Td>{numberText(finding.psi)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </PlainTable>
    )}
  </section>
);

const LineageCard = ({ feature }: { feature: FeatureView }) => {
  const { sources, users } = feature.lineage;
  return (
    <section className={css.card} aria-label="Where it comes from and goes">
      <h2>Where it comes from and goes</h2>
      <div className={css.lineage}>
        <ul aria-label="Sources">
          {sources.map(({ kind, label }) => (
            <li key={`${kind} ${label}`} className={css.node}>
              {kind === "events" ? `Event: ${label}` : label}
            </li>
          ))}
        </ul>
        <span className={css.arrow} aria-hidden="true">
          →
        </span>
        <span className={css.node} data-own>
          {feature.title}
        </span>
        <span className={css.arrow} aria-hidden="true">
          →
        </span>
        <span className={css.node}>Set: {feature.setTitle}</span>
        <span className={css.arrow} aria-hidden="true">
          →
        </span>
        {users.length === 0 ? (
          <span className={css.muted}>Nothing uses it yet</span>
        ) : (
          <ul aria-label="Used by">
            {users.map(({ kind, key, title, link }) => (
              <li key={`${kind} ${key}`} className={css.node}>
                {link ? <a href={link}>{title}</a> : title}
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
};

const versionWords = (filledAt: string | null, retiredAt: string | null): string => {
  if (retiredAt) return "Removed";
  return filledAt ? "All computed" : "Being computed";
};

const VersionsCard = ({ versions }: { versions: FeatureView["versions"] }) => (
  <section className={css.card} aria-label="Versions of the set">
    <h2>Versions of the set</h2>
    <PlainTable label="Versions">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Version</Table.Th>
          <Table.Th>Since</Table.Th>
          <Table.Th>Values</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {versions.map(({ hash, firstSeenAt, filledAt, retiredAt, isCurrent }) => (
          <Table.Tr key={hash}>
            <Table.Td>
              <code>{shortHash(hash)}</code> {isCurrent ? "(current)" : ""}
            </Table.Td>
            <Table.Td>{formatDateTime(firstSeenAt)}</Table.Td>
            <Table.Td>{versionWords(filledAt, retiredAt)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </PlainTable>
  </section>
);

const Shown = ({ feature }: { feature: FeatureView }) => (
  <>
    <PageHead
      title={feature.title}
      crumbs={[{ label: "Features", to: "/features" }, { label: feature.setTitle }]}
      aside={<StandingWord standing={statusStanding[feature.status]} />}
    />
    <PageBody wide>
      <p className={css.lead}>{feature.sentence}</p>
      <LineageCard feature={feature} />
      <div className={css.grid}>
        <DistributionCard distribution={feature.distribution} />
        <FreshnessCard feature={feature} />
        <QualityCard quality={feature.quality} />
        <VersionsCard versions={feature.versions} />
        <section className={css.card} aria-label="In code">
          <h2>In code</h2>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard */}
          <pre className={css.code} tabIndex={0}>
            {codeOf(feature.definition)}
          </pre>
        </section>
      </div>
    </PageBody>
  </>
);

const Loaded = () => {
  const params = useParams({ strict: false }) as { set: string; feature: string };
  const feature = useQuery(featureQuery(params.set, params.feature));
  if (feature.data) return <Shown feature={feature.data} />;
  return (
    <>
      <PageHead title="Feature" crumbs={[{ label: "Features", to: "/features" }]} />
      <PageBody wide>
        {feature.error ? (
          <ErrorState
            error={feature.error}
            doing="load the feature"
            onRetry={() => void feature.refetch()}
          />
        ) : (
          <SkeletonLines />
        )}
      </PageBody>
    </>
  );
};

export const FeatureScreen = () =>
  useMay("features.manage") ? (
    <Loaded />
  ) : (
    <NoRight>An admin can give your role the right to look into features.</NoRight>
  );
