// Which closed tickets and settled conversations pages are suggested from.
import { Button, Group, NumberInput, Stack, Switch, TextInput } from "@mantine/core";
import type { ClosedTickets, ClosedTicketsInput } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import columns from "../../ui/columns.module.css";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { MultiSelect, TagsInput } from "../../ui/select.tsx";
import { Section } from "../../ui/settings.tsx";
import { ErrorState, FormError, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { useMay } from "../access/session.ts";
import { useTeams } from "../access/settings-queries.ts";
import { channelsQuery } from "../channels/channel-queries.ts";
import { closedTicketsQuery, useSaveSource } from "./harvest-queries.ts";

const crumbs = [
  { label: "Knowledge", to: "/knowledge" },
  { label: "Suggested pages", to: "/knowledge/suggestions" },
];
const mostWaitHours = 720;

interface PartProps {
  draft: ClosedTicketsInput;
  set(part: Partial<ClosedTicketsInput>): void;
}

const Conversations = ({ draft, set }: PartProps) => {
  const channels = useQuery({ ...channelsQuery, enabled: useMay("channels.manage") });
  const teams = useTeams();
  return (
    <Section title="Conversations">
      <Stack gap={12}>
        <Switch
          label="Settled conversations"
          checked={draft.conversations}
          onChange={(event) => set({ conversations: event.currentTarget.checked })}
        />
        {draft.conversations && channels.data ? (
          <MultiSelect
            label="Channels"
            placeholder={draft.channelIds.length === 0 ? "All channels" : ""}
            data={channels.data.map(({ id, name }) => ({ value: id, label: name }))}
            value={draft.channelIds}
            onChange={(channelIds) => set({ channelIds })}
          />
        ) : null}
        {draft.conversations && teams.length > 0 ? (
          <MultiSelect
            label="Teams"
            placeholder={draft.teamIds.length === 0 ? "All teams" : ""}
            data={teams.map(({ id, name }) => ({ value: id, label: name }))}
            value={draft.teamIds}
            onChange={(teamIds) => set({ teamIds })}
          />
        ) : null}
      </Stack>
    </Section>
  );
};

const Tickets = ({ draft, set }: PartProps) => (
  <Section title="Tickets">
    <Stack gap={12}>
      <Switch
        label="Solved and closed tickets"
        description="The answer is the conversation that the ticket is about, else the last note on it."
        checked={draft.tickets}
        onChange={(event) => set({ tickets: event.currentTarget.checked })}
      />
      {draft.tickets ? (
        <TagsInput
          label="Categories"
          description="As they stand in the tickets. Press Enter after each."
          placeholder={draft.ticketCategories.length === 0 ? "All categories" : ""}
          value={draft.ticketCategories}
          onChange={(ticketCategories) => set({ ticketCategories })}
        />
      ) : null}
    </Stack>
  </Section>
);

const Which = ({ draft, set }: PartProps) => (
  <Section title="Which of them">
    <Stack gap={12}>
      <div className={columns.pair}>
        <TextInput
          label="Settled since"
          type="date"
          required
          value={draft.since}
          onChange={(event) => set({ since: event.currentTarget.value })}
        />
        <NumberInput
          label="Not reopened for, in hours"
          min={0}
          max={mostWaitHours}
          allowDecimal={false}
          value={draft.waitHours}
          onChange={(value) => set({ waitHours: Number(value) || 0 })}
        />
      </div>
      <Switch
        label="Only where the customer was satisfied"
        description="Rated 4 or 5 of 5. Without this, what was not rated counts too; 1 and 2 of 5 never do."
        checked={draft.onlyGood}
        onChange={(event) => set({ onlyGood: event.currentTarget.checked })}
      />
    </Stack>
  </Section>
);

const inputOf = ({ lookedAt: _at, isLooking: _is, ...input }: ClosedTickets): ClosedTicketsInput =>
  input;

const Editor = ({ source }: { source: ClosedTickets }) => {
  const [draft, setDraft] = useState(() => inputOf(source));
  const save = useSaveSource();
  const navigate = useNavigate();
  const set = (part: Partial<ClosedTicketsInput>) => setDraft((now) => ({ ...now, ...part }));
  return (
    <form
      className={columns.form}
      aria-label="What is looked at"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(draft, {
          onSuccess: () => void navigate({ to: "/knowledge/suggestions" }),
        });
      }}
    >
      <Switch
        label="Suggest pages from what is settled"
        description="Each hour. Nothing is published by itself, and nobody is shown a ticket that they may not read."
        checked={draft.isOn}
        onChange={(event) => set({ isOn: event.currentTarget.checked })}
      />
      <Conversations draft={draft} set={set} />
      <Tickets draft={draft} set={set} />
      <Which draft={draft} set={set} />
      <FormError error={save.error} />
      <Group>
        <Button type="submit" loading={save.isPending} disabled={draft.since === ""}>
          Save
        </Button>
      </Group>
    </form>
  );
};

export const ClosedTicketsScreen = () => {
  const mayManage = useMay("knowledge.manage");
  const source = useQuery({ ...closedTicketsQuery, enabled: mayManage });
  if (!mayManage)
    return <NoRight>An admin can give your role the right to write knowledge.</NoRight>;
  return (
    <>
      <PageHead title="What is looked at" crumbs={crumbs} />
      <PageBody wide>
        <p className={columns.muted}>
          Closed tickets and settled conversations hold answers that no page has yet. Each becomes a
          suggested page: the customer's question and what settled it, with personal data taken out.
        </p>
        {source.isPending ? <SkeletonLines /> : null}
        {source.error ? (
          <ErrorState
            error={source.error}
            doing="load this"
            onRetry={() => void source.refetch()}
          />
        ) : null}
        {source.data ? <Editor source={source.data} /> : null}
      </PageBody>
    </>
  );
};
