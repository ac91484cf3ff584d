// One campaign: how far it is, its score and how sure that is, and what people wrote.
import { Button, Group, Progress, Table } from "@mantine/core";
import type { NpsCampaign, NpsScore } from "@rapport/sdk";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { formatNumber } from "../../ui/format.rules.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { PlainTable, Section, SettingsPage } from "../../ui/settings.tsx";
import { ErrorState, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { useMay } from "../access/session.ts";
import css from "./nps.module.css";
import { Actions } from "./nps-actions.tsx";
import { answersQuery, campaignQuery } from "./nps-queries.ts";
import { intervalText, progressText, STATES, scoreText } from "./nps-words.rules.ts";

interface Props {
  campaign: NpsCampaign;
}

const Sending = ({ campaign }: Props) => {
  const { state, progress, faults } = campaign;
  const { waiting, sent, refused, unknown, skipped } = progress;
  const all = waiting + sent + refused + unknown + skipped;
  const { word, tone } = STATES[state];
  return (
    <Section title="Sending">
      <Group gap={12}>
        <StatusBadge tone={tone}>{word}</StatusBadge>
        <span role="status">{progressText(campaign)}</span>
      </Group>
      {waiting > 0 ? (
        <Progress
          mt={8}
          maw={480}
          aria-label="Mails that are done"
          value={(100 * (all - waiting)) / all}
        />
      ) : null}
      {faults.length > 0 ? (
        <ul className={css.why} aria-label="What mail servers said">
          {faults.map(({ reason, count }) => (
            <li key={reason}>
              {formatNumber(count)}: {reason}
            </li>
          ))}
        </ul>
      ) : null}
    </Section>
  );
};

const Histogram = ({ score }: { score: NpsScore }) => {
  const top = Math.max(1, ...score.scores);
  return (
    <PlainTable label="How many answered what" verticalSpacing={1}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Answer</Table.Th>
          <Table.Th ta="right">People</Table.Th>
          <Table.Td />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {score.scores.map((count, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is the answer
          <Table.Tr key={at}>
            <Table.Th scope="row">{at}</Table.Th>
            <Table.Td ta="right">{formatNumber(count)}</Table.Td>
            <Table.Td w="70%">
              <div
                className={css.bar}
                style={{ width: `${(100 * count) / top}%` }}
                data-empty={count === 0 || undefined}
              />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </PlainTable>
  );
};

const Score = ({ campaign }: Props) => {
  const { score, periodDays } = campaign;
  const { answers, sent, promoters, passives, detractors } = score;
  return (
    <Section
      title="Score"
      lead={`Percent who answered 9 or 10, less percent who answered 0 to 6: of the mails of the last ${periodDays} days, so that each person counts once.`}
    >
      <p className={css.score}>{scoreText(score)}</p>
      <p>
        {answers === 0
          ? "Nobody answered yet."
          : `${intervalText(score)}. ${formatNumber(answers)} of ${formatNumber(sent)} answered.`}
      </p>
      {answers > 0 ? (
        <>
          <p className="r-muted">
            {formatNumber(promoters)} answered 9 or 10, {formatNumber(passives)} answered 7 or 8,{" "}
            {formatNumber(detractors)} answered 0 to 6.
          </p>
          <Histogram score={score} />
        </>
      ) : null}
    </Section>
  );
};

const Answers = ({ campaign }: Props) => {
  const found = useInfiniteQuery(answersQuery(campaign.id, campaign.score.answers));
  const rows = found.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Section title="Answers">
      {found.isPending ? <SkeletonLines lines={3} /> : null}
      {found.error ? (
        <ErrorState
          error={found.error}
          doing="load the answers"
          onRetry={() => void found.refetch()}
        />
      ) : null}
      {found.isSuccess && rows.length === 0 ? <p className="r-muted">There are none.</p> : null}
      <ul className={css.answers}>
        {rows.map(({ id, person, score, comment, answeredAt }) => (
          <li key={id}>
            <strong>{score} of 10</strong>{" "}
            {person ? (
              <Link
                className="r-link"
                to="/o/$object/$id"
                params={{ object: "people", id: person.id }}
              >
                {person.title}
              </Link>
            ) : (
              "Somebody who is gone"
            )}{" "}
            <span className="r-muted">
              <RelativeTime value={answeredAt} />
            </span>
            {comment === null ? null : <blockquote className={css.said}>{comment}</blockquote>}
          </li>
        ))}
      </ul>
      {found.hasNextPage ? (
        <Button
          variant="default"
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          Show more
        </Button>
      ) : null}
    </Section>
  );
};

export const NpsScreen = () => {
  const may = useMay("channels.manage");
  const { id = "" } = useParams({ strict: false });
  const found = useQuery({ ...campaignQuery(id), enabled: may });
  if (!may) return <NoRight>An admin can ask people, or give your role the right.</NoRight>;
  if (found.isPending) return <SkeletonLines lines={8} />;
  if (found.error) {
    return (
      <ErrorState
        error={found.error}
        doing="load the campaign"
        onRetry={() => void found.refetch()}
      />
    );
  }
  const campaign = found.data;
  const { segment, channel, brand } = campaign;
  return (
    <SettingsPage
      wide
      title={campaign.name}
      lead={
        <>
          <Link className="r-link" to="/settings/nps">
            All campaigns
          </Link>
          . Asks {segment.name === null ? "a segment that is gone" : `“${segment.name}”`} about{" "}
          {brand}, from {channel.name ?? "a mailbox that is gone"}.
        </>
      }
      action={<Actions campaign={campaign} />}
    >
      <Sending campaign={campaign} />
      <Score campaign={campaign} />
      <Answers campaign={campaign} />
    </SettingsPage>
  );
};
