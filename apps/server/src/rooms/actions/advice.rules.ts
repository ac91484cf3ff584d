// What is said of an action for a record: the verdict, in words. Effects are only spoken of where they were measured by
// chance. "Helps" needs a posterior probability of 95 % and more, so that of all that is said to help, 5 % at most is
// expected not to, however much is picked (Müller, Parmigiani and Rice 2006); and the 5 % are shared out among the
// actions that were measured in the workspace (Bonferroni), so that trying many does not make one look good.
import type { ActionEstimate, ActionVerdict, NextAction } from "@rapport/contracts";
import type { Effect } from "@rapport/learn";

/** How often what is said to help may not. */
const doubt = 0.05;

export interface Standing {
  /** Null unless it was measured. */
  readonly effect: Effect | null;
  readonly measuredActions: number;
  /** What a running trial drew for the record; null where none runs. */
  readonly trial: "drawn" | "held-out" | "waiting" | null;
  readonly objects: boolean;
  /** Why draws that there are tell nothing yet. */
  readonly note: string | null;
}

export function verdictOf({ effect, measuredActions, trial, objects }: Standing): ActionVerdict {
  if (objects) return "not-wanted";
  if (trial !== null) return trial === "drawn" ? "drawn" : "held-out";
  if (effect === null) return "untested";
  const allowed = doubt / Math.max(1, measuredActions);
  if (effect.helps >= 1 - allowed) return "helps";
  return effect.helps <= allowed ? "hurts" : "unclear";
}

const share = (value: number): string => `${Math.round(Math.min(1, Math.max(0, value)) * 100)} %`;

const points = (value: number): string => String(Math.round(value * 100)).replace("-", "−");

const span = ({ low, high }: Pick<Effect, "low" | "high">): string =>
  `${points(low)} to ${points(high)} points`;

interface Names {
  readonly doing: string;
  readonly outcome: string;
}

const start = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function measuredWords({ doing, outcome }: Names, effect: Effect): string {
  const { value, without } = effect;
  const way = value >= 0 ? "raises" : "lowers";
  return `${start(doing)} ${way} the chance that ${outcome} from about ${share(without)} to ${share(without + value)} (by ${span(effect)}).`;
}

export function verdictWords(names: Names, verdict: ActionVerdict, standing: Standing): string {
  const { effect, trial } = standing;
  if (verdict === "not-wanted") return "This person does not want to be called.";
  if (verdict === "drawn")
    return "A trial runs, and chance chose this record to get it. Please do it, so that the comparison is a fair one.";
  if (verdict === "held-out")
    return trial === "waiting"
      ? "A trial runs. Chance decides soon whether this record gets it."
      : "A trial runs, and chance chose this record to go without. Please leave it, so that the comparison is a fair one.";
  if (effect === null && standing.note !== null) return standing.note;
  if (effect === null)
    return `Nobody knows yet whether ${names.doing} changes anything: it was never compared by chance.`;
  if (verdict === "unclear")
    return `It is not clear that ${names.doing} changes the chance that ${names.outcome} here: it may add ${span(effect)}.`;
  return measuredWords(names, effect);
}

export function evidenceWords(
  estimate: ActionEstimate | null,
  score: NextAction["chance"],
): string {
  if (estimate?.state === "measured") {
    const { treated, untreated } = estimate;
    return `Measured on ${treated.units + untreated.units} records. Chance chose ${treated.units} to get it: of those it came for ${treated.came}, of the other ${untreated.units} for ${untreated.came}.`;
  }
  if (score === null) return "";
  return `${score.title} ${Math.round(score.score)} of 100 says how likely it is that ${score.outcome}, not what the action adds.`;
}

const order: Readonly<Record<ActionVerdict, number>> = {
  helps: 0,
  drawn: 1,
  untested: 2,
  unclear: 3,
  hurts: 4,
  "held-out": 5,
  "not-wanted": 6,
};

/** The best one first: what helps by how much it adds, what one said is not helpful last. */
export function ranked(actions: readonly NextAction[]): NextAction[] {
  const place = ({ verdict, feedback }: NextAction) =>
    order[verdict] + (feedback === "not-helpful" ? 10 : 0);
  return [...actions].sort(
    (a, b) => place(a) - place(b) || (b.effect?.value ?? 0) - (a.effect?.value ?? 0),
  );
}

export function summaryOf(actions: readonly NextAction[]): string {
  const [best] = actions;
  if (!best) return "There is nothing to suggest for this record now.";
  if (best.verdict === "helps" && best.feedback !== "not-helpful")
    return `${best.title}: it clearly helps.`;
  if (best.verdict === "drawn") return `${best.title}: chance chose it for this record.`;
  if (actions.every(({ effect }) => effect === null)) {
    return actions.some(({ verdict }) => verdict === "untested")
      ? "No action is known to help here: none was ever tested."
      : "There is nothing to do here now.";
  }
  return "No action clearly helps here.";
}
