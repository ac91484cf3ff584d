// How far deals came: a bar for each step, with its part of the step before and of all.
import type { FunnelResult } from "@rapport/contracts";
import { Link } from "@tanstack/react-router";
import { formatNumber } from "../../ui/format.rules.ts";
import css from "./chart.module.css";
import { formatShare } from "./values.rules.ts";

export const Funnel = ({ result }: { result: FunnelResult }) => {
  const all = result.steps[0]?.reached ?? 0;
  return (
    <ol className={css.funnel}>
      {result.steps.map((step, at) => {
        const before = result.steps[at - 1];
        return (
          <li key={step.stageId ?? "all"}>
            <Link
              className={css.step}
              to="/o/$object"
              params={{ object: result.object }}
              search={{ filter: step.filter }}
            >
              <span className="r-ellipsis" title={step.name}>
                {step.name}
              </span>
              <span
                className={css.stepBar}
                style={{ width: `${all === 0 ? 0 : (step.reached / all) * 100}%` }}
                aria-hidden="true"
              />
              <span className={css.stepFigures}>
                {formatNumber(step.reached)}
                {before ? (
                  <small>
                    {formatShare(step.ofPrevious)} of {formatNumber(before.reached)}
                  </small>
                ) : (
                  <small>deals</small>
                )}
              </span>
            </Link>
          </li>
        );
      })}
    </ol>
  );
};
