// Campaigns that ask people whether they recommend us, with what came of each.
import { Button, Table } from "@mantine/core";
import type { NpsCampaign } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { formatNumber } from "../../ui/format.rules.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { PlainTable, SettingsPage } from "../../ui/settings.tsx";
import { EmptyState, ErrorState, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { useMay, useMe } from "../access/session.ts";
import css from "./nps.module.css";
import { CampaignDialog } from "./nps-form.tsx";
import { campaignsQuery } from "./nps-queries.ts";
import { intervalText, STATES, scoreText } from "./nps-words.rules.ts";

const Row = ({ campaign }: { campaign: NpsCampaign }) => {
  const { id, name, state, segment, score, startedAt } = campaign;
  const { word, tone } = STATES[state];
  return (
    <Table.Tr>
      <Table.Td miw={150}>
        <Link className="r-link" to="/settings/nps/$id" params={{ id }}>
          {name}
        </Link>
        <div className="r-muted">{segment.name ?? "A segment that is gone"}</div>
      </Table.Td>
      <Table.Td>
        <StatusBadge tone={tone}>{word}</StatusBadge>
        {startedAt ? (
          <div className={`r-muted ${css.whole}`}>
            started <RelativeTime value={startedAt} />
          </div>
        ) : null}
      </Table.Td>
      <Table.Td ta="right">{formatNumber(score.sent)}</Table.Td>
      <Table.Td ta="right">{formatNumber(score.answers)}</Table.Td>
      <Table.Td ta="right">
        {scoreText(score)}
        <div className={`r-muted ${css.whole}`}>{intervalText(score)}</div>
      </Table.Td>
    </Table.Tr>
  );
};

export const NpsList = () => {
  const may = useMay("channels.manage");
  const { workspace } = useMe();
  const navigate = useNavigate();
  const list = useQuery({ ...campaignsQuery, enabled: may });
  const [isMaking, setMaking] = useState(false);
  if (!may) return <NoRight>An admin can ask people, or give your role the right.</NoRight>;
  const campaigns = list.data ?? [];
  const make = <Button onClick={() => setMaking(true)}>New campaign</Button>;
  return (
    <SettingsPage
      wide
      title="Recommendation surveys"
      lead="Ask people by mail how likely they are to recommend you, from 0 to 10. Only those who agreed to surveys are asked, each once within a period."
      action={campaigns.length > 0 ? make : null}
    >
      {list.isPending ? <SkeletonLines lines={4} /> : null}
      {list.error ? (
        <ErrorState
          error={list.error}
          doing="load the campaigns"
          onRetry={() => void list.refetch()}
        />
      ) : null}
      {list.isSuccess && campaigns.length === 0 ? (
        <EmptyState title="No campaigns yet" action={make}>
          A campaign asks the people of a segment. Nobody is asked until you start it.
        </EmptyState>
      ) : null}
      {campaigns.length > 0 ? (
        <PlainTable label="Campaigns">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Campaign</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th ta="right">Asked</Table.Th>
              <Table.Th ta="right">Answered</Table.Th>
              <Table.Th ta="right">Score</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {campaigns.map((campaign) => (
              <Row key={campaign.id} campaign={campaign} />
            ))}
          </Table.Tbody>
        </PlainTable>
      ) : null}
      {isMaking ? (
        <CampaignDialog
          campaign={null}
          brand={workspace.name}
          onClose={() => setMaking(false)}
          onMade={(id) => void navigate({ to: "/settings/nps/$id", params: { id } })}
        />
      ) : null}
    </SettingsPage>
  );
};
