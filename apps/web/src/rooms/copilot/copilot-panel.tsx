// Beside the conversation: summary, what is known of the customer, what to do next, macros that fit, translation. Each
// part is there only where there is something to say.
import { Button, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type {
  Conversation,
  CopilotCustomer,
  CopilotFact,
  CopilotMacro,
  CopilotSummary,
  CopilotView,
} from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { formatMoney } from "../../ui/format.rules.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { ErrorState, FormError, SkeletonLines } from "../../ui/states.tsx";
import { NextActions } from "../actions/next-actions.tsx";
import css from "./copilot.module.css";
import { copilotQuery, useSummarise } from "./copilot-queries.ts";
import { factWords, isRecord, scoreWords, sensitiveWords } from "./copilot-words.rules.ts";
import { Translation } from "./translation.tsx";

const settledAfterMs = 250;

const aboutWords = { asked: "Asked", answered: "Answered", open: "Open", other: "" } as const;

type OnMessage = (id: string) => void;

const Sentence = ({
  one,
  onMessage,
}: {
  one: CopilotSummary["sentences"][number];
  onMessage: OnMessage;
}) => (
  <li>
    {one.about === "other" ? null : <b>{aboutWords[one.about]}: </b>}
    {one.text}{" "}
    {one.messages.map(({ id, seq }) => (
      <Button
        key={id}
        size="compact-xs"
        variant="subtle"
        aria-label={`Show message ${seq}`}
        onClick={() => onMessage(id)}
      >
        {seq}
      </Button>
    ))}
  </li>
);

const Summary = ({
  id,
  view,
  onMessage,
}: {
  id: string;
  view: CopilotView;
  onMessage: OnMessage;
}) => {
  const made = useSummarise(id);
  const summary = made.data ?? view.summary;
  if (summary === null || summary.sentences.length === 0) return null;
  const byModel = summary.rung !== "extractive";
  const { isOn, words } = view.models.summary;
  const notAsked = isOn ? "" : words;
  const modelWords = made.data ? summary.model.words : notAsked;
  return (
    <section className={css.part} aria-label="Summary">
      <h3>Summary</h3>
      <ul className={css.plain} aria-live="polite">
        {summary.sentences.map((one) => (
          <Sentence key={`${one.about}${one.text}`} one={one} onMessage={onMessage} />
        ))}
      </ul>
      <p className={css.meta}>
        {byModel ? "" : "In the messages' own words. "}
        {modelWords}
      </p>
      <FormError error={made.error} />
      {isOn && !byModel ? (
        <Button size="xs" variant="default" loading={made.isPending} onClick={() => made.mutate()}>
          Summarise with a model
        </Button>
      ) : null}
    </section>
  );
};

const Fact = ({ fact }: { fact: CopilotFact }) => {
  const { object, id, title, amountMinor, currency, at } = fact;
  return (
    <li>
      {isRecord(fact) ? (
        <Link className="r-link" to="/o/$object/$id" params={{ object, id }}>
          {title || "Without a title"}
        </Link>
      ) : (
        title
      )}{" "}
      <span className={css.meta}>
        {factWords(fact)}
        {amountMinor === null ? "" : ` · ${formatMoney(amountMinor, currency)}`} ·{" "}
        <RelativeTime value={at} />
      </span>
    </li>
  );
};

const Facts = ({ title, facts }: { title: string; facts: readonly CopilotFact[] }) =>
  facts.length === 0 ? null : (
    <section className={css.part} aria-label={title}>
      <h3>{title}</h3>
      <ul className={css.plain}>
        {facts.map((fact) => (
          <Fact key={fact.id} fact={fact} />
        ))}
      </ul>
    </section>
  );

const Scores = ({ scores }: Pick<CopilotCustomer, "scores">) =>
  scores.length === 0 ? null : (
    <section className={css.part} aria-label="Scores">
      <h3>Scores</h3>
      <ul className={css.plain}>
        {scores.map((score) => (
          <li key={score.model}>
            {scoreWords(score)}
            <p className={css.meta}>
              {score.reasons
                .slice(0, 3)
                .map(({ words }) => words)
                .join("; ")}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );

const Customer = ({ customer }: { customer: CopilotCustomer }) => (
  <>
    <Facts title="Open deals and tickets" facts={customer.open} />
    <Scores scores={customer.scores} />
    <NextActions object="people" id={customer.person.id} />
    {customer.open
      .filter(({ object }) => object === "deals")
      .slice(0, 1)
      .map(({ id }) => (
        <NextActions key={id} object="deals" id={id} />
      ))}
    <Facts title="What happened last" facts={customer.story} />
  </>
);

const Macros = ({
  macros,
  onMacro,
}: {
  macros: readonly CopilotMacro[];
  onMacro: (id: string) => void;
}) =>
  macros.length === 0 ? null : (
    <section className={css.part} aria-label="Macros that fit">
      <h3>Macros that fit</h3>
      <ul className={css.plain}>
        {macros.map(({ macroId, name, reason }) => (
          <li key={macroId}>
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`Use macro ${name}`}
              onClick={() => onMacro(macroId)}
            >
              {name}
            </Button>
            <p className={css.meta}>{reason}</p>
          </li>
        ))}
      </ul>
    </section>
  );

interface PanelProps {
  conversation: Conversation;
  /** Null where one may not write. */
  onMacro: ((id: string) => void) | null;
  onMessage: OnMessage;
}

export const CopilotPanel = ({ conversation, onMacro, onMessage }: PanelProps) => {
  const { id, lastSeq } = conversation;
  // Whoever walks down the list is not asked about each one that is passed.
  const [stayedAt] = useDebouncedValue(id, settledAfterMs);
  const query = useQuery({ ...copilotQuery(id, lastSeq), enabled: stayedAt === id });
  const view = query.data;
  if (query.error) {
    return (
      <ErrorState
        error={query.error}
        doing="load what is known"
        onRetry={() => void query.refetch()}
      />
    );
  }
  if (!view) return <SkeletonLines lines={4} />;
  return (
    <>
      {view.sensitive.length > 0 ? (
        <Text size="sm">
          <b>A person decides this:</b> {view.sensitive.map(sensitiveWords).join("; ")}
        </Text>
      ) : null}
      <Summary key={`${id}:${lastSeq}`} id={id} view={view} onMessage={onMessage} />
      {onMacro ? <Macros macros={view.macros} onMacro={onMacro} /> : null}
      {view.customer ? <Customer customer={view.customer} /> : null}
      {view.summary ? (
        <Translation
          key={`${id}:${lastSeq}:t`}
          conversation={conversation}
          inForce={view.models.translation}
        />
      ) : null}
    </>
  );
};
