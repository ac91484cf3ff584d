// Deals and tickets at risk, each with its reasons in words, and the rules behind them.
import { SegmentedControl, UnstyledButton } from "@mantine/core";
import type { RecordAtRisk, RecordsAtRisk } from "@rapport/contracts";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ObjectIcon } from "../../frame/object-icon.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { MemberName } from "../records/field-value.tsx";
import { Block, Lines } from "./block.tsx";
import css from "./home.module.css";
import { useRisks } from "./home-queries.ts";

const SHOWN = 8;

const Risk = ({ risk, withOwner }: { risk: RecordAtRisk; withOwner: boolean }) => (
  <li className={css.risk}>
    <ObjectIcon object={risk.object} size={15} />
    <div className={css.riskMain}>
      <Link
        to="/o/$object/$id"
        params={{ object: risk.object, id: risk.id }}
        className={css.rowTitle}
      >
        {risk.title}
      </Link>
      {risk.reasons.map((reason) => (
        <span key={reason.rule} className={css.reason}>
          {reason.text}
        </span>
      ))}
    </div>
    {withOwner && risk.ownerId ? (
      <span className={css.meta}>
        <MemberName id={risk.ownerId} />
      </span>
    ) : null}
  </li>
);

interface FootProps {
  count: number;
  all: boolean;
  onAll: () => void;
  thresholds: RecordsAtRisk["thresholds"];
}

/** How to see the rest, and the rules with their thresholds. */
const Foot = ({ count, all, onAll, thresholds }: FootProps) => {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <p className={css.keys}>
        {count > SHOWN ? (
          <UnstyledButton className={css.plainLink} mr={12} onClick={onAll}>
            {all ? "Show fewer" : `Show all ${count}`}
          </UnstyledButton>
        ) : null}
        <UnstyledButton
          className={css.plainLink}
          aria-expanded={opened}
          onClick={() => setOpened((now) => !now)}
        >
          Rules
        </UnstyledButton>
      </p>
      {opened ? (
        <ul className={css.rules}>
          {thresholds.map((one) => (
            <li key={one.rule}>{one.text}</li>
          ))}
        </ul>
      ) : null}
    </>
  );
};

export const AtRisk = () => {
  const [scope, setScope] = useState<"mine" | "all">("mine");
  const [all, setAll] = useState(false);
  const risks = useRisks(scope);
  const found = risks.data?.data ?? [];
  const whose = scope === "mine" ? "yours" : "anybody";
  return (
    <Block
      title="At risk"
      link={
        <SegmentedControl
          size="xs"
          aria-label="Whose"
          data={[
            { value: "mine", label: "Mine" },
            { value: "all", label: "All" },
          ]}
          value={scope}
          onChange={(next) => setScope(next as "mine")}
        />
      }
    >
      {risks.isPending ? <Lines /> : null}
      {risks.error ? (
        <ErrorState
          error={risks.error}
          doing="look for risks"
          onRetry={() => void risks.refetch()}
        />
      ) : null}
      {risks.isSuccess && found.length === 0 ? (
        <p className={css.none}>No open deal or ticket of {whose} is at risk.</p>
      ) : null}
      <ul className={css.list}>
        {(all ? found : found.slice(0, SHOWN)).map((risk) => (
          <Risk key={risk.id} risk={risk} withOwner={scope === "all"} />
        ))}
      </ul>
      {risks.data ? (
        <Foot
          count={found.length}
          all={all}
          onAll={() => setAll((now) => !now)}
          thresholds={risks.data.thresholds}
        />
      ) : null}
    </Block>
  );
};
