// Settings, Bot: whether and how it answers customers, what came of it, and a console that shows each step without
// sending anything.
import { Button, Group, NumberInput, Stack, Switch, Table, Textarea } from "@mantine/core";
import type { BotSettings, BotTry, Channel } from "@rapport/sdk";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { PlainTable, Section, SettingsPage } from "../../ui/settings.tsx";
import { ErrorState, FormError, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { showError } from "../../ui/toast.tsx";
import { useMay } from "../access/session.ts";
import css from "./ai.module.css";
import { useAiWrite } from "./ai-queries.ts";
import { BotFiguresSection } from "./bot-figures.tsx";
import { BotWordings } from "./bot-wordings.tsx";

const STEPS: Record<BotTry["steps"][number]["step"], string> = {
  decide: "May it speak?",
  "look-up": "Look into knowledge",
  draft: "Draft",
  verify: "Check against sources",
  reply: "Reply",
};

const hostsIn = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\s,]+/)
      .map((line) =>
        line
          .toLowerCase()
          .replace(/^https?:\/\//, "")
          .replace(/\/.*$/, ""),
      )
      .filter(Boolean),
  ),
];

const SettingsForm = ({ now, channels }: { now: BotSettings; channels: readonly Channel[] }) => {
  const [draft, setDraft] = useState(now);
  const [hosts, setHosts] = useState(now.linkHosts.join("\n"));
  const set = (parts: Partial<BotSettings>) => setDraft((one) => ({ ...one, ...parts }));
  const save = useAiWrite({
    run: (input: BotSettings) => api.bot.setSettings(input),
    done: "This holds from now on.",
    failed: "It was not changed",
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ ...draft, linkHosts: hostsIn(hosts) });
      }}
    >
      <Stack gap={12} maw={560}>
        <Switch
          label="Answer customers"
          description="On channels where “An AI may answer here” is set."
          checked={draft.isOn}
          onChange={(event) => set({ isOn: event.currentTarget.checked })}
        />
        <Group grow align="flex-start">
          <NumberInput
            label="Right answers of a hundred, at least"
            description="Surer means fewer answers."
            min={50}
            max={99}
            value={Math.round(draft.precision * 100)}
            onChange={(value) => set({ precision: (Number(value) || 90) / 100 })}
          />
          <NumberInput
            label="Answers before a person takes over"
            description="In one conversation."
            min={1}
            max={20}
            value={draft.mostAnswers}
            onChange={(value) => set({ mostAnswers: Number(value) || 1 })}
          />
        </Group>
        <Switch
          label="Let a model word what the sources say"
          checked={draft.usesModel}
          onChange={(event) => set({ usesModel: event.currentTarget.checked })}
        />
        <Textarea
          label="Websites that sources may link to"
          description="Hosts of yours, one a line, as help.example.com. This server's own pages are always linked; what leads elsewhere is named without a link, and sentences that send customers there are left out."
          autosize={true}
          minRows={1}
          value={hosts}
          onChange={(event) => setHosts(event.currentTarget.value)}
        />
        <BotWordings
          wordings={draft.wordings}
          channels={channels}
          onChange={(wordings) => set({ wordings })}
        />
        <FormError error={save.error} />
        <Group>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

const Outcome = ({ result }: { result: BotTry }) => (
  <div role="status">
    {result.text ? <p className={css.said}>{result.text}</p> : <p>It would say nothing.</p>}
    {result.citations.length > 0 ? (
      <p className={css.sub}>From: {result.citations.map(({ title }) => title).join(", ")}</p>
    ) : null}
    {result.handOver ? (
      <p className={css.sub}>
        A person is told: {result.handOver.reason}. {result.handOver.summary}
      </p>
    ) : null}
    <PlainTable label="Steps">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Step</Table.Th>
          <Table.Th>What came of it</Table.Th>
          <Table.Th ta="right">Time</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {result.steps.map(({ step, outcome, ms }) => (
          <Table.Tr key={`${step} ${outcome}`}>
            <Table.Td>{STEPS[step]}</Table.Td>
            <Table.Td>{outcome}</Table.Td>
            <Table.Td ta="right" className={css.number}>
              {ms} ms
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </PlainTable>
  </div>
);

const Console = () => {
  const [text, setText] = useState("");
  const trial = useMutation({
    mutationFn: (asked: string) => api.bot.tryMessage(asked),
    onError: (error) => showError(error, "The bot could not be tried"),
  });
  return (
    <Stack gap={12}>
      <Textarea
        label="What a customer would write"
        autosize
        minRows={2}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Group>
        <Button
          variant="default"
          disabled={text.trim() === ""}
          loading={trial.isPending}
          onClick={() => trial.mutate(text.trim())}
        >
          Try it
        </Button>
      </Group>
      {trial.data ? <Outcome result={trial.data} /> : null}
    </Stack>
  );
};

export const BotScreen = () => {
  const may = useMay("ai.manage");
  const mayChannels = useMay("channels.manage");
  const settings = useQuery({
    queryKey: ["ai", "bot"],
    queryFn: () => api.bot.settings(),
    enabled: may,
  });
  const channels = useQuery({
    queryKey: ["ai", "bot-channels"],
    queryFn: () => (mayChannels ? api.channels.list() : []),
    enabled: may,
  });
  if (!may) return <NoRight>An admin can set up the bot, or give your role the right.</NoRight>;
  return (
    <SettingsPage
      wide
      title="Bot"
      lead="Answers customers from your published knowledge, with its sources, or gives them to a person at once. Prices, law, complaints and refunds that somebody wants always go to a person."
    >
      {settings.isPending ? <SkeletonLines lines={6} /> : null}
      {settings.error ? (
        <ErrorState
          error={settings.error}
          doing="load the bot's settings"
          onRetry={() => void settings.refetch()}
        />
      ) : null}
      {settings.data && !channels.isPending ? (
        <SettingsForm now={settings.data} channels={channels.data ?? []} />
      ) : null}
      <Section
        title="What came of it"
        lead="Resolved by the bot: the customer said that it was answered, no person was needed, and nothing came for 72 hours. Silence counts as nothing."
      >
        <BotFiguresSection />
      </Section>
      <Section title="Try it" lead="Every step of what it would do; nothing is sent.">
        <Console />
      </Section>
    </SettingsPage>
  );
};
