// The first steps: each leads to the place where it is done, and ticks itself once it was done.
import { ActionIcon, Tooltip } from "@mantine/core";
import type { FirstStep } from "@rapport/contracts";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { IconCheck, IconX } from "../../ui/icons.ts";
import { useMe } from "../access/session.ts";
import { Block } from "./block.tsx";
import css from "./home.module.css";
import { useChangeSteps, useFirstSteps } from "./home-queries.ts";

interface Step {
  title: string;
  text: string;
  to?: string;
  search?: Record<string, unknown>;
}

const STEPS: Record<FirstStep, Step> = {
  "add-person": {
    title: "Add a person",
    text: "Press n in the list of people.",
    to: "/o/people",
    search: { new: true },
  },
  "import-file": {
    title: "Import a file",
    text: "CSV or JSON lines. A dry run shows what would change first.",
    to: "/imports/new",
  },
  "save-view": {
    title: "Save a view",
    text: "Filter a list, then keep the filter under a name.",
    to: "/o/deals",
  },
  "invite-member": {
    title: "Invite a member",
    text: "Give each the rights that they need.",
    to: "/settings/members",
  },
  "open-palette": {
    title: "Press ⌘K or Ctrl K",
    text: "Find anything and do most things from there.",
  },
};

const Face = ({
  step,
  done,
  children,
}: {
  step: FirstStep;
  done: boolean;
  children?: ReactNode;
}) => (
  <>
    <span className={css.tick} data-done={done || undefined}>
      {done ? <IconCheck size={12} aria-hidden="true" /> : null}
    </span>
    <span className={css.stepText}>
      <b>
        {STEPS[step].title}
        {done ? <span className="r-visually-hidden">, done</span> : null}
      </b>
      {done ? null : <span>{STEPS[step].text}</span>}
    </span>
    {children}
  </>
);

export const FirstStepsBlock = () => {
  const isMember = useMe().member !== null;
  const steps = useFirstSteps(isMember);
  const change = useChangeSteps();
  const all = steps.data?.steps ?? [];
  const left = all.filter(({ done }) => !done).length;
  if (steps.isLoading) return <div data-loading />;
  if (!steps.data || steps.data.dismissed || left === 0) return null;
  return (
    <Block
      title={`First steps, ${all.length - left} of ${all.length} done`}
      link={
        <Tooltip label="Hide this list">
          <ActionIcon
            size="sm"
            aria-label="Hide the first steps"
            onClick={() => change.mutate({ dismissed: true })}
          >
            <IconX size={14} />
          </ActionIcon>
        </Tooltip>
      }
    >
      <ul className={css.list}>
        {all.map(({ step, done }) => {
          const { to, search } = STEPS[step];
          return (
            <li key={step} className={css.stepRow}>
              {to && !done ? (
                <Link to={to} search={search ?? {}} className={css.step}>
                  <Face step={step} done={done} />
                </Link>
              ) : (
                <span className={css.step}>
                  <Face step={step} done={done} />
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </Block>
  );
};
