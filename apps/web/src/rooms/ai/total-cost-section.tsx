// Hosted or your own: a few numbers, and at once what each costs month by month, from when on machines of one's own
// would be cheaper, and what was assumed.
import { Alert, Button, NumberInput, SegmentedControl, Table } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { AiTotalCost, AiTotalCostInput } from "@rapport/sdk";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { api } from "../../platform/api.ts";
import { PlainTable } from "../../ui/settings.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { Chart, Legend } from "../reports/chart.tsx";
import css from "./ai.module.css";
import {
  type Draft,
  FIRST,
  faultsOf,
  inputOf,
  isFor,
  MORE,
  type NumberSpec,
  usedText,
} from "./total-cost-form.rules.ts";
import {
  costModel,
  hostedName,
  loadWords,
  MOST_DRAWN,
  money,
  monthWords,
  ownName,
} from "./total-cost-words.rules.ts";

const WAIT_MS = 350;
const WAYS = [
  { value: "buy", label: "Buy machines" },
  { value: "rent", label: "Rent machines" },
];

interface NumbersProps {
  specs: readonly NumberSpec[];
  draft: Draft;
  told: AiTotalCost | undefined;
  onChange: (draft: Draft) => void;
}

const Numbers = ({ specs, draft, told, onChange }: NumbersProps) => {
  const faults = faultsOf(draft);
  return (
    <div className={css.numbers}>
      {specs.filter(isFor(draft.way)).map((spec) => (
        <NumberInput
          key={spec.field}
          label={spec.label}
          value={draft.numbers[spec.field] ?? ""}
          placeholder={told ? usedText(spec, told.numbers) : undefined}
          error={faults[spec.field]}
          prefix={spec.prefix}
          suffix={spec.suffix}
          thousandSeparator=","
          decimalScale={spec.isWhole ? 0 : 4}
          allowNegative={spec.min < 0}
          hideControls
          onChange={(value) => {
            const numbers = { ...draft.numbers, [spec.field]: String(value) };
            onChange({ ...draft, numbers });
          }}
        />
      ))}
    </div>
  );
};

const Options = ({ told }: { told: AiTotalCost }) => (
  <PlainTable label={`What each option costs over ${told.numbers.months} months`}>
    <Table.Thead>
      <Table.Tr>
        <Table.Th>Option</Table.Th>
        <Table.Th>{told.numbers.months} months</Table.Th>
        <Table.Th>1,000 calls</Table.Th>
        <Table.Th>Your own is cheaper</Table.Th>
        <Table.Th>It would be with</Table.Th>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      <Table.Tr>
        <Table.Th scope="row">{ownName(told)}</Table.Th>
        <Table.Td>{money(told.own.totalMicros)}</Table.Td>
        <Table.Td>
          {told.own.perThousandCallsMicros === null ? "–" : money(told.own.perThousandCallsMicros)}
        </Table.Td>
        <Table.Td>–</Table.Td>
        <Table.Td>–</Table.Td>
      </Table.Tr>
      {told.hosted.map((one) => (
        <Table.Tr key={one.modelId}>
          <Table.Th scope="row">
            {hostedName(one)}
            {one.isForPersonalData ? null : <span className={css.sub}>Not for personal data</span>}
          </Table.Th>
          <Table.Td>{money(one.totalMicros)}</Table.Td>
          <Table.Td>
            {one.perThousandCallsMicros === null ? "–" : money(one.perThousandCallsMicros)}
          </Table.Td>
          <Table.Td>{monthWords(one)}</Table.Td>
          <Table.Td>{loadWords(one)}</Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </PlainTable>
);

const Months = ({ told }: { told: AiTotalCost }) => (
  <PlainTable label="Cost by the end of each month">
    <Table.Thead>
      <Table.Tr>
        <Table.Th>Month</Table.Th>
        <Table.Th>Machines</Table.Th>
        <Table.Th>{told.numbers.way === "buy" ? "Your own" : "Rented"}</Table.Th>
        {told.hosted.map((one) => (
          <Table.Th key={one.modelId}>{hostedName(one)}</Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {told.own.cumulativeMicros.map((micros, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a month is its place
        <Table.Tr key={at}>
          <Table.Th scope="row">{at + 1}</Table.Th>
          <Table.Td>{told.own.machines[at]?.toLocaleString("en")}</Table.Td>
          <Table.Td>{money(micros)}</Table.Td>
          {told.hosted.map((one) => (
            <Table.Td key={one.modelId}>{money(one.cumulativeMicros[at] ?? 0)}</Table.Td>
          ))}
        </Table.Tr>
      ))}
    </Table.Tbody>
  </PlainTable>
);

const Picture = ({ told }: { told: AiTotalCost }) => {
  const [isTable, setTable] = useState(false);
  const model = costModel(told);
  return (
    <>
      <div className={css.legend}>
        <Legend model={model} />
      </div>
      <Chart model={model} label="Cost by the end of each month" />
      <p className={css.sub}>
        What has been paid by the end of each month.
        {told.own.worthAtEndMicros > 0
          ? ` In the last one, the ${money(told.own.worthAtEndMicros)} that the machines are still worth are taken off.`
          : ""}
        {told.hosted.length > MOST_DRAWN ? ` Drawn are the ${MOST_DRAWN} cheapest.` : ""}
      </p>
      <Button
        variant="default"
        size="xs"
        mt={8}
        mb={8}
        aria-expanded={isTable}
        onClick={() => setTable(!isTable)}
      >
        {isTable ? "Hide the months" : "Show the months as a table"}
      </Button>
      {isTable ? <Months told={told} /> : null}
    </>
  );
};

const Assumed = ({ told }: { told: AiTotalCost }) => (
  <>
    <p className={css.sub}>{told.basis}</p>
    {told.assumed.length > 0 ? (
      <details className={css.assumed}>
        <summary>
          {told.assumed.length} {told.assumed.length === 1 ? "number is" : "numbers are"} assumed
        </summary>
        <ul>
          {told.assumed.map(({ field, words }) => (
            <li key={field}>{`${words.charAt(0).toUpperCase()}${words.slice(1)}`}</li>
          ))}
        </ul>
      </details>
    ) : null}
  </>
);

const Answer = ({ told, isOld }: { told: AiTotalCost; isOld: boolean }) => (
  <div aria-busy={isOld} className={css.answer} data-old={isOld || undefined}>
    <p className={css.verdict} role="status">
      {told.sentence}
    </p>
    {told.warnings.length > 0 ? (
      <Alert color="yellow" mb={12} p={10}>
        {told.warnings.map((warning) => (
          <p key={warning} className={css.warning}>
            {warning}
          </p>
        ))}
      </Alert>
    ) : null}
    <Options told={told} />
    <Picture told={told} />
    <Assumed told={told} />
  </div>
);

/** What was asked last and could be: a fault leaves the answer as it was. */
const useTotalCost = (draft: Draft) => {
  const input = inputOf(draft);
  const [last, setLast] = useState<AiTotalCostInput>(input ?? {});
  if (input !== null && JSON.stringify(input) !== JSON.stringify(last)) setLast(input);
  const [asked] = useDebouncedValue(last, WAIT_MS);
  return useQuery({
    queryKey: ["ai", "total-cost", asked],
    queryFn: () => api.ai.totalCost(asked),
    placeholderData: keepPreviousData,
  });
};

export const TotalCostSection = () => {
  const [draft, setDraft] = useState<Draft>({ way: "buy", numbers: {} });
  const [isMore, setMore] = useState(false);
  const moreId = useId();
  const { data, error, isPlaceholderData, refetch } = useTotalCost(draft);
  const shared = { draft, told: data, onChange: setDraft };
  return (
    <>
      <SegmentedControl
        size="xs"
        mb={8}
        aria-label="How machines of your own are had"
        data={WAYS}
        value={draft.way}
        onChange={(way) => setDraft({ ...draft, way: way === "rent" ? "rent" : "buy" })}
      />
      <Numbers specs={FIRST} {...shared} />
      <Button
        variant="subtle"
        size="xs"
        mt={8}
        mb={8}
        aria-expanded={isMore}
        aria-controls={moreId}
        onClick={() => setMore(!isMore)}
      >
        {isMore ? "Fewer numbers" : "More numbers"}
      </Button>
      <div id={moreId}>{isMore ? <Numbers specs={MORE} {...shared} /> : null}</div>
      {error ? (
        <ErrorState error={error} doing="compare the costs" onRetry={() => void refetch()} />
      ) : null}
      {data ? <Answer told={data} isOld={isPlaceholderData} /> : <SkeletonLines lines={6} />}
    </>
  );
};
