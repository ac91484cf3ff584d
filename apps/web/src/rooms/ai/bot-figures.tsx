// What came of the bot's turns, over a week or a month: counts, and why a person took over.
import { SegmentedControl, Stack } from "@mantine/core";
import type { BotFigures } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import css from "./ai.module.css";

const REASONS: Record<string, string> = {
  asked: "The customer asked for a person",
  sensitive: "Prices, law, refusals, refunds",
  unsure: "No sure answer",
  enough: "Answered often enough",
  echo: "The same again and again",
  failed: "It could not answer",
};

const seconds = (ms: number | null): string =>
  ms === null ? "–" : `${(ms / 1000).toLocaleString(undefined, { maximumFractionDigits: 1 })} s`;

const Counts = ({ figures }: { figures: BotFigures }) => {
  const { conversations, answered, abstained, handedOver, withdrawn } = figures;
  const rows: [string, string | number, string][] = [
    ["Conversations", conversations, "in which it spoke"],
    ["Resolved by the bot", figures.deflected, "confirmed, no person, quiet for 72 hours"],
    ["Confirmed", figures.confirmed, `${figures.waiting} not yet 72 hours old`],
    ["Written again", figures.reopened, "within 72 hours after that"],
    [
      "Answers",
      answered,
      answered === 0
        ? "none yet"
        : `half within ${seconds(figures.medianMs)}, 95 % within ${seconds(figures.p95Ms)}`,
    ],
    ["No sure answer", abstained, "a person got them"],
    ["Given to a person", handedOver, "for another reason"],
    ["Held back", withdrawn, "somebody was there first"],
  ];
  return (
    <dl className={css.figures}>
      {rows.map(([name, value, note]) => (
        <div key={name} className={css.figure}>
          <dt>{name}</dt>
          <dd className={css.number}>{value}</dd>
          <dd className={css.sub}>{note}</dd>
        </div>
      ))}
    </dl>
  );
};

const listed = (rows: readonly (readonly [string, number])[]): string =>
  rows.map(([name, count]) => `${name} (${count})`).join(", ");

export const BotFiguresSection = () => {
  const [days, setDays] = useState("30");
  const figures = useQuery({
    queryKey: ["ai", "bot-figures", days],
    queryFn: () => api.bot.figures(Number(days)),
  });
  const { data } = figures;
  return (
    <Stack gap={12}>
      <SegmentedControl
        aria-label="Over how many days"
        value={days}
        onChange={setDays}
        data={[
          { value: "7", label: "7 days" },
          { value: "30", label: "30 days" },
        ]}
        style={{ alignSelf: "flex-start" }}
      />
      {figures.isPending ? <SkeletonLines lines={4} /> : null}
      {figures.error ? (
        <ErrorState
          error={figures.error}
          doing="count the bot's turns"
          onRetry={() => void figures.refetch()}
        />
      ) : null}
      {data ? <Counts figures={data} /> : null}
      {data && data.reasons.length > 0 ? (
        <p className={css.sub}>
          Why a person took over:{" "}
          {listed(data.reasons.map(({ reason, count }) => [REASONS[reason] ?? reason, count]))}.
        </p>
      ) : null}
      {data && data.rungs.length > 0 ? (
        <p className={css.sub}>
          Answers came from: {listed(data.rungs.map(({ rung, count }) => [rung, count]))}.
        </p>
      ) : null}
    </Stack>
  );
};
