// What a person agreed and objected to: one line a purpose, changed in one click, and all that was ever said below.
import { ActionIcon, Button, Menu } from "@mantine/core";
import type { ConsentState, ConsentStatement, PurposeConsent } from "@rapport/sdk";
import { useState } from "react";
import { IconDotsVertical } from "../../ui/icons.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import css from "./consent.module.css";
import { useConsent, useConsentHistory, useSetConsent } from "./consent-queries.ts";
import {
  SOURCE_WORDS,
  STATE_CHOICES,
  statementText,
  stateText,
  toneOf,
} from "./consent-words.rules.ts";
import { ProofDialog } from "./proof-dialog.tsx";

const Origin = ({ statement }: { statement: ConsentStatement }) => (
  <>
    <RelativeTime value={statement.givenAt} />, {SOURCE_WORDS[statement.source]} by {statement.by}
    {statement.textVersion ? `, text ${statement.textVersion}` : ""}
    {statement.proof ? `, proof: ${statement.proof}` : ""}
  </>
);

const Why = ({ purpose }: { purpose: PurposeConsent }) => (
  <p className={css.meta}>
    {purpose.statement ? <Origin statement={purpose.statement} /> : purpose.basis}
  </p>
);

interface ChoiceProps {
  purpose: PurposeConsent;
  onSet: (state: ConsentState) => void;
  onProof: () => void;
}

/** The likely answers as buttons; the rest in a menu. */
const Choice = ({ purpose, onSet, onProof }: ChoiceProps) => (
  <div className={css.choice}>
    {(["granted", "denied"] as const).map((state) => (
      <Button
        key={state}
        size="xs"
        variant={purpose.state === state ? "light" : "default"}
        aria-pressed={purpose.state === state}
        aria-label={`${STATE_CHOICES[state]}: ${purpose.label}`}
        onClick={() => purpose.state !== state && onSet(state)}
      >
        {STATE_CHOICES[state]}
      </Button>
    ))}
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size={28} aria-label={`More for ${purpose.label}`}>
          <IconDotsVertical size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onProof}>Record with date and proof</Menu.Item>
        <Menu.Item disabled={purpose.state === "unknown"} onClick={() => onSet("unknown")}>
          {STATE_CHOICES.unknown}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  </div>
);

const Said = ({ one, label }: { one: ConsentStatement; label: string }) => (
  <li className={css.said} data-gone={one.takenBackAt !== null || undefined}>
    <span className={css.saidHead}>{statementText(one.state, label)}</span>
    <p className={css.meta}>
      <Origin statement={one} />
      {one.takenBackAt ? (
        <>
          {" "}
          · taken back <RelativeTime value={one.takenBackAt} />
        </>
      ) : null}
      {one.knownAt === one.givenAt ? null : (
        <>
          {" "}
          · known here <RelativeTime value={one.knownAt} />
        </>
      )}
    </p>
    {one.shownText ? <blockquote className={css.quote}>{one.shownText}</blockquote> : null}
  </li>
);

const History = ({ personId, labels }: { personId: string; labels: Map<string, string> }) => {
  const [isOpen, setOpen] = useState(false);
  const list = useConsentHistory(personId, isOpen);
  const said = list.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <div className={css.more}>
      <Button variant="subtle" color="gray" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? "Hide the history" : "Show the history"}
      </Button>
      {isOpen && list.isPending ? <SkeletonLines lines={3} /> : null}
      {list.error ? (
        <ErrorState
          error={list.error}
          doing="load the history"
          onRetry={() => void list.refetch()}
        />
      ) : null}
      {isOpen && list.isSuccess && said.length === 0 ? (
        <p className="r-muted">Nothing was recorded yet.</p>
      ) : null}
      {isOpen ? (
        <ol className={css.history} aria-label="History of consent">
          {said.map((one) => (
            <Said key={one.id} one={one} label={labels.get(one.purpose) ?? one.purpose} />
          ))}
        </ol>
      ) : null}
      {isOpen && list.hasNextPage ? (
        <Button
          variant="default"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          Show earlier
        </Button>
      ) : null}
    </div>
  );
};

export const PersonConsentPanel = ({ personId }: { personId: string }) => {
  const { data, error, isPending, refetch } = useConsent(personId);
  const record = useSetConsent(personId);
  const [proven, setProven] = useState<PurposeConsent | null>(null);
  if (isPending) return <SkeletonLines lines={5} />;
  if (error) {
    return <ErrorState error={error} doing="load the consent" onRetry={() => void refetch()} />;
  }
  const labels = new Map(data.purposes.map(({ purpose, label }) => [purpose, label]));
  return (
    <section aria-label="Consent">
      <ul className={css.purposes}>
        {data.purposes.map((purpose) => (
          <li key={purpose.purpose} className={css.purpose}>
            <div>
              <p className={css.label}>{purpose.label}</p>
              <span className={css.state} data-tone={toneOf(purpose)}>
                {stateText(purpose)}
              </span>
              <Why purpose={purpose} />
            </div>
            {data.mayChange ? (
              <Choice
                purpose={purpose}
                onSet={(state) => record.mutate({ purpose, data: { state } })}
                onProof={() => setProven(purpose)}
              />
            ) : null}
          </li>
        ))}
      </ul>
      <History personId={personId} labels={labels} />
      {proven ? (
        <ProofDialog
          purpose={proven}
          onClose={() => setProven(null)}
          onRecord={(said) => {
            record.mutate({ purpose: proven, data: said });
            setProven(null);
          }}
        />
      ) : null}
    </section>
  );
};
